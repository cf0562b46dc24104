// SPDX-License-Identifier: Apache-2.0
// Which class was taken for which, as a table for spreadsheets.
#pragma once

#include "modules/core/accuracy/confusion.h"

#include <string>

namespace hashiflex {

// A line a label, a column a class that was found: "label,0,1,2".
std::string confusion_csv(const core::Confusion& confusion);

}  // namespace hashiflex
