// SPDX-License-Identifier: Apache-2.0
// Does a description of Po2 codes describe the network that a file does? If so, its number formats are the ones to use.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/po2_description.h"

#include <string>

namespace hashiflex {

// Layers must agree one by one: kind, inputs, kernel, stride, SAME padding, channels, ReLU6. Then offset and units of
// the description replace those of `network`: input pixel - input_zero, after ReLU6 uint8, else int8.
// `network_file` is for messages. Throws ConfigError naming file, layer, and what both say.
void adopt_formats(const Po2Description& description, const std::string& network_file, core::NetworkSpec& network);

}  // namespace hashiflex
