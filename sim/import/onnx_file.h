// SPDX-License-Identifier: Apache-2.0
// An .onnx file -> Graph. The only reader of ONNX's protocol buffers, with onnx_tensor.
#pragma once

#include "sim/import/graph.h"

#include <filesystem>

namespace hashiflex::importing {

// Constants are decoded; nodes are in an order in which producers come first. Throws ConfigError: no whole ONNX file,
// opsets that are not read, names given twice, a cycle, more than a million nodes.
Graph read_onnx(const std::filesystem::path& file);

}  // namespace hashiflex::importing
