// SPDX-License-Identifier: Apache-2.0
// Does a commit take effect exactly at the first image that starts after it, with weights of every width?
#include "tests/npu/bench.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

constexpr int kImages = 8;
constexpr int kCyclesPerImage = 6;  // ceil(6 / 4) * ceil(5 / 2)
constexpr int kCycles = (kImages + 6) * kCyclesPerImage;

core::Tensor features_of(const Bytes& image) {
    core::Tensor features;
    for (const auto pixel : image) features.push_back(pixel - 100);  // the offset of npu_design
    return features;
}

void requires_result(const host::Result& result, const Bytes& image, const core::Classifier& classifier) {
    const core::Tensor sums = naive(classifier, {features_of(image)});
    REQUIRE(result.values == sums);
    REQUIRE(result.label == naive_class(sums, classifier));
}

std::vector<Bytes> images_for_all() {
    Random random(7);
    std::vector<Bytes> images;
    for (int i = 0; i < kImages; ++i) images.push_back(random_image(random));
    return images;
}

}  // namespace

TEST_CASE("A commit at any cycle takes effect at the first image that starts later") {
    // Written after time 0, the first image is offered from edge 1 on; its 3 beats are in the buffer after edge 3.
    const auto start = [](int image) { return 4 + kCyclesPerImage * image; };
    const core::Design before = npu_design(10), after = npu_design(11);
    Clock clock;
    std::vector<std::unique_ptr<NpuBench>> benches;
    const auto images = images_for_all();
    for (int at = 0; at < start(kImages); ++at) {
        benches.push_back(
            std::make_unique<NpuBench>("n" + std::to_string(at), before, clock, at % 2 == 0 ? Bus::first : Bus::last));
        NpuBench* bench = benches.back().get();
        bench->bus->on_cycle = [=, &after](std::uint64_t cycle) {
            if (cycle == 0 && at > 0) bench->bus->write(npu::kWeights, core::pack_weights(classifier_of(after)));
            if (cycle != static_cast<std::uint64_t>(at)) return;
            if (at == 0) bench->bus->write(npu::kWeights, core::pack_weights(classifier_of(after)));
            bench->bus->commit();
        };
    }
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    for (const auto& bench : benches)
        for (const auto& image : images) REQUIRE(bench->host->write(0, image) == tlm::TLM_OK_RESPONSE);
    Clock::run(kCycles);
    for (std::size_t at = 0; at < benches.size(); ++at) {
        INFO("commit at " << at);
        const auto& results = benches[at]->results;
        REQUIRE(results.size() == kImages);
        int first = 0;
        while (first < kImages && start(first) <= static_cast<int>(at)) ++first;
        for (int i = 0; i < kImages; ++i) {
            const auto n = static_cast<std::size_t>(i);
            requires_result(results[n], images[n], classifier_of(i < first ? before : after));
        }
        REQUIRE(benches[at]->npu->first_image_of_set().has_value() == (first < kImages));
        if (first < kImages) REQUIRE(benches[at]->npu->first_image_of_set() == static_cast<std::uint64_t>(first));
        REQUIRE(benches[at]->npu->set_in_use() == (first < kImages));
    }
}

TEST_CASE("Weights of 8, 4 and 2 bits, with and without multipliers, are taken over the bus") {
    Clock clock;
    std::vector<std::unique_ptr<NpuBench>> benches;
    std::vector<core::Design> written;
    for (const int bits : {8, 4, 2})
        for (const bool scaled : {true, false}) {
            const auto seed = static_cast<std::uint64_t>(bits);
            benches.push_back(std::make_unique<NpuBench>("n" + std::to_string(benches.size()),
                                                         npu_design(20 + seed, bits, scaled), clock));
            written.push_back(npu_design(40 + seed, bits, scaled));
        }
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    const auto images = images_for_all();
    for (std::size_t b = 0; b < benches.size(); ++b)
        for (const auto& image : images) REQUIRE(benches[b]->host->write(0, image) == tlm::TLM_OK_RESPONSE);
    Clock::run(kCycles);
    for (std::size_t b = 0; b < benches.size(); ++b) {
        const Bytes set = core::pack_weights(classifier_of(written[b]));
        REQUIRE(benches[b]->bus->write(npu::kWeights, set) == tlm::TLM_OK_RESPONSE);
        REQUIRE(benches[b]->bus->commit() == tlm::TLM_OK_RESPONSE);
        for (const auto& image : images) REQUIRE(benches[b]->host->write(0, image) == tlm::TLM_OK_RESPONSE);
    }
    Clock::run(kCycles);
    for (std::size_t b = 0; b < benches.size(); ++b) {
        REQUIRE(benches[b]->results.size() == 2 * kImages);
        for (std::size_t i = 0; i < images.size(); ++i) {
            INFO("bench " << b << " image " << i);
            requires_result(benches[b]->results[i], images[i], classifier_of(benches[b]->design));
            requires_result(benches[b]->results[kImages + i], images[i], classifier_of(written[b]));
        }
    }
}

TEST_CASE("Reprogramming costs the stream no cycle") {
    Clock clock;
    NpuBench quiet("quiet", npu_design(10), clock), busy("busy", npu_design(10), clock);
    busy.bus->on_cycle = [&](std::uint64_t cycle) {
        if (cycle % 5 == 0) busy.bus->write(npu::kWeights + cycle, {1, 2, 3, 4});
        if (cycle % 11 == 0) busy.bus->commit();
    };
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    for (const auto& image : images_for_all())
        for (NpuBench* bench : {&quiet, &busy}) REQUIRE(bench->host->write(0, image) == tlm::TLM_OK_RESPONSE);
    Clock::run(kCycles);
    REQUIRE(quiet.results.size() == kImages);
    REQUIRE(busy.results.size() == kImages);
    for (std::size_t i = 0; i < kImages; ++i) CHECK(quiet.results[i].cycle == busy.results[i].cycle);
    for (std::size_t i = 1; i < kImages; ++i)
        CHECK(quiet.results[i].cycle - quiet.results[i - 1].cycle == kCyclesPerImage);
    CHECK(quiet.npu->counts().busy == kImages * kCyclesPerImage);
    const auto& counts = busy.npu->counts();
    CHECK(counts.busy + counts.starved + counts.blocked == kCycles);
}

TEST_CASE("Weights whose sums could leave 32 bits stop the simulation with a sentence") {
    Clock clock;
    NpuBench bench("n", npu_design(12), clock);
    bench.bus->on_cycle = [&](std::uint64_t cycle) {
        if (cycle != 0) return;
        bench.bus->write(npu::kWeights + 5 * 6, {0xff, 0xff, 0xff, 0x7f});  // bias of class 0: 2^31 - 1
        bench.bus->commit();
    };
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    REQUIRE(bench.host->write(0, Bytes(6, 200)) == tlm::TLM_OK_RESPONSE);
    CHECK_THROWS_WITH(Clock::run(20), Catch::Contains("class 0") && Catch::Contains("32 bits"));
}
