// SPDX-License-Identifier: Apache-2.0
// What the modules of all stages are made of: control, input buffers, output.
#pragma once

#include "modules/core/parts/stage_hardware.h"
#include "modules/rtl/emit.h"

#include <string>
#include <vector>

namespace hashiflex::rtl {

// The module "lane_NAME" of stage NAME. What a module is stands before the name and never behind it: then no name that
// a user gives a stage makes two modules equal ("add" with its "channel_add" beside a stage "add_channel").
std::string module_name(const std::string& prefix, const char* what, const core::StageDesign& stage);

// Bits of one value of input k, and of all values of a pixel.
int value_bits(const core::StageDesign& stage, std::size_t k);
int pixel_bits(const core::StageDesign& stage, std::size_t k);

// The ring of a stage that sees one beat a step, and a net with that beat; `moves_on` is up when the next one's turn
// comes.
std::string beat_of_step(const core::StageDesign& stage, const core::BeatRing& ring, const std::string& moves_on,
                         const std::string& net);

// Modules of the kinds; files without the stage's own.
struct Body {
    std::vector<File> files;
    std::string text;
};
Body windowed_body(const core::Design& design, const core::StageDesign& stage, const core::StageHardware& hardware,
                   const std::string& prefix);
Body global_pool_body(const core::Design& design, const core::StageDesign& stage, const core::StageHardware& hardware,
                      const std::string& prefix);
Body argmax_body(const core::Design& design, const core::StageDesign& stage, const core::StageHardware& hardware);
Body npu_body(const core::Design& design, const core::StageDesign& stage, const std::string& prefix);

}  // namespace hashiflex::rtl
