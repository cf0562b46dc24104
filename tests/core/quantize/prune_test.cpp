// SPDX-License-Identifier: Apache-2.0
// Do the weights go that should, and only those?
#include "modules/core/quantize/prune.h"

#include "modules/core/error.h"
#include "modules/core/quantize/quantize.h"
#include "tests/core/quantize/tiny_floats.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

enum Index : std::size_t { stem = 0, dw = 1, project = 2, fc = 7 };

std::size_t gone_of(const core::Gone& gone) {
    return static_cast<std::size_t>(std::count(gone.begin(), gone.end(), true));
}

// Largest magnitude among those that went, smallest among those that stayed.
void check_border(const core::Gone& gone, const std::vector<float>& weights) {
    float largest_gone = 0, smallest_left = 1e9F;
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (gone[i])
            largest_gone = std::max(largest_gone, std::fabs(weights[i]));
        else
            smallest_left = std::min(smallest_left, std::fabs(weights[i]));
    CHECK(largest_gone <= smallest_left);
}

}  // namespace

TEST_CASE("the smallest weights of each layer go") {
    const TinyFloats tiny;
    core::QuantizeSpec spec;
    CHECK(gone_of(core::pruned(tiny.build(), spec)[stem]) == 0);
    spec.all.prune = 0.3;
    const auto gone = core::pruned(tiny.build(), spec);
    CHECK(gone_of(gone[stem]) == 43);  // of 144
    CHECK(gone_of(gone[dw]) == 21);    // of 72
    CHECK(gone[fc].empty());
    check_border(gone[stem], tiny.weights.at("stem.weight").reals);
    check_border(gone[dw], tiny.weights.at("dw.weight").reals);
}

TEST_CASE("the smallest weights of all layers go, but for layers with a share of their own") {
    const TinyFloats tiny;
    core::QuantizeSpec spec;
    spec.all.prune = 0.5;
    spec.prune_by = core::PruneBy::global;
    auto gone = core::pruned(tiny.build(), spec);
    CHECK(gone_of(gone[stem]) + gone_of(gone[dw]) + gone_of(gone[project]) == 140);  // of 144 + 72 + 64
    std::vector<float> all;
    core::Gone all_gone;
    for (const auto& [name, index] : {std::pair<std::string, Index>{"stem", stem}, {"dw", dw}, {"project", project}}) {
        const auto& reals = tiny.weights.at(name + ".weight").reals;
        all.insert(all.end(), reals.begin(), reals.end());
        all_gone.insert(all_gone.end(), gone[index].begin(), gone[index].end());
    }
    check_border(all_gone, all);
    spec.layers["dw"] = spec.all;
    spec.layers["dw"].prune = 0;
    gone = core::pruned(tiny.build(), spec);
    CHECK(gone_of(gone[dw]) == 0);
    CHECK(gone_of(gone[stem]) + gone_of(gone[project]) == 104);
}

TEST_CASE("whole channels go, those with the smallest sums of squares") {
    TinyFloats tiny;
    for (std::size_t i = 0; i < 18; ++i) tiny.weights["stem.weight"].reals[3 * 18 + i] *= 0.01F;
    core::QuantizeSpec spec;
    spec.all.prune = 0.2;
    spec.prune_by = core::PruneBy::channel;
    const auto gone = core::pruned(tiny.build(), spec)[stem];
    for (std::size_t i = 0; i < 144; ++i) CHECK(gone[i] == (i / 18 == 3));
    const auto quantized = core::quantize(tiny.build(), spec, tiny.images);
    const auto& weight = quantized.weights.at("stem.weight").integers;
    CHECK(std::all_of(weight.begin() + 54, weight.begin() + 72, [](std::int64_t w) { return w == 0; }));
    CHECK(quantized.weights.at("stem.shift").integers[3] == 0);
}

TEST_CASE("shares of single channels, and N of M") {
    const TinyFloats tiny;
    core::QuantizeSpec spec;
    spec.layers["project"] = spec.all;
    spec.layers["project"].prune_channels = {0, 0.5, 1, 0, 0, 0, 0, 0.25};
    const auto gone = core::pruned(tiny.build(), spec)[project];
    const auto in_channel = [&](std::ptrdiff_t c) {
        return std::count(gone.begin() + 8 * c, gone.begin() + 8 * (c + 1), true);
    };
    CHECK(in_channel(0) == 0);
    CHECK(in_channel(1) == 4);
    CHECK(in_channel(2) == 8);
    CHECK(in_channel(7) == 2);
    spec.layers["project"].prune_channels = {0.5};
    CHECK_THROWS_AS(core::pruned(tiny.build(), spec), core::InvalidInput);
    spec.layers.clear();
    spec.all.keep = {1, 3};
    const auto kept = core::pruned(tiny.build(), spec)[project];
    for (std::ptrdiff_t c = 0; c < 8; ++c)
        for (const std::ptrdiff_t first : {0, 3, 6}) {
            const std::ptrdiff_t count = std::min<std::ptrdiff_t>(3, 8 - first);
            const auto begin = kept.begin() + 8 * c + first;
            CHECK(std::count(begin, begin + count, false) == 1);
        }
}

TEST_CASE("what is pruned is 0 in the integers, and only little else is") {
    const TinyFloats tiny;
    core::QuantizeSpec spec;
    spec.all.prune = 0.5;
    const auto floats = tiny.build();
    const auto gone = core::pruned(floats, spec);
    const auto weights = core::quantize(floats, spec, tiny.images).weights.at("stem.weight").integers;
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (gone[stem][i]) CHECK(weights[i] == 0);
    CHECK(std::count(weights.begin(), weights.end(), 0) < 90);
}
