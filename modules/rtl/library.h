// SPDX-License-Identifier: Apache-2.0
// The hand-written SystemVerilog of modules/rtl/sv, built into the program.
#pragma once

#include "modules/rtl/emit.h"

#include <string>
#include <vector>

namespace hashiflex::rtl {

// The hf_*.sv modules, leaves first.
std::vector<File> library_modules();
// The text of another file of modules/rtl/sv, such as a template. std::logic_error if there is none.
std::string library_text(const std::string& name);

}  // namespace hashiflex::rtl
