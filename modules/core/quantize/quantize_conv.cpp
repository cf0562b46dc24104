// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/quantize_conv.h"

#include "modules/core/quantize/channel_unit.h"
#include "modules/core/quantize/error_feedback.h"
#include "modules/core/quantize/exact_weights.h"
#include "modules/core/quantize/moments.h"
#include "modules/core/quantize/po2_grid.h"
#include "modules/core/quantize/samples.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace hashiflex::core {
namespace {

constexpr Interval kBiasRange{-(std::int64_t{1} << 47), std::int64_t{1} << 47};
constexpr std::size_t kMostTogether = 2048;  // inputs that make up for each other; more are cut into blocks
constexpr std::size_t kManyGroups = 4;

Distance distance_of(const LayerQuantization& asked) {
    return asked.method == QuantizeMethod::nearest_log ? Distance::log : Distance::linear;
}

// One layer, channel by channel. Weights are in units of output per integer of the input.
class ConvQuantizer {
 public:
    ConvQuantizer(const ConvTask& task, Conv& conv)
        : task_(task),
          conv_(conv),
          grid_(task.asked.levels, task.asked.terms),
          channels_(static_cast<std::size_t>(conv.out.channels)),
          inputs_(task.floats.weights.weights.size() / channels_) {
        conv_.levels = task.asked.levels;
        conv_.terms = task.asked.terms;
        conv_.weights.assign(channels_ * inputs_, 0);
        conv_.bias.assign(channels_, 0);
        conv_.shift.assign(channels_, 0);
    }

    void run(const Parallel& parallel) {
        const auto groups = static_cast<std::size_t>(conv_.groups);
        if (groups >= kManyGroups)
            parallel(groups, [&](std::size_t group) { run_group(group, one_after_another); });
        else
            for (std::size_t group = 0; group < groups; ++group) run_group(group, parallel);
    }

 private:
    std::vector<double> wanted(std::size_t channel) const {
        auto row = weights_of(task_.floats.shape, task_.floats.weights, static_cast<int>(channel));
        for (double& weight : row) weight = std::ldexp(weight, -task_.in.frac);
        return row;
    }
    Gone gone(std::size_t channel, std::size_t first, std::size_t size) const {
        if (task_.gone.empty()) return {};
        const auto begin = task_.gone.begin() + static_cast<std::ptrdiff_t>(channel * inputs_ + first);
        return {begin, begin + static_cast<std::ptrdiff_t>(size)};
    }
    double bias(std::size_t channel) const { return task_.floats.weights.bias[channel]; }

    void run_group(std::size_t group, const Parallel& parallel) {
        std::optional<Samples> samples;
        if (needs_data(task_.asked, task_.spec))
            samples = take_samples(conv_, static_cast<int>(group), task_.data->inputs, task_.in.range, task_.data->sums,
                                   parallel);
        const std::size_t outputs = channels_ / static_cast<std::size_t>(conv_.groups), first = group * outputs;
        if (task_.asked.method == QuantizeMethod::error_feedback)
            with_feedback(*samples, first, parallel);
        else
            parallel(outputs, [&](std::size_t o) { by_itself(first + o); });
        if (samples && task_.spec.bias_correction) correct_bias(*samples, first);
    }

    void keep(std::size_t channel, const ChannelWeights& found) {
        std::copy(found.weights.begin(), found.weights.end(),
                  conv_.weights.begin() + static_cast<std::ptrdiff_t>(channel * inputs_));
        set_unit(channel, found.unit, bias(channel));
    }
    void set_unit(std::size_t channel, int unit, double real_bias) {
        conv_.bias[channel] = rounded(std::ldexp(real_bias, -unit), kBiasRange);
        conv_.shift[channel] = -unit - task_.output_frac;
    }

    // Weights that are gone are 0 before a window is chosen, for they need none.
    std::vector<double> remaining(std::vector<double> row, const Gone& gone_ones) const {
        for (std::size_t i = 0; i < gone_ones.size(); ++i)
            if (gone_ones[i]) row[i] = 0;
        return row;
    }

    void by_itself(std::size_t channel) {
        const auto round = [&](const std::vector<double>& scaled) {
            ChannelWeights found;
            for (const double weight : scaled) {
                found.weights.push_back(grid_.nearest(weight, distance_of(task_.asked)));
                const double error = found.weights.back() - weight;
                found.error += error * error;
            }
            return found;
        };
        const auto row = remaining(wanted(channel), gone(channel, 0, inputs_));
        keep(channel, best_window(row, task_.asked.levels, {bias(channel), task_.output_frac}, round));
    }

