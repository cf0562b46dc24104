// SPDX-License-Identifier: Apache-2.0
// A random design as files that the program reads.
#pragma once

#include "tests/support/random_design.h"

#include <filesystem>
#include <string>

namespace hashiflex::test {

// Writes design.yaml, network.yaml, weights.npz and images.npz (the images as a test set, all labelled 0) into
// `folder`, which is made; returns the path of design.yaml. Prices are those of configs/tech/unit.yaml.
std::filesystem::path save_design(const RandomDesign& design, const std::filesystem::path& folder);

}  // namespace hashiflex::test
