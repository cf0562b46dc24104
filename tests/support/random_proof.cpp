// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_proof.h"

#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "tests/support/random.h"
#include "tests/support/save_design.h"

#include <fstream>

namespace hashiflex::test {

RandomProof random_proof(std::uint64_t seed) {
    Random random(~seed);  // not the sequence that makes the network
    RandomOptions options;
    options.images = random.between(2, 6);
    options.most_layers = random.between(1, 6);
    options.explicit_depths = random.chance(25);
    RandomProof proof{random_design(seed, options), {}};
    proof.stimulus.images = static_cast<std::uint64_t>(options.images);
    if (random.chance(75)) proof.stimulus.stalls = seed;
    proof.stimulus.reprogram_at = proof.design.reprogram_at;
    proof.design.hardware.clock_gating = random.chance(50);
    if (random.chance(40)) ask_for_sram(proof.design);
    return proof;
}

prove::Verdict run_proof(const RandomProof& proof, const std::filesystem::path& waveforms,
                         const process::Watch& watch) {
    const core::Network network = core::build_network(proof.design.network, proof.design.weights);
    const core::Design design = core::resolve(network, proof.design.hardware);
    prove::ProveOptions options;
    options.stimulus = proof.stimulus;
    options.waveforms = waveforms;
    return prove::prove(design, proof.design.images, options, watch);
}

void save_proof(const RandomProof& proof, const std::filesystem::path& folder) {
    save_design(proof.design, folder);
    std::string command = "hashiflex prove design.yaml --images " + std::to_string(proof.stimulus.images);
    if (proof.stimulus.stalls) command += " --stalls " + std::to_string(*proof.stimulus.stalls);
    if (proof.stimulus.reprogram_at) command += " --reprogram-at " + std::to_string(*proof.stimulus.reprogram_at);
    std::ofstream(folder / "README") << "Simulator and RTL part here. To see it:\n\n    " << command << "\n";
}

}  // namespace hashiflex::test
