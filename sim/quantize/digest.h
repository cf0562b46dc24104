// SPDX-License-Identifier: Apache-2.0
// The name of what quantization gave: equal digests, equal integers.
#pragma once

#include "modules/core/quantize/quantize.h"

#include <string>

namespace hashiflex {

// Of every array and of every layer's format, levels, terms and weight bits: 64 hexadecimal digits.
std::string digest_of(const core::Quantized& quantized);

}  // namespace hashiflex
