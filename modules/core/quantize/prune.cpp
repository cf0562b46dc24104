// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/prune.h"

#include "modules/core/error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace hashiflex::core {
namespace {

// A magnitude and where it stands; smaller ones go first.
using Candidate = std::pair<double, std::size_t>;

std::vector<Candidate> smallest(std::vector<Candidate> all, double share) {
    const auto count = static_cast<std::ptrdiff_t>(std::floor(share * static_cast<double>(all.size())));
    std::nth_element(all.begin(), all.begin() + count, all.end());
    all.resize(static_cast<std::size_t>(count));
    return all;
}

std::vector<double> magnitudes(const FloatConv& conv) {
    std::vector<double> all;
    for (int o = 0; o < conv.shape.out.channels; ++o)
        for (const double weight : weights_of(conv.shape, conv.weights, o)) all.push_back(std::fabs(weight));
    return all;
}

std::vector<Candidate> candidates(const std::vector<double>& values, std::size_t first, std::size_t count) {
    std::vector<Candidate> all;
    for (std::size_t i = first; i < first + count; ++i) all.push_back({values[i], i});
    return all;
}

// Of one layer.
class Pruner {
 public:
    explicit Pruner(const FloatConv& conv)
        : magnitudes_(magnitudes(conv)),
          channels_(static_cast<std::size_t>(conv.shape.out.channels)),
          inputs_(magnitudes_.size() / channels_),
          depth_(static_cast<std::size_t>(conv.shape.in.channels / conv.shape.groups)),
          gone_(magnitudes_.size(), false) {}

    void by_magnitude(double share) { remove(smallest(candidates(magnitudes_, 0, magnitudes_.size()), share)); }
    void in_channels(const std::vector<double>& shares) {
        for (std::size_t c = 0; c < channels_; ++c)
            remove(smallest(candidates(magnitudes_, c * inputs_, inputs_), shares[c]));
    }
    void whole_channels(double share) {
        std::vector<Candidate> norms;
        for (std::size_t c = 0; c < channels_; ++c) {
            double sum = 0;
            for (std::size_t i = 0; i < inputs_; ++i)
                sum += magnitudes_[c * inputs_ + i] * magnitudes_[c * inputs_ + i];
            norms.push_back({sum, c});
        }
        for (const auto& channel : smallest(norms, share))
            std::fill_n(gone_.begin() + static_cast<std::ptrdiff_t>(channel.second * inputs_), inputs_, true);
    }
    // The last run of a tap may be shorter.
    void by_pattern(const KeepPattern& pattern) {
        const auto of = static_cast<std::size_t>(pattern.of), keep = static_cast<std::size_t>(pattern.keep);
        for (std::size_t tap = 0; tap < magnitudes_.size(); tap += depth_)
            for (std::size_t first = 0; first < depth_; first += of) {
                auto run = candidates(magnitudes_, tap + first, std::min(of, depth_ - first));
                std::sort(run.begin(), run.end());
                run.resize(run.size() - std::min(run.size(), keep));
                remove(run);
            }
    }
    // A layer of mostly zeros was pruned before, or is made of ones and zeros that move channels: they cost nothing,
    // and an error that they could make up for is not worth an adder.
    void keep_zeros() {
        const auto zeros = std::count(magnitudes_.begin(), magnitudes_.end(), 0.0);
        if (2 * static_cast<std::size_t>(zeros) < magnitudes_.size()) return;
        for (std::size_t i = 0; i < magnitudes_.size(); ++i) gone_[i] = gone_[i] || magnitudes_[i] == 0;
    }
    void remove(const std::vector<Candidate>& weights) {
        for (const auto& weight : weights) gone_[weight.second] = true;
    }
    const std::vector<double>& values() const { return magnitudes_; }
    std::size_t channels() const { return channels_; }
    Gone take() { return std::find(gone_.begin(), gone_.end(), true) == gone_.end() ? Gone{} : std::move(gone_); }

 private:
    std::vector<double> magnitudes_;
    std::size_t channels_;
    std::size_t inputs_;
    std::size_t depth_;
    Gone gone_;
};

// The layers that share one pool of candidates: those without a share of their own.
void prune_globally(std::vector<Pruner*> layers, double share) {
    std::vector<double> values;
    for (const Pruner* layer : layers) values.insert(values.end(), layer->values().begin(), layer->values().end());
    auto weights = smallest(candidates(values, 0, values.size()), share);
    std::sort(weights.begin(), weights.end(),
              [](const Candidate& a, const Candidate& b) { return a.second < b.second; });
    std::size_t first = 0, next = 0;
    for (Pruner* layer : layers) {
        std::vector<Candidate> own;
        for (; next < weights.size() && weights[next].second < first + layer->values().size(); ++next)
            own.push_back({0, weights[next].second - first});
        layer->remove(own);
        first += layer->values().size();
    }
}

void check_channels(const std::string& layer, std::size_t shares, std::size_t channels) {
    if (shares == channels) return;
    throw InvalidInput(
        InputFile::network, "weights.quantize.layers." + layer + ".prune",
        "found " + std::to_string(shares) + " shares; the layer has " + std::to_string(channels) + " output channels");
}

}  // namespace

std::vector<Gone> pruned(const FloatNetwork& network, const QuantizeSpec& spec) {
    std::vector<Gone> gone(network.convs.size());
    std::vector<std::pair<std::size_t, Pruner>> pruners;
    for (std::size_t i = 0; i < network.convs.size(); ++i) {
        const LayerSpec& layer = network.spec.layers[i];
        if (network.convs[i] && !std::holds_alternative<ClassifierSpec>(layer.kind))
            pruners.emplace_back(i, Pruner(*network.convs[i]));
    }
    std::vector<Pruner*> together;
    for (auto& [i, pruner] : pruners) {
        const LayerQuantization& asked = spec.of(network.spec.layers[i].name);
        if (asked.keep.of > 0) pruner.by_pattern(asked.keep);
        if (!asked.prune_channels.empty()) {
            check_channels(network.spec.layers[i].name, asked.prune_channels.size(), pruner.channels());
            pruner.in_channels(asked.prune_channels);
        } else if (spec.prune_by == PruneBy::channel) {
            pruner.whole_channels(asked.prune);
        } else if (spec.prune_by == PruneBy::global && asked.prune == spec.all.prune) {
            together.push_back(&pruner);
        } else {
            pruner.by_magnitude(asked.prune);
        }
    }
    prune_globally(together, spec.all.prune);
    for (auto& [i, pruner] : pruners) {
        pruner.keep_zeros();
        gone[i] = pruner.take();
    }
    return gone;
}

}  // namespace hashiflex::core
