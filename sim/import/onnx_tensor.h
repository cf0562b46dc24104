// SPDX-License-Identifier: Apache-2.0
// A tensor message -> numbers. It may lie in the message in one of several fields, or in a file beside the model.
#pragma once

#include "sim/import/onnx_messages.h"
#include "sim/import/tensor.h"

#include <filesystem>
#include <optional>

namespace hashiflex::importing {

// Of a number in the file; empty for text, complex numbers and what this program does not know.
std::optional<Element> element_of(int data_type);

// `folder` is that of the model, where external data lie. Memory grows with the data that are there, not with what the
// shape says. Throws std::invalid_argument with a sentence.
Tensor tensor_of(const onnx::TensorProto& message, const std::filesystem::path& folder);

}  // namespace hashiflex::importing
