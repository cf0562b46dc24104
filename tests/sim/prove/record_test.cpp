// SPDX-License-Identifier: Apache-2.0
// Does the recorded log hold every beat of every stream: its cycle as the recurrence says, its data as the naive
// reference says?
#include "sim/prove/record.h"

#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/timing/recurrence.h"
#include "sim/prove/stalls.h"
#include "sim/prove/transfer_log.h"
#include "sim/prove/vectors.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/support/naive.h"
#include "tests/support/random_proof.h"

#include <catch2/catch.hpp>

#include <map>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

using Log = std::map<std::size_t, std::vector<prove::Transfer>>;  // by stream

Log read_log(const std::filesystem::path& path) {
    Log log;
    prove::LogReader reader(path);
    for (auto cycle = reader.next_cycle(); !cycle.empty(); cycle = reader.next_cycle())
        for (const auto& transfer : cycle) log[transfer.stream].push_back(transfer);
    return log;
}

// Digit by digit: nothing shared with the writer.
std::vector<int> bits_of(const std::string& hex) {
    std::vector<int> bits;
    for (auto digit = hex.rbegin(); digit != hex.rend(); ++digit) {
        const int value = std::stoi(std::string(1, *digit), nullptr, 16);
        for (int b = 0; b < 4; ++b) bits.push_back(value >> b & 1);
    }
    return bits;
}

std::int64_t number(const std::vector<int>& bits, std::size_t first, int count, bool is_signed) {
    std::int64_t value = 0;
    for (int b = 0; b < count; ++b) {
        const std::int64_t weight = std::int64_t{1} << b;
        value += bits.at(first + static_cast<std::size_t>(b)) * (is_signed && b == count - 1 ? -weight : weight);
    }
    return value;
}

struct Producer {
    core::BeatGrid grid;
    core::TensorType type;
    int channels = 1;  // values per pixel of the stream
};

Producer producer_of(const core::Design& design, int index) {
    if (index == core::kSource) return {design.source.grid, design.source.type, design.source.type.shape.channels};
    const auto& stage = design.stages[static_cast<std::size_t>(index)];
    return {stage.grid, stage.out, stage.values_per_pixel()};
}

// The first beat that is not what the tensors say; "" if there is none.
std::string wrong_beat(const std::vector<prove::Transfer>& beats, const Producer& from,
                       const std::vector<core::Tensor>& by_image) {
    for (std::size_t n = 0; n < beats.size(); ++n) {
        const auto per_image = static_cast<std::size_t>(from.grid.beats());
        const core::Tensor& tensor = by_image.at(n / per_image);
        const auto bits = bits_of(beats[n].data);
        const int beat = static_cast<int>(n % per_image);
        const int row = beat / from.grid.beats_per_row();
        const int column = beat % from.grid.beats_per_row() * from.grid.lanes;
        std::size_t place = 0;
        for (int lane = 0; lane < from.grid.lanes; ++lane)
            for (int c = 0; c < from.channels; ++c, place += static_cast<std::size_t>(from.type.bits)) {
                const int x = column + lane;
                const auto index = static_cast<std::size_t>((row * from.grid.width + x) * from.channels + c);
                const std::int64_t expected = x < from.grid.width ? tensor.at(index) : 0;
                if (number(bits, place, from.type.bits, from.type.is_signed) != expected)
                    return "beat " + std::to_string(n) + ", lane " + std::to_string(lane);
            }
    }
    return "";
}

}  // namespace

TEST_CASE("the log holds every beat with its cycle and its data", "[prove]") {
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        RandomProof proof = random_proof(seed);
        proof.stimulus.reprogram_at.reset();  // the reference has one set of weights
        const core::Network network = core::build_network(proof.design.network, proof.design.weights);
        const core::Design design = core::resolve(network, proof.design.hardware);
        INFO("seed " << seed);
        const TempDir folder;
        const auto wires = prove::chip_wires(design);
        const auto recorded =
            prove::record(design, proof.design.images, wires, proof.stimulus, folder / "log", process::Watch{});
        if (!recorded.deadlock.empty()) continue;
        ++compared;
        Log log = read_log(folder / "log");

        core::RecurrenceOptions options;
        options.images = static_cast<std::int64_t>(proof.stimulus.images);
        if (proof.stimulus.stalls) {
            const prove::Stalls stalls(*proof.stimulus.stalls);
            options.source_open = [=](core::Cycle t) { return stalls.source_open(static_cast<std::uint64_t>(t)); };
            options.sink_ready = [=](core::Cycle t) { return stalls.sink_ready(static_cast<std::uint64_t>(t)); };
        }
        const core::RecurrenceTimes times = core::solve(design, options);
        CHECK(recorded.cycles == static_cast<std::uint64_t>(times.image_done.back()) + 1);

        // tensors[t + 1] of stage t, as the naive reference computes them, image by image.
        std::vector<std::vector<core::Tensor>> tensors(design.stages.size() + 1);
        for (std::uint64_t i = 0; i < proof.stimulus.images; ++i) {
            tensors[0].push_back(core::taken_from(proof.design.images[i], design.source.offset));
            for (std::size_t s = 0; s < design.stages.size(); ++s) {
                std::vector<core::Tensor> inputs;
                for (const auto& input : design.stages[s].inputs)
                    inputs.push_back(tensors[static_cast<std::size_t>(input.producer + 1)].back());
                tensors[s + 1].push_back(naive(design.stages[s].op, inputs));
            }
        }

        std::size_t index = 0;
        const auto check = [&](int producer, std::vector<core::Cycle> moves) {
            const auto& beats = log[index];
            INFO(wires[index].stream);
            moves.erase(std::upper_bound(moves.begin(), moves.end(), times.image_done.back()), moves.end());
            REQUIRE(beats.size() == moves.size());
            for (std::size_t n = 0; n < moves.size(); ++n)
                REQUIRE(beats[n].cycle == static_cast<std::uint64_t>(moves[n]));
            CHECK(wrong_beat(beats, producer_of(design, producer), tensors[static_cast<std::size_t>(producer + 1)]) ==
                  "");
            ++index;
        };
        for (std::size_t s = 0; s < design.stages.size(); ++s)
            for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k)
                check(design.stages[s].inputs[k].producer, times.moves[s][k]);
        check(static_cast<int>(design.stages.size()) - 1, times.results);
    }
    CHECK(compared >= 40);
}
