// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/text.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex::rtl {
namespace {

std::string connections(const Values& values) {
    constexpr std::size_t kLine = 108;
    std::string text;
    std::string line;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& [name, value] = values[i];
        std::string one = "." + name + (name == value ? "" : "(" + value + ")") + (i + 1 < values.size() ? "," : "");
        if (!line.empty() && line.size() + one.size() > kLine) {
            text += "        " + line + "\n";
            line.clear();
        }
        line += (line.empty() ? "" : " ") + one;
    }
    return text + "        " + line + "\n";
}

}  // namespace

std::string field(std::int64_t i, std::int64_t width) {
    return "[" + str((i + 1) * width - 1) + ":" + str(i * width) + "]";
}

std::string range_of(std::int64_t bits) {
    return "[" + str(bits - 1) + ":0]";
}

std::string unsigned_literal(int bits, std::uint64_t value) {
    if (bits < 64) value &= (std::uint64_t{1} << bits) - 1;
    return str(bits) + "'d" + std::to_string(value);
}

std::string signed_literal(int bits, std::int64_t value) {
    const std::string size = str(bits) + "'sd";
    return value < 0 ? "-" + size + std::to_string(-value) : size + std::to_string(value);
}

std::string all_ones(int bits) {
    return "{" + str(std::max(bits, 1)) + "{1'b1}}";
}

std::string fill(const std::string& text, const Values& values) {
    std::string filled;
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = text.find('@', at);
        if (open != std::string::npos && text.compare(open, 2, "@(") == 0) {  // an event control, not a key
            filled.append(text, at, open + 1 - at);
            at = open + 1;
            continue;
        }
        filled.append(text, at, open == std::string::npos ? open : open - at);
        if (open == std::string::npos) return filled;
        const std::size_t close = text.find('@', open + 1);
        const std::string key = text.substr(open + 1, close - open - 1);
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == key; });
        if (found == values.end()) throw std::logic_error("the template has no value for '" + key + "'");
        filled += found->second;
        at = close + 1;
    }
}

std::string instance(const std::string& module, const std::string& name, const Values& parameters,
                     const Values& ports) {
    std::string text = "    " + module;
    if (!parameters.empty()) text += " #(\n" + connections(parameters) + "    )";
    return text + " " + name + " (\n" + connections(ports) + "    );\n";
}

}  // namespace hashiflex::rtl
