// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/step_constants.h"

#include "modules/core/numeric/bits.h"
#include "modules/rtl/part_text.h"

#include <algorithm>
#include <map>

namespace hashiflex::rtl {
namespace {

// What an entry of a table does, a statement such as "code = 2'd2;".
using Statement = std::function<std::string(std::int64_t value)>;

// Places with equal contents; the largest group comes last and becomes the default.
template <typename Content>
std::vector<std::pair<Content, std::vector<int>>> groups_of(const std::vector<Content>& contents) {
    std::map<Content, std::size_t> index;
    std::vector<std::pair<Content, std::vector<int>>> groups;
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const auto found = index.emplace(contents[i], groups.size());
        if (found.second) groups.push_back({contents[i], {}});
        groups[found.first->second].second.push_back(static_cast<int>(i));
    }
    const auto largest = std::max_element(
        groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    std::rotate(largest, std::next(largest), groups.end());
    return groups;
}

std::string labels(const std::vector<int>& places, int bits) {
    constexpr std::size_t kPerLine = 12;
    std::string text;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (i > 0) text += i % kPerLine == 0 ? ",\n        " : ", ";
        text += unsigned_literal(bits, static_cast<std::uint64_t>(places[i]));
    }
    return text;
}

std::string select_column(const std::vector<std::int64_t>& row, int bits, const Statement& statement,
                          const std::string& indent) {
    const auto groups = groups_of(row);
    if (groups.size() == 1) return indent + statement(groups[0].first) + "\n";
    std::string text = indent + "case (column)\n";
    for (std::size_t g = 0; g < groups.size(); ++g)
        text += indent + "    " + (g + 1 == groups.size() ? "default" : labels(groups[g].second, bits)) + ": " +
                statement(groups[g].first) + "\n";
    return text + indent + "endcase\n";
}

// "always_comb begin ... end": the statement of the present row and column.
std::string select(const core::StepTable& table, const Statement& statement) {
    std::vector<std::vector<std::int64_t>> rows;
    for (int r = 0; r < table.grid.rows; ++r) {
        const auto first = table.values.begin() + std::ptrdiff_t{r} * table.grid.columns;
        rows.emplace_back(first, first + table.grid.columns);
    }
    const auto groups = groups_of(rows);
    const int bits = table.grid.column_bits();
    std::string text = "    always_comb begin\n";
    if (groups.size() == 1) return text + select_column(groups[0].first, bits, statement, "        ") + "    end\n";
    text += "        case (row)\n";
    for (std::size_t g = 0; g < groups.size(); ++g) {
        text += "            " +
                (g + 1 == groups.size() ? "default" : labels(groups[g].second, table.grid.row_bits())) + ": begin\n";
        text += select_column(groups[g].first, bits, statement, "                ") + "            end\n";
    }
    return text + "        endcase\n    end\n";
}

}  // namespace

std::string code_of_step(std::size_t i, const core::StepCode& code) {
    const std::string name = "code" + str(static_cast<std::int64_t>(i));
    const std::string next = "next_" + name;
    const int bits = code.bits();
    const auto takes = [&](std::int64_t value) {
        return next + " = " + unsigned_literal(bits, static_cast<std::uint64_t>(value)) + ";";
    };
    return "    logic " + range_of(bits) + " " + name + ", " + next + ";\n" + select(code.of_step.next(), takes) +
           instance(code.part, "register_of_" + name,
                    {{"clk", "clk"}, {"rst", "rst"}, {"fire", "fire"}, {"next", next}, {"now", name}});
}

std::string decoded(const core::StepConstant& constant, const std::vector<Decoded>& nets) {
    std::string text;
    for (const Decoded& net : nets) text += "    logic " + range_of(net.bits) + " " + net.net + ";\n";
    if (!constant.code) {
        for (const Decoded& net : nets)
            text += "    assign " + net.net + " = " + net.literal(constant.values.front()) + ";\n";
        return text;
    }
    const int bits = bits_for(static_cast<std::int64_t>(constant.values.size()));
    text += "    always_comb begin\n        case (code" + str(static_cast<std::int64_t>(*constant.code)) + ")\n";
    for (std::size_t i = constant.values.size(); i-- > 0;) {
        std::string all;
        for (const Decoded& net : nets) all += " " + net.net + " = " + net.literal(constant.values[i]) + ";";
        text += "            " + (i == 0 ? "default" : unsigned_literal(bits, i)) + ":" +
                (nets.size() > 1 ? " begin" + all + " end\n" : all + "\n");
    }
    return text + "        endcase\n    end\n";
}

std::string decoded(const std::string& net, int bits, const core::StepConstant& constant) {
    return decoded(constant, {{net, bits, [bits](std::int64_t value) {
                                   return unsigned_literal(bits, static_cast<std::uint64_t>(value));
                               }}});
}

std::string decoded(const std::string& net, const core::StepFlags& flags) {
    core::StepConstant which{flags.code, {}};
    for (std::size_t i = 0; i < flags.values.size(); ++i) which.values.push_back(static_cast<std::int64_t>(i));
    return decoded(which, {{net, static_cast<int>(flags.values.front().size()),
                            [&](std::int64_t i) { return flags_literal(flags.values[static_cast<std::size_t>(i)]); }}});
}

}  // namespace hashiflex::rtl
