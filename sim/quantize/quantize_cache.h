// SPDX-License-Identifier: Apache-2.0
// What was quantized once is not quantized again: results by the content of all that they depend on.
#pragma once

#include "modules/core/quantize/quantize.h"

#include <filesystem>
#include <optional>
#include <string>

namespace hashiflex {

// $XDG_CACHE_HOME/hashiflex/quantize, or that of $HOME/.cache. Nothing: neither is set, and nothing is kept.
std::optional<std::filesystem::path> quantize_cache_folder();

// The result for `network` under this key (a sha256); nothing if there is none, or if it is not whole.
std::optional<core::Quantized> cached(const std::string& key, const core::NetworkSpec& network);

// A cache that cannot be written is no error: it changes time only.
void keep(const std::string& key, const core::Quantized& quantized);

// How long the last quantization of these float weights took on this machine, in seconds; nothing: there was none.
void keep_seconds(const std::filesystem::path& model, double seconds);
std::optional<double> seconds_of_last(const std::filesystem::path& model);

}  // namespace hashiflex
