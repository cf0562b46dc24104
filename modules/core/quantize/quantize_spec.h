// SPDX-License-Identifier: Apache-2.0
// What is asked of quantization. Field names are the YAML keys below `weights.quantize`.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace hashiflex::core {

// nearest, nearest_log: each weight by itself. error_feedback: what one weight is off is made up for by the others of
// its channel, as calibration images tell. exact: weights that are on the grid already, or an error.
enum class QuantizeMethod { nearest, nearest_log, error_feedback, exact };

// What a layer sees while it is calibrated: the outputs of the quantized layers before it, or those of the float ones.
enum class CalibrateOn { quantized, float_layers };

// How the unit of an activation is chosen: least mean square error, a percentile that must fit, or as the network says.
enum class FormatChoice { mean_square, percentile, network };

// Which weights go first: the smallest of each layer, the smallest of all layers, or whole channels with the smallest
// sums of squares.
enum class PruneBy { layer, global, channel };

// Of every M weights in a row along the input channels, N stay. 0: all.
struct KeepPattern {
    int keep = 0;
    int of = 0;
};

// Keys that one layer can have for itself.
struct LayerQuantization {
    int levels = 7;
    int terms = 1;
    int activation_bits = 8;  // of the output, and so of all its readers
    QuantizeMethod method = QuantizeMethod::error_feedback;
    double prune = 0;                    // share of the weights that become 0
    std::vector<double> prune_channels;  // the same for each output channel; empty: `prune`
    KeepPattern keep;
};

struct QuantizeSpec {
    LayerQuantization all;
    std::map<std::string, LayerQuantization> layers;  // whole, not only what differs; by name
    int weight_bits = 8;                              // of the classifier
    CalibrateOn calibrate_on = CalibrateOn::quantized;
    FormatChoice formats = FormatChoice::mean_square;
    double percentile = 99.99;
    bool bias_correction = true;
    double damping = 0.3;  // of error feedback: share of the mean of the diagonal that is added to it
    PruneBy prune_by = PruneBy::layer;

    const LayerQuantization& of(const std::string& layer) const {
        const auto own = layers.find(layer);
        return own == layers.end() ? all : own->second;
    }
};

}  // namespace hashiflex::core
