// SPDX-License-Identifier: Apache-2.0
// Weights in an .npz archive, for a network of one convolution and a classifier.
#include "sim/config/npz.h"

#include "modules/core/network/build.h"
#include "sim/config/network_file.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {
namespace {

constexpr const char* kNetwork = R"(name: two
input: {height: 2, width: 2, channels: 1, offset: 0, frac: 0}
weights: weights.npz
layers:
  - {name: a, kind: conv, kernel: 2, channels: 2, output: {bits: 8, signed: false, frac: 0}, levels: 7, terms: 2}
  - {name: b, kind: classifier, classes: 2}
)";

}  // namespace

void npz(const std::string& bytes) {
    static const core::NetworkSpec spec = read_network(parse_document(kNetwork, "network.yaml")).spec;
    core::build_network(spec, load_npz(input_file("weights.npz", bytes)));
}

}  // namespace hashiflex::fuzz
