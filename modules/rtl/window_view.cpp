// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_view.h"

#include "modules/core/parts/window_geometry.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"
#include "modules/rtl/window_registers.h"
#include "modules/rtl/window_ring.h"

namespace hashiflex::rtl {

WindowView window_view(const core::Design& design, const core::StageDesign& stage, std::size_t input) {
    const core::WindowGeometry geometry(design, stage, input);
    const std::string n = str(static_cast<std::int64_t>(input));
    std::string text = "\n    // windows of input " + n + "\n";
    if (sees_single_beats(geometry)) {
        const std::int64_t low = std::int64_t{geometry.align(0)} * pixel_bits(stage, input);
        const std::int64_t bits = std::int64_t{geometry.span()} * pixel_bits(stage, input);
        text += single_beat(stage, input, geometry) +
                "    // strides leave pixels out\n    // verilator lint_off UNUSED\n    wire " + range_of(bits) +
                " window" + n + " = beats" + n + "[" + str(low + bits - 1) + ":" + str(low) +
                "];\n    // verilator lint_on UNUSED\n";
    } else {
        text += window_registers(stage, input, geometry);
    }
    return {geometry.window(), geometry.span(), text};
}

}  // namespace hashiflex::rtl
