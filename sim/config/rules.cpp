// SPDX-License-Identifier: Apache-2.0
// The sentences that say what a rule allows.
#include "sim/config/rules.h"

#include "sim/config/error.h"

#include <sstream>

namespace hashiflex {
namespace {

std::string to_text(double value) {
    std::ostringstream stream;
    stream.imbue(std::locale::classic());
    stream << value;
    return stream.str();
}

}  // namespace

std::string allowed(const Integers& rule) {
    return "an integer from " + std::to_string(rule.lowest) + " to " + std::to_string(rule.highest);
}

std::string allowed(const IntegerSet& rule) {
    std::vector<std::string> values;
    for (const auto value : rule.values) values.push_back(std::to_string(value));
    return joined(values);
}

std::string allowed(const Reals& rule) {
    const std::string from = rule.above_lowest ? "a number above " : "a number from ";
    return from + to_text(rule.lowest) + (rule.above_lowest ? ", up to " : " to ") + to_text(rule.highest);
}

std::string allowed(const Flag&) {
    return "true, false";
}

std::string allowed(const Text& rule) {
    const std::string most = "at most " + std::to_string(kLongestName) + " characters";
    switch (rule.form) {
        case Text::Form::any:
            return "text that is not empty";
        case Text::Form::name:
            return "a name of letters, digits, '_', '.' and '-', " + most;
        case Text::Form::identifier:
            return "a name of letters, digits and '_' that does not begin with a digit, " + most;
    }
    return "";
}

std::string allowed(const HeightWidth& rule) {
    return allowed(rule.each) + ", or [height, width] of two such integers";
}

std::string allowed(const Pads&) {
    return "valid, same_upper, same_lower, or {top, bottom, left, right}";
}

std::string allowed(const Weights&) {
    return "a .npz file, {synthetic: {seed: 1}}, or {quantize: {model: FILE.npz}}";
}

std::string allowed(const Format&) {
    return "{bits, signed, frac}, or auto where weights are quantized";
}

std::string allowed(const Shares&) {
    return "a number from 0 to 1, or a list of such numbers";
}

std::string allowed(const Offsets&) {
    return "an integer from 0 to 255, or a list of them, one for each channel";
}

std::string allowed(const Pattern&) {
    return "N:M, 1 <= N <= M <= 64";
}

std::string allowed(const Mapping&) {
    return "a map";
}

std::string allowed(const ByName&) {
    return "a map";
}

std::string allowed(const std::vector<std::string>& names) {
    return joined(names);
}

}  // namespace hashiflex
