// SPDX-License-Identifier: Apache-2.0
// Are toggles those of a model that follows every net of every lane, step by step?
#include "modules/core/activity/stage_toggles.h"

#include "modules/core/activity/chip_activity.h"
#include "modules/core/activity/graph_toggles.h"
#include "modules/core/activity/word_toggles.h"
#include "modules/core/cost/lane_build.h"
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "tests/support/naive.h"
#include "tests/support/naive_toggles.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::core;

namespace {

// Tensors of an image by the naive model: of the source, then of the stages.
std::vector<Tensor> tensors_of(const Design& design, const Network& network, const std::vector<std::uint8_t>& pixels) {
    std::vector<Tensor> tensors = test::naive(network, pixels);
    tensors.resize(std::min(tensors.size(), design.stages.size() + 1));
    while (tensors.size() < design.stages.size() + 1) tensors.push_back(tensors.back());  // an argmax passes the sums
    return tensors;
}

ImageMaps maps_of(const Design& design, const std::vector<Tensor>& tensors) {
    ImageMaps maps;
    maps.source = packed(tensors[0], row_format(design.source.type));
    for (std::size_t s = 0; s < design.stages.size(); ++s)
        maps.stages.push_back(packed(tensors[s + 1], row_format(design.stages[s].out)));
    return maps;
}

test::StageInputs inputs_of(const StageDesign& stage, const std::vector<Tensor>& tensors) {
    test::StageInputs inputs;
    for (const auto& buffer : stage.inputs) inputs.push_back(tensors[static_cast<std::size_t>(buffer.producer + 1)]);
    return inputs;
}

}  // namespace

TEST_CASE("toggles of lanes and words are those of a model that follows every net") {
    int lanes = 0, wide = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        test::RandomDesign random = test::random_design(seed, {4, 2, false});
        const Network network = build_network(random.network, random.weights);
        const Design design = resolve(network, random.hardware);
        const auto before = tensors_of(design, network, random.images[0]);
        const auto now = tensors_of(design, network, random.images[1]);
        const ImageMaps before_maps = maps_of(design, before), now_maps = maps_of(design, now);
        for (std::size_t s = 0; s < design.stages.size(); ++s) {
            const StageDesign& stage = design.stages[s];
            CAPTURE(seed, stage.name);
            const Toggles found = StageToggles(design, s)(now_maps, before_maps).lanes;
            const std::size_t depth = static_cast<std::size_t>(stage.fifo.depth);
            const auto fifo =
                test::naive_words(before[s + 1], now[s + 1], stage.grid, stage.out.bits, stage.fifo.depth);
            const BeatWires beats({&now_maps.stages[s], &before_maps.stages[s], stage.out.shape}, stage.grid,
                                  stage.out.bits, depth);
            CHECK(beats.toggles(1) == fifo.passing);
            CHECK(beats.toggles(depth) == fifo.held);
            if (!stage.graph || std::holds_alternative<GlobalPool>(stage.op)) continue;
            const auto naive = test::naive_lane_toggles(stage, graph_cell_map(*stage.graph, *stage.facts, lane_build(stage)),
                                                        inputs_of(stage, before), inputs_of(stage, now));
            CHECK(found.full_adders == naive.full_adders);
            CHECK(found.half_adders == naive.half_adders);
            CHECK(found.flop_bits == naive.flop_bits);
            CHECK(found.mux_bits == naive.mux_bits);
            ++lanes;
            wide += GraphToggles(*stage.graph, *stage.facts, lane_build(stage), {}).is_narrow() ? 0 : 1;
        }
    }
    CHECK(lanes > 30);
}
