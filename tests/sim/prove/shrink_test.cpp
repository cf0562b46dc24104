// SPDX-License-Identifier: Apache-2.0
// Does a failing design become small and stay a failing one, and do saved files mean the same design?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/config/load.h"
#include "sim/prove/record.h"
#include "sim/prove/vectors.h"
#include "sim/run/run_images.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/support/random_proof.h"
#include "tests/support/save_design.h"

#include <catch2/catch.hpp>

#include <variant>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

core::Design resolved(const RandomDesign& design) {
    return core::resolve(core::build_network(design.network, design.weights), design.hardware);
}

// A "bug" that shows in every design with a depthwise stage wider than one channel.
bool shows(const RandomProof& proof) {
    for (const auto& stage : resolved(proof.design).stages) {
        const auto* conv = std::get_if<core::Conv>(&stage.op);
        if (conv != nullptr && conv->groups > 1 && conv->groups == conv->in.channels) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a failing design shrinks to a few stages that still fail", "[prove]") {
    int shrunk = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const RandomProof proof = random_proof(seed);
        if (!shows(proof)) continue;
        INFO("seed " << seed);
        const RandomProof small = shrink(proof, shows);
        CHECK(shows(small));
        CHECK(small.design.network.layers.size() <= 4);  // two branches and a concat may be what makes the channels
        CHECK(small.stimulus.images == 1);
        CHECK_FALSE(small.stimulus.stalls.has_value());
        CHECK(small.design.network.input.height * small.design.network.input.width <= 9);
        ++shrunk;
    }
    CHECK(shrunk > 5);
}

TEST_CASE("a saved design is the same design, to every transfer", "[prove]") {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        INFO("seed " << seed);
        const TempDir folder;
        const RandomProof proof = random_proof(seed);
        const LoadedDesign loaded = load(save_design(proof.design, folder / "saved"));
        const RunImages images = test_images(*loaded.network.test_set, loaded.design.source.type.shape);
        CHECK(images.images == proof.design.images);
        const core::Design design = resolved(proof.design);
        const auto log_of = [&](const core::Design& of, const char* name) {
            prove::record(of, images.images, prove::chip_wires(of), proof.stimulus, folder / name, process::Watch{});
            return TempDir::read(folder / name);
        };
        const std::string log = log_of(design, "a.log");
        CHECK(log.size() > 100);
        CHECK(log == log_of(loaded.design, "b.log"));
    }
}
