// SPDX-License-Identifier: Apache-2.0
#include "sim/quantize/digest.h"

#include "sim/config/npy.h"
#include "sim/files/sha256.h"
#include "sim/quantize/format_array.h"

namespace hashiflex {
namespace {

// With its length: no two lists of parts give the same text.
void append(std::string& text, const std::string& part) {
    text += std::to_string(part.size()) + ' ' + part;
}

}  // namespace

std::string digest_of(const core::Quantized& quantized) {
    std::string text;
    append(text, encode_npy(format_array(quantized.spec)));
    for (const auto& [name, array] : quantized.weights) {
        append(text, name);
        append(text, encode_npy(array));
    }
    return sha256_of_text(text);
}

}  // namespace hashiflex
