// SPDX-License-Identifier: Apache-2.0
// The network file of an imported model, to be read and changed by people.
#pragma once

#include "sim/import/import.h"

#include <string>

namespace hashiflex::importing {

// `calibrate` is the value of weights.quantize.calibrate; empty: left out.
std::string network_text(const Imported& imported, const std::string& model_file, const std::string& calibrate);

}  // namespace hashiflex::importing
