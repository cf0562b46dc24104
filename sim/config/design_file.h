// SPDX-License-Identifier: Apache-2.0
// A design file: which network, in which technology, on what hardware.
#pragma once

#include "modules/core/design/hardware.h"
#include "sim/config/document.h"
#include "sim/config/weights_source.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// The widest field that a scanner exposes at once, 26 x 33 mm: no die is larger without stitching.
constexpr double kReticleMm2 = 858;

struct DieSpec {
    double max_mm2 = kReticleMm2;  // a larger die is refused
};

struct DesignFile {
    std::filesystem::path path;
    std::string name;
    std::filesystem::path network;
    std::filesystem::path weights;  // as in NetworkFile; empty: those of the network
    std::optional<core::SyntheticSpec> synthetic;
    std::optional<QuantizeKeys> quantize;
    std::filesystem::path tech;
    core::HardwareSpec hardware;
    DieSpec die;
    Document document;  // with the overrides; for positions
};

// `sets` are overrides, "clock.mhz=800"; see override_value(). Paths in the result are relative to the
// working directory, paths in an override to the design file, as if they stood in it. Throws ConfigError.
DesignFile load_design(const std::filesystem::path& path, const std::vector<std::string>& sets = {});
DesignFile read_design(Document document);

}  // namespace hashiflex
