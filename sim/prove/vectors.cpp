// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/vectors.h"

#include "sim/prove/folders.h"
#include "sim/prove/hex.h"
#include "sim/prove/stalls.h"
#include "sim/prove/transfer_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>

namespace hashiflex::prove {
namespace {

namespace fs = std::filesystem;

class TextFile {
 public:
    explicit TextFile(const fs::path& path) : path_(path), out_(path) {}

    void line(const std::string& text) { out_ << text << '\n'; }
    void close() {
        out_.close();
        if (!out_) throw std::runtime_error("cannot write " + path_.string());
    }

 private:
    fs::path path_;
    std::ofstream out_;
};

// Uint8 pixels, a beat per line.
void write_pixels(const core::Source& source, const ImageSet& images, std::uint64_t count, const fs::path& path) {
    constexpr int kPixelBits = 8;
    const core::BeatGrid& grid = source.grid;
    const int channels = source.type.shape.channels;
    TextFile file(path);
    for (std::uint64_t i = 0; i < count; ++i)
        for (int beat = 0; beat < grid.beats(); ++beat) {
            const int row = beat / grid.beats_per_row();
            const int column = beat % grid.beats_per_row() * grid.lanes;
            const auto first = static_cast<std::size_t>((row * grid.width + column) * channels);
            Wires wires(static_cast<std::size_t>(grid.lanes * channels * kPixelBits));
            for (int v = 0; v < grid.pixels_of(beat) * channels; ++v)
                wires.set(static_cast<std::size_t>(v * kPixelBits), kPixelBits,
                          images[i % images.size()].at(first + static_cast<std::size_t>(v)));
            file.line(wires.hex());
        }
    file.close();
}

void write_flags(const std::function<bool(std::uint64_t)>& flag, std::uint64_t cycles, const fs::path& path) {
    TextFile file(path);
    for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) file.line(flag(cycle) ? "1" : "0");
    file.close();
}

// The transfers of a log, in order.
void for_each_transfer(const fs::path& log, const std::function<void(const Transfer&)>& body) {
    LogReader reader(log);
    for (auto cycle = reader.next_cycle(); !cycle.empty(); cycle = reader.next_cycle())
        for (const Transfer& transfer : cycle) body(transfer);
}

// "cycle write address bytes data" of an access in a log, which holds all but the cycle, that of the answer, as one
// number.
std::string bus_line(const Transfer& access) {
    const std::string& digits = access.data;
    const bool write = digits.at(0) == '1';
    return fmt::format("{} {} {} {} {}", access.cycle - 1, write ? 1 : 0, digits.substr(6, 8),
                       std::stoi(digits.substr(2, 4), nullptr, 16), write ? digits.substr(14) : "0");
}

void write_bus(const fs::path& log, std::size_t stream, const fs::path& path) {
    TextFile file(path);
    for_each_transfer(log, [&](const Transfer& transfer) {
        if (transfer.stream == stream) file.line(bus_line(transfer));
    });
    file.close();
}

StreamShape shape_of(const core::Design& design, int producer, const std::string& name) {
    const core::BeatGrid& grid = design.grid_of(producer);
    StreamShape shape;
    shape.name = name;
    shape.rows = grid.rows;
    shape.beats_per_row = grid.beats_per_row();
    shape.lanes = grid.lanes;
    if (producer == core::kSource) {
        shape.bits = design.source.type.bits;
        shape.values_per_pixel = design.source.type.shape.channels;
    } else {
        const core::StageDesign& stage = design.stages[static_cast<std::size_t>(producer)];
        shape.bits = stage.out.bits;
        shape.values_per_pixel = stage.values_per_pixel();
    }
    return shape;
}

// The wires of some channels of a beat, as a hexadecimal number.
std::string wires_of(const core::OutputRange& channels, const StreamShape& shape) {
    Wires wires(static_cast<std::size_t>(shape.lanes * shape.values_per_pixel * shape.bits));
    for (int value = 0; value < shape.lanes * shape.values_per_pixel; ++value)
        if (channels.holds(static_cast<std::size_t>(value % shape.values_per_pixel)))
            wires.set(static_cast<std::size_t>(value * shape.bits), shape.bits, -1);
    return wires.hex();
}

// One stage's part of a chip's log: what came in, and its output at the cycles at which the last branch took it.
class StageVectors {
 public:
    StageVectors(const core::Design& design, const rtl::Scope& scope, const fs::path& folder)
        : folder_(folder), log_(folder / "expected.log") {
        const std::string& stage = scope.stage;
        const auto found = std::find_if(design.stages.begin(), design.stages.end(),
                                        [&](const auto& candidate) { return candidate.name == stage; });
        if (found == design.stages.end()) throw std::invalid_argument("the design has no stage '" + stage + "'");
        const int index = static_cast<int>(found - design.stages.begin());
        if (scope.channels) kept_ = wires_of(*scope.channels, shape_of(design, index, "sink"));
        std::size_t stream = 0;
        for (const auto& consumer : design.stages)
            for (const auto& input : consumer.inputs) {
                if (consumer.name == stage) inputs_.emplace(stream, Input(folder_, inputs_.size()));
                if (input.producer == index) branches_.emplace(stream, 0);
                ++stream;
            }
        if (found + 1 != design.stages.end()) return;
        branches_.emplace(stream, 0);
        if (design.npu) bus_ = stream + 1;
    }

