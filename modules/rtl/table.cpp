// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/table.h"

#include "modules/rtl/text.h"

#include <algorithm>
#include <map>

namespace hashiflex::rtl {
namespace {

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

}  // namespace

int StepGrid::row_bits() const {
    return bits_for(rows);
}
int StepGrid::column_bits() const {
    return bits_for(columns);
}

Table::Table(const StepGrid& steps, const std::function<std::int64_t(int, int)>& value) : grid(steps) {
    values.reserve(static_cast<std::size_t>(grid.rows) * static_cast<std::size_t>(grid.columns));
    for (int r = 0; r < grid.rows; ++r)
        for (int c = 0; c < grid.columns; ++c) values.push_back(value(r, c));
}

std::string select(const Table& table, const Statement& statement) {
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

std::string constant_of_step(const std::string& name, int bits, bool is_signed, const Table& table) {
    const std::string declaration =
        "    logic " + std::string(is_signed ? "signed " : "") + range_of(bits) + " " + name;
    const auto literal = [&](std::int64_t value) {
        return is_signed ? signed_literal(bits, value) : unsigned_literal(bits, static_cast<std::uint64_t>(value));
    };
    const bool same = std::all_of(table.values.begin(), table.values.end(),
                                  [&](std::int64_t value) { return value == table.values.front(); });
    if (same) return declaration + ";\n    assign " + name + " = " + literal(table.values.front()) + ";\n";
    return declaration + ";\n" + select(table, [&](std::int64_t value) { return name + " = " + literal(value) + ";"; });
}

std::string flags_of_step(const std::string& name, const StepGrid& grid, int flags,
                          const std::function<std::vector<bool>(int, int)>& vector) {
    std::map<std::string, std::int64_t> number;
    std::vector<std::string> texts;
    const Table table(grid, [&](int row, int column) {
        std::string text = str(flags) + "'b";
        const auto values = vector(row, column);
        for (std::size_t i = values.size(); i-- > 0;) text += values[i] ? '1' : '0';
        const auto found = number.emplace(text, static_cast<std::int64_t>(texts.size()));
        if (found.second) texts.push_back(text);
        return found.first->second;
    });
    const std::string declaration = "    logic " + range_of(flags) + " " + name + ";\n";
    if (texts.size() == 1) return declaration + "    assign " + name + " = " + texts[0] + ";\n";
    return declaration +
           select(table, [&](std::int64_t i) { return name + " = " + texts[static_cast<std::size_t>(i)] + ";"; });
}

}  // namespace hashiflex::rtl
