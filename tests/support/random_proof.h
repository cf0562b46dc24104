// SPDX-License-Identifier: Apache-2.0
// Random designs for the proof: network, hardware, images, stalls and a reprogramming moment, all from one seed.
#pragma once

#include "sim/prove/prove.h"
#include "tests/support/random_design.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace hashiflex::test {

struct RandomProof {
    RandomDesign design;
    prove::Stimulus stimulus;
};

// Three of four with stalls; one of four with explicit depths, so that it may deadlock (both sides alike).
RandomProof random_proof(std::uint64_t seed);

// Throws what core and the proof throw.
prove::Verdict run_proof(const RandomProof& proof, const std::filesystem::path& waveforms = {},
                         const process::Watch& watch = {});

// Makes a proof that fails smaller while it fails: fewer images, layers, channels and pixels, plain hardware, no
// stalls. `fails` may throw for a network that cannot be; that counts as no failure.
RandomProof shrink(RandomProof proof, const std::function<bool(const RandomProof&)>& fails);

// Saves the design and the command that proves it (README) into a folder.
void save_proof(const RandomProof& proof, const std::filesystem::path& folder);

}  // namespace hashiflex::test