    void add(const Transfer& transfer) {
        const auto input = inputs_.find(transfer.stream);
        if (input != inputs_.end()) {
            input->second.beats.line(transfer.data);
            input->second.moves.push_back(transfer.cycle);
            log_.add({transfer.cycle, input->second.index, transfer.data});
        }
        const auto branch = branches_.find(transfer.stream);
        if (branch != branches_.end() && ++taken_[branch->second++] == branches_.size()) {
            pops_.push_back(transfer.cycle);
            log_.add({transfer.cycle, inputs_.size(), kept_.empty() ? transfer.data : masked(transfer.data, kept_)});
        }
        if (transfer.stream == bus_) log_.add({transfer.cycle, inputs_.size() + 1, transfer.data});
    }

    void close(std::uint64_t cycles) {
        log_.close();
        for (auto& [stream, input] : inputs_) {
            input.beats.close();
            write_moments(input.moves, cycles, folder_ / fmt::format("in{}_open.hex", input.index));
        }
        write_moments(pops_, cycles, folder_ / "sink_ready.hex");
    }
    std::size_t bus() const { return inputs_.size() + 1; }

 private:
    struct Input {
        Input(const fs::path& folder, std::size_t k) : index(k), beats(folder / fmt::format("in{}.hex", k)) {}
        std::size_t index;
        TextFile beats;
        std::vector<std::uint64_t> moves;
    };

    static void write_moments(const std::vector<std::uint64_t>& moments, std::uint64_t cycles, const fs::path& path) {
        auto next = moments.begin();
        write_flags(
            [&](std::uint64_t cycle) {
                const bool now = next != moments.end() && *next == cycle;
                if (now) ++next;
                return now;
            },
            cycles, path);
    }

    fs::path folder_;
    LogWriter log_;
    std::map<std::size_t, Input> inputs_;          // by stream of the chip
    std::map<std::size_t, std::size_t> branches_;  // by stream of the chip: beats moved
    std::map<std::size_t, std::size_t> taken_;     // by beat: branches that have it
    std::vector<std::uint64_t> pops_;
    std::string kept_;                // the wires of the output that are compared; "": all
    std::optional<std::size_t> bus_;  // its stream in the chip, if the stage has it
};

}  // namespace

std::vector<rtl::Wire> chip_wires(const core::Design& design) {
    std::vector<rtl::Wire> wires;
    for (const auto& stage : design.stages)
        for (const auto& input : stage.inputs) wires.push_back({input.name, static_cast<int>(input.beat_bits)});
    wires.push_back({"sink", static_cast<int>(design.stages.back().fifo.beat_bits)});
    return wires;
}

StreamShape stream_shape(const core::Design& design, const std::string& stage, const std::string& stream) {
    int producer = static_cast<int>(design.stages.size()) - 1;
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        if (stream == "sink" && design.stages[s].name == stage) producer = static_cast<int>(s);
        for (const auto& input : design.stages[s].inputs)
            if (input.name == stream) producer = input.producer;
    }
    return shape_of(design, producer, stream);
}

bool Vectors::has_bus() const {
    const bool last = scope.stage.empty() || scope.stage == design.stages.back().name;
    return design.npu && last;
}

Recorded Vectors::write(const fs::path& folder, const process::Watch& watch) const {
    fs::create_directories(folder);
    return scope.stage.empty() ? write_chip(folder, watch) : write_stage(folder, watch);
}

Recorded Vectors::write_chip(const fs::path& folder, const process::Watch& watch) const {
    const fs::path log = folder / "expected.log";
    Recorded recorded = record(design, images, wires, stimulus, log, watch);
    write_pixels(design.source, images, stimulus.images, folder / "pixels.hex");
    if (stimulus.stalls) {
        const Stalls stalls(*stimulus.stalls);
        write_flags([&](std::uint64_t cycle) { return stalls.source_open(cycle); }, recorded.cycles,
                    folder / "source_open.hex");
        write_flags([&](std::uint64_t cycle) { return stalls.sink_ready(cycle); }, recorded.cycles,
                    folder / "sink_ready.hex");
    }
    if (has_bus()) write_bus(log, wires.size(), folder / "bus.txt");
    return recorded;
}

Recorded Vectors::write_stage(const fs::path& folder, const process::Watch& watch) const {
    const WorkFolder work(folder);
    const fs::path chip_log = work.path() / "chip.log";
    Recorded recorded = record(design, images, chip_wires(design), stimulus, chip_log, watch);
    StageVectors vectors(design, scope, folder);
    for_each_transfer(chip_log, [&](const Transfer& transfer) { vectors.add(transfer); });
    vectors.close(recorded.cycles);
    if (has_bus()) write_bus(folder / "expected.log", vectors.bus(), folder / "bus.txt");
    return recorded;
}

}  // namespace hashiflex::prove
