// SPDX-License-Identifier: Apache-2.0
#include "tests/support/compare_measured.h"

#include "sim/fast/rate.h"

#include <algorithm>
#include <sstream>

namespace hashiflex::test {
namespace {

std::string shown(const std::string& text) {
    return text;
}
std::string shown(std::uint64_t number) {
    return std::to_string(number);
}
std::string shown(const CycleCounts& counts) {
    return std::to_string(counts.busy) + " busy, " + std::to_string(counts.starved) + " starved, " +
           std::to_string(counts.blocked) + " blocked";
}
std::string shown(const Rational& rational) {
    return std::to_string(rational.numerator) + "/" + std::to_string(rational.denominator);
}
std::string shown(const ReprogramMeasured& reprogram);
template <typename T>
std::string shown(const std::optional<T>& value) {
    return value ? shown(*value) : "none";
}
std::string shown(const ImageResult& image) {
    std::string text = "class " + std::to_string(image.top1) + " at " + std::to_string(image.done_cycle) + ", sums";
    for (const auto sum : image.sums) text += " " + std::to_string(sum);
    return text;
}
std::string shown(const ReprogramMeasured& reprogram) {
    std::ostringstream text;
    text << "reached " << reprogram.reached << ", start " << reprogram.start_cycle << ", " << reprogram.write_cycles
         << " writes of " << reprogram.bytes << " bytes, completed " << reprogram.completed << ", commit "
         << reprogram.commit_cycle << ", first image " << shown(reprogram.first_image) << ", worst distance "
         << shown(reprogram.worst_distance);
    return text.str();
}

class Comparison {
 public:
    template <typename T>
    void same(const std::string& what, const T& one, const T& other) {
        const std::string a = shown(one), b = shown(other);
        if (difference_.empty() && a != b) difference_ = what + ": " + a + " | " + b;
    }
    const std::string& difference() const { return difference_; }

 private:
    std::string difference_;
};

}  // namespace

std::string difference(const core::Design& design, const Measured& one, const Measured& other) {
    Comparison compare;
    compare.same("deadlock", one.deadlock, other.deadlock);
    compare.same("images done", one.images.size(), other.images.size());
    for (std::size_t i = 0; i < one.images.size() && i < other.images.size(); ++i)
        compare.same("image " + std::to_string(i), one.images[i], other.images[i]);
    compare.same("total cycles", one.total_cycles, other.total_cycles);
    compare.same("first image", one.first_image_cycles, other.first_image_cycles);
    compare.same("cycles per image", one.cycles_per_image, other.cycles_per_image);
    compare.same("reason", one.cycles_per_image_reason, other.cycles_per_image_reason);
    compare.same("rate in run", std::uint64_t{one.rate_in_run}, std::uint64_t{other.rate_in_run});
    compare.same("source", one.source, other.source);
    compare.same("sink", one.sink, other.sink);
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        const core::StageDesign& stage = design.stages[s];
        compare.same(stage.name, one.stages.at(s), other.stages.at(s));
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            compare.same("high water of " + stage.inputs[k].name, one.input_high_water.at(s).at(k),
                         other.input_high_water.at(s).at(k));
        compare.same("high water of " + stage.fifo.name, one.fifo_high_water.at(s), other.fifo_high_water.at(s));
    }
    compare.same("reprogramming", one.reprogram, other.reprogram);
    compare.same("interrupted", std::uint64_t{one.interrupted}, std::uint64_t{other.interrupted});
    return compare.difference();
}

std::string difference_of_systemc(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                                  const Measured& fast) {
    Measured systemc = simulate(design, images, options);
    const bool saw = systemc.cycles_per_image.has_value();
    if (!options.chip.source_open && !options.chip.sink_ready)
        take_rate(systemc,
                  core::rate_of(design, std::max<std::int64_t>(static_cast<std::int64_t>(systemc.images.size()), 1)));
    // The weight writer is part of the state that SystemC compares.
    if (!options.reprogram_at && saw != systemc.rate_in_run)
        return std::string("SystemC saw ") + (saw ? "a" : "no") + " rate in the run";
    return difference(design, systemc, fast);
}

}  // namespace hashiflex::test
