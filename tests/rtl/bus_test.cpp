// SPDX-License-Identifier: Apache-2.0
// Does the NPU's bus answer as the address map says, and does a commit switch at the right image?
#include "modules/core/network/evaluate.h"
#include "modules/core/network/weight_image.h"
#include "modules/core/timing/recurrence.h"
#include "sim/config/load.h"
#include "tests/rtl/expected.h"
#include "tests/rtl/tools.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <iomanip>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// An access and its answer: what the log must say.
struct Access {
    long long cycle;
    bool write;
    std::uint32_t address;
    int bytes;
    std::uint32_t data;  // written
    int error;
    std::uint32_t answer;  // read
};

std::string hex(std::uint64_t value, int digits) {
    std::ostringstream text;
    text << std::hex << std::setw(digits) << std::setfill('0') << value;
    return text.str();
}

constexpr std::uint32_t kWeights = 0x10000000;

}  // namespace

TEST_CASE("registers, error responses, reprogramming", "[rtl]") {
    core::Design design = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml").design;
    auto& npu = std::get<core::Classifier>(design.stages.back().op);
    const std::vector<std::uint8_t> set = core::pack_weights(npu);
    REQUIRE(set.size() == 700);
    Random random(9);
    Images images;
    for (int i = 0; i < 10; ++i) {
        images.emplace_back(64);
        for (auto& pixel : images.back()) pixel = static_cast<std::uint8_t>(random.between(0, 255));
    }
    core::RecurrenceOptions options;
    options.images = 10;
    const auto times = core::solve(design, options);
    const auto begin = [&](std::size_t image) { return times.steps.back()[image * 16]; };
    const core::Cycle commit = begin(5);  // image 5 still has the old weights, 6 the new ones

    // One new bias (class 3 wins every image) and one new weight (of class 9).
    core::Classifier changed = npu;
    changed.bias[3] = 1 << 24;
    changed.weights.back() = static_cast<std::int8_t>(~changed.weights.back());
    const std::uint32_t bias_at = kWeights + 640 + 3 * 4;
    const std::uint32_t weight_at = kWeights + 639;
    const auto old_word = [&](std::uint32_t at) {
        std::uint32_t word = 0;
        for (std::uint32_t i = 0; i < 4; ++i) word |= std::uint32_t{set[at - kWeights + i]} << (8 * i);
        return word;
    };
    const auto weight = static_cast<std::uint8_t>(changed.weights.back());
    std::vector<Access> accesses{
        {1, false, 0x10, 4, 0, 0, 700},
        {2, false, 0x00, 4, 0, 0, 0},
        {3, false, 0x0c, 4, 0, 0, 0xffffffff},
        {4, false, 0x08, 4, 0, 0, 0},
        {5, false, 0x14, 4, 0, 2, 0},             // no register there
        {6, false, 0x02, 4, 0, 2, 0},             // not aligned
        {7, false, 0x04, 2, 0, 4, 0},             // not four bytes
        {8, true, 0x04, 4, 1, 3, 0},              // read only
        {9, true, 0x00, 4, 2, 3, 0},              // not 1
        {10, false, kWeights + 697, 4, 0, 2, 0},  // beyond the set
        {11, false, kWeights + 696, 4, 0, 0, old_word(kWeights + 696)},
        {12, false, kWeights, 4, 0, 0, old_word(kWeights)},
        {13, false, weight_at - 1, 4, 0, 0, old_word(weight_at - 1)},  // weights and biases in one access
        {14, false, kWeights + 677, 4, 0, 0, old_word(kWeights + 677)},
        {15, true, bias_at, 4, 1 << 24, 0, 0},
        {16, true, weight_at, 1, weight, 0, 0},
        {17, false, bias_at, 4, 0, 0, 1 << 24},
        {18, false, weight_at, 1, 0, 0, weight},
        {static_cast<long long>(commit), true, 0x00, 4, 1, 0, 0},
        {static_cast<long long>(commit) + 1, false, 0x00, 4, 0, 0, 1},
        {static_cast<long long>(commit) + 2, true, 0x00, 4, 1, 3, 0},      // one is pending
        {static_cast<long long>(commit) + 3, true, kWeights, 1, 0, 3, 0},  // locked
        {static_cast<long long>(commit) + 4, false, 0x04, 4, 0, 0, 3},     // busy, pending
        {static_cast<long long>(begin(6)), false, 0x00, 4, 0, 0, 1},       // pending until this edge
        {static_cast<long long>(begin(6)) + 1, false, 0x04, 4, 0, 0, 5},   // busy, the other set
        {static_cast<long long>(begin(6)) + 2, false, bias_at, 4, 0, 0, old_word(bias_at)},
        {static_cast<long long>(times.image_done[7]), false, 0x08, 4, 0, 0, 7},
        {static_cast<long long>(times.image_done[7]) + 1, false, 0x08, 4, 0, 0, 8},
        {static_cast<long long>(times.image_done[7]) + 2, false, 0x0c, 4, 0, 0, 3},
    };
    std::string bus;
    for (const auto& access : accesses)
        bus += std::to_string(access.cycle) + " " + (access.write ? "1" : "0") + " " + hex(access.address, 8) + " " +
               std::to_string(access.bytes) + " " + hex(access.data, 8) + "\n";

    const TempDir folder;
    const rtl::Emission emission = rtl::emit_chip(design);
    write_bench((folder / "").string(), emission, design, images, {});
    std::filesystem::remove(folder / "expected.log");
    folder.write("bus.txt", bus);
    INFO(simulate(folder, emission));

    const auto seen = transfers(folder, emission.wires.size());
    REQUIRE(seen.size() == accesses.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const Access& access = accesses[i];
        INFO("access " << i << " at cycle " << access.cycle);
        CHECK(seen[i].cycle == access.cycle + 1);  // the answer
        CHECK(seen[i].data == hex(access.write, 1) + hex(static_cast<unsigned>(access.error), 1) +
                                  hex(static_cast<unsigned>(access.bytes), 4) + hex(access.address, 8) +
                                  hex(access.write ? access.data : access.answer, 8));
    }

    // Results: two beats of five sums an image, the class on the second.
    const auto results = transfers(folder, emission.wires.size() - 1);
    REQUIRE(results.size() == 20);
    core::Network network = network_of(design);
    for (std::size_t i = 0; i < 10; ++i) {
        INFO("image " << i);
        network.layers.back().op = i < 6 ? npu : changed;
        const auto sums = core::evaluate(network, images[i]).back();
        const int label = core::classify(sums.data(), 10, npu.multiplier);
        for (std::size_t beat = 0; beat < 2; ++beat) {
            std::string data = hex(beat == 1 ? static_cast<unsigned>(label) : 0, 1);
            for (std::size_t c = 5; c-- > 0;) data += hex(static_cast<std::uint32_t>(sums[5 * beat + c]), 8);
            CHECK(results[2 * i + beat].data == data);
        }
        CHECK((i < 6 || label == 3));
    }
}
