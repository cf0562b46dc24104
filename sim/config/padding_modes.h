// SPDX-License-Identifier: Apache-2.0
// How padding is named in a file.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/rules.h"

namespace hashiflex {

inline const Choices<core::PaddingMode> kPaddingModes{{{"valid", core::PaddingMode::valid},
                                                       {"same_upper", core::PaddingMode::same_upper},
                                                       {"same_lower", core::PaddingMode::same_lower}}};

}  // namespace hashiflex
