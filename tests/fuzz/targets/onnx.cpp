// SPDX-License-Identifier: Apache-2.0
// An ONNX file: read, lowered, folded, and written as a network file that our own reader takes.
#include "modules/core/network/build.h"
#include "sim/config/error.h"
#include "sim/config/network_file.h"
#include "sim/import/import.h"
#include "sim/import/network_text.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

#include <algorithm>

namespace hashiflex::fuzz {

namespace {

// A refusal has a line for each node: as many as the file has nodes, but none of them long.
importing::Imported imported_or_refused(const std::string& bytes) {
    try {
        return importing::import_onnx(input_file("model.onnx", bytes), {});
    } catch (const ConfigError& error) {
        constexpr std::size_t kLongestLine = 2000;
        const std::string text = error.what();
        for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
            end = text.find('\n', begin);
            if (std::min(end, text.size()) - begin > kLongestLine) throw;
        }
        throw ConfigError(text.substr(0, kLongestLine));
    }
}

}  // namespace

void onnx(const std::string& bytes) {
    const importing::Imported imported = imported_or_refused(bytes);
    input_file("float_weights.npz", "");
    const NetworkFile read =
        read_network(parse_document(importing::network_text(imported, "model.onnx", ""), "network.yaml"));
    core::infer_network(read.spec);
}

}  // namespace hashiflex::fuzz
