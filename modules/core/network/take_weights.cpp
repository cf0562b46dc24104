// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/take_weights.h"

#include "modules/core/error.h"
#include "modules/core/numeric/po2.h"
#include "modules/core/numeric/requantize.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace hashiflex::core {
namespace {

std::string describe(const std::vector<std::size_t>& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

// "[3, 0, 1]" for flat index i.
std::string position(const Array& array, std::size_t i) {
    std::vector<std::size_t> index(array.shape.size());
    for (std::size_t axis = array.shape.size(); axis-- > 0; i /= array.shape[axis]) index[axis] = i % array.shape[axis];
    return describe(index);
}

const Array& take(const WeightSet& set, const std::string& name, const std::vector<std::size_t>& shape, bool integer) {
    const auto found = set.find(name);
    if (found == set.end()) throw InvalidInput(InputFile::weights, name, "the array is missing");
    const Array& array = found->second;
    if (array.shape != shape)
        throw InvalidInput(InputFile::weights, name,
                           "found shape " + describe(array.shape) + "; the network needs " + describe(shape));
    if (array.is_integer != integer)
        throw InvalidInput(
            InputFile::weights, name,
            integer ? "found real numbers; integers are needed" : "found integers; real numbers are needed");
    return array;
}

[[noreturn]] void refuse(const std::string& name, const Array& array, std::size_t i, const std::string& allowed) {
    throw InvalidInput(InputFile::weights, name,
                       "found " + std::to_string(array.integers[i]) + " at " + position(array, i) + "; " + allowed);
}

void check_range(const std::string& name, const Array& array, Interval allowed) {
    for (std::size_t i = 0; i < array.integers.size(); ++i)
        if (array.integers[i] < allowed.lo || array.integers[i] > allowed.hi)
            refuse(name, array, i, "allowed: " + std::to_string(allowed.lo) + " to " + std::to_string(allowed.hi));
}

// Every value is a sum of at most `terms` signed powers with exponents below `levels`.
void check_terms(const std::string& name, const Array& array, int levels, int terms) {
    const std::int64_t most = static_cast<std::int64_t>(terms) << (levels - 1);
    std::map<std::int64_t, bool> judged;
    for (std::size_t i = 0; i < array.integers.size(); ++i) {
        const std::int64_t value = array.integers[i];
        auto known = judged.find(value);
        if (known == judged.end()) {
            const bool fits =
                -most <= value && value <= most && decompose(value, levels).size() <= static_cast<std::size_t>(terms);
            known = judged.emplace(value, fits).first;
        }
        if (!known->second)
            refuse(name, array, i,
                   "a weight is 0 or a sum of at most " + std::to_string(terms) +
                       " signed powers of two, each 2^0 to 2^" + std::to_string(levels - 1));
    }
}

constexpr Interval kBiasRange{-(std::int64_t{1} << 47), std::int64_t{1} << 47};
constexpr Interval kInt32Range{-(std::int64_t{1} << 31), (std::int64_t{1} << 31) - 1};

}  // namespace

void take_conv_weights(const std::string& layer, const WeightSet& set, Conv& conv) {
    const auto out = static_cast<std::size_t>(conv.out.channels);
    const std::string weight = layer + ".weight", bias = layer + ".bias", shift = layer + ".shift";
    const Array& w =
        take(set, weight,
             {out, static_cast<std::size_t>(conv.window.kernel_h), static_cast<std::size_t>(conv.window.kernel_w),
              static_cast<std::size_t>(conv.in.channels / conv.groups)},
             true);
    check_terms(weight, w, conv.levels, conv.terms);
    conv.weights.assign(w.integers.begin(), w.integers.end());
    const Array& b = take(set, bias, {out}, true);
    check_range(bias, b, kBiasRange);
    conv.bias = b.integers;
    const Array& s = take(set, shift, {out}, true);
    check_range(shift, s, kShiftRange);
    conv.shift.assign(s.integers.begin(), s.integers.end());
}

void take_classifier_weights(const std::string& layer, const WeightSet& set, Classifier& classifier) {
    const auto classes = static_cast<std::size_t>(classifier.classes);
    const std::string weight = layer + ".weight", bias = layer + ".bias", scale = layer + ".scale";
    const Array& w = take(set, weight, {classes, static_cast<std::size_t>(classifier.inputs())}, true);
    check_range(weight, w, full_range(classifier.weight_bits, true));
    classifier.weights.assign(w.integers.begin(), w.integers.end());
    const Array& b = take(set, bias, {classes}, true);
    check_range(bias, b, kInt32Range);
    classifier.bias.assign(b.integers.begin(), b.integers.end());
    if (set.count(scale) == 0) return;
    classifier.scale = take(set, scale, {classes}, false).reals;
    const float most = *std::max_element(classifier.scale.begin(), classifier.scale.end());
    for (const float value : classifier.scale) {
        if (!(value > 0) || !std::isfinite(value))
            throw InvalidInput(InputFile::weights, scale, "every scale must be a finite number above 0");
        constexpr double kLargestMultiplier = 65535;
        classifier.multiplier.push_back(
            static_cast<std::uint16_t>(std::lround(double{value} / double{most} * kLargestMultiplier)));
    }
}

Interval classifier_range(const std::string& layer, const Classifier& classifier, Interval feature) {
    Interval all{0, 0};
    const std::int8_t* weight = classifier.weights.data();
    for (int c = 0; c < classifier.classes; ++c) {
        const std::int64_t bias = classifier.bias[static_cast<std::size_t>(c)];
        Interval sum{bias, bias};
        for (std::int64_t i = 0; i < classifier.inputs(); ++i) sum = add(sum, scale(feature, *weight++));
        if (width(hull(sum, {-1, 0})) > 32)
            throw InvalidInput(InputFile::weights, layer + ".weight",
                               "the sum of class " + std::to_string(c) + " can need more than 32 bits");
        all = c == 0 ? sum : hull(all, sum);
    }
    return all;
}

}  // namespace hashiflex::core
