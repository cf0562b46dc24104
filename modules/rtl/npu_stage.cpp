// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/stage_parts.h"

namespace hashiflex::rtl {

Body npu_body(const core::Design&, const core::StageDesign&, const std::string&) {
    throw CannotEmit("the NPU is not written yet");
}

}  // namespace hashiflex::rtl
