// SPDX-License-Identifier: Apache-2.0
// `run --dump LAYER`: which tensors are kept, and the files they go to.
#pragma once

#include "modules/core/design/design.h"
#include "sim/dump/tensor_recorder.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

// Most bytes that all dumps of a run may take, in memory and in files.
constexpr std::uint64_t kMostDumpBytes = std::uint64_t{256} << 20;

// "input", names of stages, or "all", as producers, each once. Throws ConfigError for an unknown name, or if the
// tensors of `images` images are too large.
std::vector<int> dumped_tensors(const core::Design& design, const std::vector<std::string>& names,
                                std::uint64_t images);

std::filesystem::path dump_file(const core::Design& design, int producer, const std::filesystem::path& folder);

// Removes what write_dumps() has left in `folder`, whatever its layers: it belongs to an earlier report.
void remove_dumps(const std::filesystem::path& folder);

// FOLDER/LAYER.npz for each tensor, of the first `images` images: `values` [images][height][width][channels] and its
// unit, `frac` (value * 2^-frac is the real number) or, for sums of the classifier, `scale` per class, if there is one.
// Equal runs give equal bytes. Throws std::runtime_error (ConfigError) if a file cannot be written.
void write_dumps(const core::Design& design, const TensorRecorder& recorder, std::uint64_t images,
                 const std::filesystem::path& folder);

}  // namespace hashiflex
