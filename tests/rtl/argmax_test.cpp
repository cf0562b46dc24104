// SPDX-License-Identifier: Apache-2.0
// Does an argmax written alone find the class, whatever the sums: negative ones, equal ones, the last classes of all?
#include "modules/core/design/resolve.h"
#include "tests/core/sample_network.h"
#include "tests/rtl/tools.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

using Sums = std::vector<int>;
using Multipliers = std::vector<std::uint16_t>;

// Of one input of 8 bits with a weight of one: sums of 9 bits, signed.
constexpr int kBits = 9;
constexpr int kLeast = -256, kMost = 255;

struct Variant {
    int classes;
    int steps;
    int levels;
    bool gated;
    Multipliers multipliers;
};

core::Design design_of(const Variant& variant) {
    core::Network network = SampleNetwork(1, 1).classifier("c", variant.classes, 1).build();
    std::get<core::Classifier>(network.layers.back().op).multiplier = variant.multipliers;
    core::HardwareSpec hardware;
    hardware.classifier = core::ClassifierSite::hardwired;
    hardware.target_cycles_per_image = variant.steps;
    hardware.adder_levels_per_stage = variant.levels;
    hardware.clock_gating = variant.gated;
    return core::resolve(std::move(network), hardware);
}

// Sums in which every class wins once, by much and by little, is equal to its neighbour, or all are the same.
std::vector<Sums> images_of(int classes) {
    Random random(1);
    std::vector<Sums> images;
    for (const int level : {kLeast, -1, 0, kMost}) images.emplace_back(static_cast<std::size_t>(classes), level);
    for (int c = 0; c < classes; ++c) {
        Sums one(static_cast<std::size_t>(classes), kLeast);
        one[static_cast<std::size_t>(c)] = c % 2 == 0 ? kMost : kLeast + 1;
        images.push_back(one);
    }
    for (int trial = 0; trial < 60; ++trial) {
        const int width = trial % 3 == 0 ? 1 : trial % 3 == 1 ? 40 : 511;
        Sums some;
        for (int c = 0; c < classes; ++c) some.push_back(random.between(kLeast, std::min(kLeast + width, kMost)));
        images.push_back(some);
    }
    return images;
}

int best_class(const Sums& sums, const Multipliers& multipliers) {
    const auto score = [&](std::size_t c) {
        return std::int64_t{sums[c]} * (multipliers.empty() ? 1 : multipliers[c]);
    };
    std::size_t best = 0;
    for (std::size_t c = sums.size(); c-- > 0;)
        if (score(c) >= score(best)) best = c;
    return static_cast<int>(best);
}

// Digits of a beat: the sums, the first lowest, and above them `label`.
std::string beat(const Sums& sums, int label, int label_bits) {
    std::string bits;  // the lowest first
    for (const int sum : sums)
        for (int i = 0; i < kBits; ++i) bits += (sum >> i & 1) != 0 ? '1' : '0';
    for (int i = 0; i < label_bits; ++i) bits += (label >> i & 1) != 0 ? '1' : '0';
    std::string digits;
    for (std::size_t i = 0; i < bits.size(); i += 4) {
        int digit = 0;
        for (std::size_t j = i; j < std::min(i + 4, bits.size()); ++j) digit |= (bits[j] - '0') << (j - i);
        digits += "0123456789abcdef"[digit];
    }
    std::reverse(digits.begin(), digits.end());
    return digits;
}

void require_classes(const Variant& variant) {
    INFO(variant.classes << " classes, " << variant.steps << " steps");
    const core::Design design = design_of(variant);
    const core::StageDesign& stage = design.stages.back();
    REQUIRE(stage.in[0].bits == kBits);
    REQUIRE(stage.program.steps() == variant.steps);
    const auto images = images_of(variant.classes);
    const TempDir folder;
    const rtl::Emission emission = rtl::emit_stage(design, "c_argmax");
    for (const auto& file : emission.files) folder.write(file.name, file.text);
    std::string beats;
    for (const auto& sums : images) beats += beat(sums, 0, 0) + "\n";
    folder.write("in0.hex", beats);
    CHECK(lint(folder, emission) == "");
    INFO(simulate(folder, emission));
    const auto results = transfers(folder, 1);
    REQUIRE(results.size() == images.size());
    const int label_bits = static_cast<int>(stage.fifo.beat_bits) - kBits * variant.classes;
    for (std::size_t i = 0; i < images.size(); ++i) {
        INFO("image " << i);
        REQUIRE(results[i].data == beat(images[i], best_class(images[i], variant.multipliers), label_bits));
        // in at 0, steps from 1 on, L registers, the FIFO; images follow each other at once
        CHECK(results[i].cycle == static_cast<long long>(i + 1) * variant.steps + stage.latency + 1);
    }
}

}  // namespace

TEST_CASE("an argmax stage alone, several classes a step and classes left in the last one", "[rtl]") {
    require_classes({7, 3, 1, false, {}});
    require_classes({7, 3, 2, true, {65535, 1, 65535, 40000, 40000, 0, 65535}});
    require_classes({11, 4, 4, false, {9, 9, 9, 9, 65535, 65534, 65535, 300, 301, 1, 65535}});
}

TEST_CASE("an argmax stage alone, one class a step or all at once", "[rtl]") {
    require_classes({5, 5, 1, true, {}});
    require_classes({4, 4, 1, false, {65535, 65535, 32768, 65535}});
    require_classes({6, 1, 2, true, {65535, 50000, 65535, 50000, 65535, 1}});
    require_classes({1, 1, 1, false, {}});
    require_classes({1, 1, 1, true, {65535}});
}
