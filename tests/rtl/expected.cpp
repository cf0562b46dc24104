// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/expected.h"

#include "modules/core/network/evaluate.h"
#include "modules/core/timing/recurrence.h"
#include "tests/support/random_design.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

namespace hashiflex::test {
namespace {

// A vector of wires, written as the test bench does.
class Bits {
 public:
    void append(std::int64_t value, int bits) {
        for (int i = 0; i < bits; ++i)
            bits_.push_back((static_cast<std::uint64_t>(value) >> std::min(i, 63) & 1U) != 0);
    }
    std::string hex() const {
        std::string text;
        for (std::size_t i = 0; i < bits_.size(); i += 4) {
            int digit = 0;
            for (std::size_t j = i; j < std::min(i + 4, bits_.size()); ++j) digit |= int{bits_[j]} << (j - i);
            text += "0123456789abcdef"[digit];
        }
        std::reverse(text.begin(), text.end());
        return text;
    }

 private:
    std::vector<bool> bits_;
};

// One beat of a map: `values` per pixel, lanes beyond the row are 0.
Bits beat_bits(const core::Tensor& map, const core::BeatGrid& grid, int beat, int values, int bits) {
    Bits wires;
    const int row = beat / grid.beats_per_row();
    const int first = beat % grid.beats_per_row() * grid.lanes;
    for (int x = first; x < first + grid.lanes; ++x)
        for (int v = 0; v < values; ++v)
            wires.append(x < grid.width ? map[static_cast<std::size_t>((row * grid.width + x) * values + v)] : 0, bits);
    return wires;
}

struct Transfer {
    core::Cycle cycle;
    std::size_t stream;
    std::string data;
};

class Writer {
 public:
    Writer(const core::Design& design, const Images& images) : design_(design) {
        const core::Network network = network_of(design);
        for (const auto& image : images) tensors_.push_back(core::evaluate(network, image));
        if (const auto* classifier = std::get_if<core::Classifier>(&design.stages.back().op)) {
            multiplier_ = classifier->multiplier;
            classes_ = classifier->classes;
        } else if (const auto* argmax = std::get_if<core::Argmax>(&design.stages.back().op)) {
            multiplier_ = argmax->multiplier;
            classes_ = argmax->classes;
        }
    }

    // Of producer p (-1: the source), beat n since the start.
    Bits beat(int producer, std::size_t n) const {
        const core::BeatGrid& grid = design_.grid_of(producer);
        const auto beats = static_cast<std::size_t>(grid.beats());
        const auto& map = tensors_[n / beats][static_cast<std::size_t>(producer + 1)];
        if (producer == core::kSource)
            return beat_bits(map, grid, static_cast<int>(n % beats), design_.source.type.shape.channels,
                             design_.source.type.bits);
        const core::StageDesign& stage = design_.stages[static_cast<std::size_t>(producer)];
        return beat_bits(map, grid, static_cast<int>(n % beats), stage.values_per_pixel(), stage.out.bits);
    }

    Bits result(std::size_t n) const {
        const auto last = static_cast<int>(design_.stages.size()) - 1;
        Bits bits = beat(last, n);
        const auto beats = static_cast<std::size_t>(design_.stages.back().grid.beats());
        int index_bits = 0;
        while ((1 << index_bits) < classes_) ++index_bits;
        const bool last_beat = n % beats == beats - 1;
        bits.append(
            last_beat && classes_ > 0 ? core::classify(tensors_[n / beats].back().data(), classes_, multiplier_) : 0,
            index_bits);
        return bits;
    }

 private:
    const core::Design& design_;
    std::vector<std::vector<core::Tensor>> tensors_;
    std::vector<std::uint16_t> multiplier_;
    int classes_ = 0;
};

void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

std::string pattern(std::uint64_t seed, int percent, core::Cycle cycles) {
    std::string text;
    for (core::Cycle t = 0; t < cycles; ++t)
        text += stall_pattern(seed, static_cast<std::uint64_t>(t), percent) ? "1\n" : "0\n";
    return text;
}

std::string pixels(const core::Design& design, const Images& images) {
    const core::BeatGrid& grid = design.source.grid;
    std::string text;
    for (const auto& image : images)
        for (int n = 0; n < grid.beats(); ++n)
            text += beat_bits(core::Tensor(image.begin(), image.end()), grid, n, design.source.type.shape.channels, 8)
                        .hex() +
                    "\n";
    return text;
}

}  // namespace

core::Network network_of(const core::Design& design) {
    core::Network network;
    network.name = design.network;
    network.input = design.source.type;
    network.input_offset = design.source.offset;
    for (const auto& stage : design.stages) {
        std::vector<int> inputs;
        for (const auto& input : stage.inputs) inputs.push_back(input.producer + 1);
        network.layers.push_back({stage.name, std::move(inputs), stage.op, stage.out});
    }
    return network;
}

core::Cycle write_bench(const std::string& folder, const rtl::Emission& emission, const core::Design& design,
                        const Images& images, const Stall& stall) {
    for (const auto& file : emission.files) write(folder + "/" + file.name, file.text);
    std::string order;
    for (const auto& name : emission.order) order += name + "\n";
    write(folder + "/files.f", order);

    core::RecurrenceOptions options;
    options.images = static_cast<std::int64_t>(images.size());
    const auto open = [](std::uint64_t seed, int percent) {
        return [=](core::Cycle t) { return stall_pattern(seed, static_cast<std::uint64_t>(t), percent); };
    };
    if (stall.source_open < 100) options.source_open = open(stall.seed, stall.source_open);
    if (stall.sink_ready < 100) options.sink_ready = open(~stall.seed, stall.sink_ready);
    const core::RecurrenceTimes times = core::solve(design, options);
    core::Cycle end = 0;
    if (times.image_done.size() == images.size()) {
        end = times.image_done.back();
    } else {
        constexpr core::Cycle kQuiet = 200;
        for (const auto& stage : times.moves)
            for (const auto& input : stage)
                if (!input.empty()) end = std::max(end, input.back() + kQuiet);
        if (!times.results.empty()) end = std::max(end, times.results.back() + kQuiet);
    }

    const Writer writer(design, images);
    std::vector<Transfer> transfers;
    std::size_t stream = 0;
    for (std::size_t s = 0; s < design.stages.size(); ++s)
        for (std::size_t k = 0; k < design.stages[s].inputs.size(); ++k, ++stream)
            for (std::size_t n = 0; n < times.moves[s][k].size(); ++n)
                if (times.moves[s][k][n] <= end)
                    transfers.push_back(
                        {times.moves[s][k][n], stream, writer.beat(design.stages[s].inputs[k].producer, n).hex()});
    for (std::size_t n = 0; n < times.results.size(); ++n)
        transfers.push_back({times.results[n], stream, writer.result(n).hex()});
    std::sort(transfers.begin(), transfers.end(), [](const Transfer& a, const Transfer& b) {
        return std::tie(a.cycle, a.stream) < std::tie(b.cycle, b.stream);
    });
    std::string log;
    for (const auto& transfer : transfers)
        log += std::to_string(transfer.cycle) + " " + std::to_string(transfer.stream) + " " + transfer.data + "\n";
    write(folder + "/expected.log", log);
    write(folder + "/pixels.hex", pixels(design, images));
    if (stall.source_open < 100) write(folder + "/source_open.hex", pattern(stall.seed, stall.source_open, end + 1));
    if (stall.sink_ready < 100) write(folder + "/sink_ready.hex", pattern(~stall.seed, stall.sink_ready, end + 1));
    return end + 1;
}

}  // namespace hashiflex::test