    void with_feedback(const Samples& samples, std::size_t first_channel, const Parallel& parallel) {
        if (samples.inputs > kMostTogether) return in_blocks(samples, first_channel, parallel);
        const bool follow = task_.spec.calibrate_on == CalibrateOn::quantized;
        Moments moments = take_moments(samples, 0, samples.inputs, follow, parallel);
        const double weight = damp(moments);
        const ErrorFeedback feedback(std::move(moments.covariance), samples.inputs);
        std::vector<double> best(samples.inputs * samples.outputs);
        for (std::size_t o = 0; o < samples.outputs; ++o) {
            const auto row = wanted(first_channel + o);
            for (std::size_t i = 0; i < samples.inputs; ++i)
                best[i * samples.outputs + o] =
                    follow ? moments.cross[i * samples.outputs + o] + weight * row[i] : row[i];
        }
        if (follow) feedback.solve_for(best.data(), samples.outputs);
        parallel(samples.outputs, [&](std::size_t o) {
            std::vector<double> row(samples.inputs);
            for (std::size_t i = 0; i < samples.inputs; ++i) row[i] = best[i * samples.outputs + o];
            round_channel(first_channel + o, row, feedback);
        });
    }

    // Adds to the diagonal what keeps weights near those of the float network where images say little. The amount.
    double damp(Moments& moments) const {
        double mean = 0;
        for (std::size_t i = 0; i < moments.size; ++i) mean += moments.covariance[i * (moments.size + 1)];
        mean /= static_cast<double>(moments.size);
        const double weight = mean > 0 ? task_.spec.damping * mean : 1;
        for (std::size_t i = 0; i < moments.size; ++i) moments.covariance[i * (moments.size + 1)] += weight;
        return weight;
    }

    void round_channel(std::size_t channel, const std::vector<double>& row, const ErrorFeedback& feedback) {
        const Gone gone_ones = gone(channel, 0, inputs_);
        const auto round = [&](const std::vector<double>& scaled) {
            auto found = feedback.round(scaled, gone_ones, grid_);
            return ChannelWeights{0, std::move(found.weights), found.error};
        };
        const bool any = gone_ones.empty() || std::find(gone_ones.begin(), gone_ones.end(), false) != gone_ones.end();
        const auto sought = any ? row : std::vector<double>(row.size(), 0.0);
        keep(channel, best_window(sought, task_.asked.levels, {bias(channel), task_.output_frac}, round));
    }

    // Too many inputs for one matrix: the window is that of the nearest weights, each block makes up for itself.
    void in_blocks(const Samples& samples, std::size_t first_channel, const Parallel& parallel) {
        parallel(samples.outputs, [&](std::size_t o) { by_itself(first_channel + o); });
        for (std::size_t first = 0; first < samples.inputs; first += kMostTogether) {
            const std::size_t size = std::min(kMostTogether, samples.inputs - first);
            Moments moments = take_moments(samples, first, size, false, parallel);
            damp(moments);
            const ErrorFeedback feedback(std::move(moments.covariance), size);
            parallel(samples.outputs, [&](std::size_t o) { round_block(first_channel + o, first, feedback); });
        }
    }
    void round_block(std::size_t channel, std::size_t first, const ErrorFeedback& feedback) {
        const int unit = -conv_.shift[channel] - task_.output_frac;
        const auto row = wanted(channel);
        std::vector<double> block(feedback.size());
        for (std::size_t i = 0; i < block.size(); ++i) block[i] = std::ldexp(row[first + i], -unit);
        const auto found = feedback.round(block, gone(channel, first, block.size()), grid_);
        std::copy(found.weights.begin(), found.weights.end(),
                  conv_.weights.begin() + static_cast<std::ptrdiff_t>(channel * inputs_ + first));
    }

    // The mean of the output becomes that of the float layer.
    void correct_bias(const Samples& samples, std::size_t first_channel) {
        const auto means = input_means(samples), targets = target_means(samples);
        for (std::size_t o = 0; o < samples.outputs; ++o) {
            const std::size_t channel = first_channel + o;
            const int unit = -conv_.shift[channel] - task_.output_frac;
            double sum = 0;
            for (std::size_t i = 0; i < inputs_; ++i) sum += conv_.weights[channel * inputs_ + i] * means[i];
            set_unit(channel, unit, targets[o] - std::ldexp(sum, unit));
        }
    }

    const ConvTask& task_;
    Conv& conv_;
    Po2Grid grid_;
    std::size_t channels_;
    std::size_t inputs_;
};

}  // namespace

bool needs_data(const LayerQuantization& asked, const QuantizeSpec& spec) {
    if (asked.method == QuantizeMethod::exact) return false;
    return asked.method == QuantizeMethod::error_feedback || spec.bias_correction;
}

void quantize_conv(const ConvTask& task, const Parallel& parallel, Conv& conv) {
    if (task.asked.method == QuantizeMethod::exact) return take_exactly(task, conv);
    ConvQuantizer(task, conv).run(parallel);
}

}  // namespace hashiflex::core
