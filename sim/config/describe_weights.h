// SPDX-License-Identifier: Apache-2.0
// The keys below `weights`, when it is no file.
#pragma once

#include "sim/config/describe.h"
#include "sim/config/rules.h"
#include "sim/config/weights_source.h"

namespace hashiflex {

constexpr Integers kLevels{1, 16};
constexpr Integers kTerms{1, 8};
constexpr Integers kActivationBits{2, 16};

inline const Choices<core::QuantizeMethod> kMethods{{{"nearest", core::QuantizeMethod::nearest},
                                                     {"nearest_log", core::QuantizeMethod::nearest_log},
                                                     {"error_feedback", core::QuantizeMethod::error_feedback},
                                                     {"exact", core::QuantizeMethod::exact}}};
inline const Choices<core::CalibrateOn> kCalibrateOn{
    {{"quantized", core::CalibrateOn::quantized}, {"float", core::CalibrateOn::float_layers}}};
inline const Choices<core::FormatChoice> kFormatChoices{{{"mean_square", core::FormatChoice::mean_square},
                                                         {"percentile", core::FormatChoice::percentile},
                                                         {"network", core::FormatChoice::network}}};
inline const Choices<core::PruneBy> kPruneBy{
    {{"layer", core::PruneBy::layer}, {"global", core::PruneBy::global}, {"channel", core::PruneBy::channel}}};

template <class V>
void describe(V& v, core::SyntheticSpec& synthetic) {
    v.required("seed", synthetic.seed, Integers{0, 2147483647}, "Equal seeds give equal weights.");
}

template <class V>
void describe(V& v, LayerQuantizeKeys& layer) {
    v.optional("levels", layer.levels, OrAuto<Integers>{kLevels}, "Its exponents; auto: as all layers.");
    v.optional("terms", layer.terms, OrAuto<Integers>{kTerms}, "Its terms of a weight; auto: as all layers.");
    v.optional("activation_bits", layer.activation_bits, OrAuto<Integers>{kActivationBits},
               "Of its output, and so of all its readers; auto: as all layers.");
    v.optional("method", layer.method, OrAuto<Choices<core::QuantizeMethod>>{kMethods}, "auto: as all layers.");
    v.optional("prune", layer.prune, OrAuto<Shares>{}, "Share of its weights that go, or one per output channel.");
    v.optional("keep", layer.keep, OrAuto<Pattern>{}, "Of M weights N stay; auto: as all layers.");
}

template <class V>
void describe(V& v, QuantizeKeys& keys) {
    core::QuantizeSpec& spec = keys.spec;
    v.optional("model", keys.model, Text{}, "A .npz file of float weights; in the network or in the design.");
    v.optional("levels", spec.all.levels, kLevels, "Distinct exponents that a weight may have.");
    v.optional("terms", spec.all.terms, kTerms, "Signed powers of two that a weight is the sum of, at most.");
    v.optional("activation_bits", spec.all.activation_bits, kActivationBits, "Wires per value of every output.");
    v.optional("weight_bits", spec.weight_bits, IntegerSet{{2, 4, 8}}, "Bits of a weight of the classifier.");
    v.optional("method", spec.all.method, kMethods, "How weights are rounded.");
    v.optional("calibrate", keys.calibrate, Text{},
               "FILE.npz or FILE.npz:ARRAY of uint8 images [n][height][width][channels]; left out: synthetic ones.");
    v.optional("images", keys.images, Integers{1, 65536}, "How many of the calibration images are used, at most.");
    v.optional("calibrate_on", spec.calibrate_on, kCalibrateOn,
               "What a layer sees: outputs of the quantized layers before it, or of the float ones.");
    v.optional("formats", spec.formats, kFormatChoices,
               "How units of activations are chosen; network: as it says, where it does not say auto.");
    v.optional("percentile", spec.percentile, Reals{0, 100, true}, "Share of values that must fit, percent.");
    v.optional("bias_correction", spec.bias_correction, Flag{}, "Means of outputs become those of the float network.");
    v.optional("damping", spec.damping, Reals{0, 1000, true},
               "How strongly error feedback holds weights near the float ones: share of the mean square of an input.");
    v.optional("prune", spec.all.prune, Reals{0, 1, false}, "Share of the weights that go, the smallest first.");
    v.optional("prune_by", spec.prune_by, kPruneBy, "The smallest of each layer, of all layers, or whole channels.");
    v.optional("keep", spec.all.keep, Pattern{}, "N:M: of M weights in a row along input channels N stay.");
    v.optional("layers", keys.layers, ByName{}, "What single layers have for themselves, by name.");
}

template <class V>
void describe(V& v, WeightsKey& weights) {
    v.optional("synthetic", weights.synthetic, Mapping{}, "Made up, with the statistics of a real network.");
    v.optional("quantize", weights.quantize, Mapping{}, "Integers made of float weights.");
}

}  // namespace hashiflex
