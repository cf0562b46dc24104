// SPDX-License-Identifier: Apache-2.0
// A network file: its layers, and where its weights and test images are.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/document.h"
#include "sim/config/quantization.h"
#include "sim/config/weights_source.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace hashiflex {

struct TestSet {
    std::filesystem::path file;
    std::string images;  // names of arrays
    std::string labels;
};

struct Reference {
    double float_top1 = 0;
};

struct NetworkFile {
    std::filesystem::path path;
    core::NetworkSpec spec;
    std::filesystem::path weights;  // the file that decides them: if synthetic, the one that states the seed
    std::optional<std::filesystem::path> formats;  // read with Po2 codes: its number formats replaced the file's
    std::optional<core::SyntheticSpec> synthetic;
    std::optional<QuantizeKeys> quantize;      // with those of the design, once weights are chosen
    Node quantize_node;                        // the same as it was read
    std::optional<Quantization> quantization;  // what came of it, once weights are loaded
    std::optional<TestSet> test_set;
    std::optional<Reference> reference;
    // Read from Po2 codes: what the archive calls an array, "stem.weight" -> "w00, layer 'stem'", for messages.
    std::map<std::string, std::string> array_names;
    Document document;  // for positions
};

// Paths in the result are relative to the working directory. Throws ConfigError.
NetworkFile load_network(const std::filesystem::path& path);
NetworkFile read_network(Document document);

}  // namespace hashiflex
