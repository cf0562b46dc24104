// SPDX-License-Identifier: Apache-2.0
// The version of the program, as reports and caches state it.
#pragma once

namespace hashiflex {

const char* tool_version();

}  // namespace hashiflex
