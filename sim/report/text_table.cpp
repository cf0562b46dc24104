// SPDX-License-Identifier: Apache-2.0
// Every column as wide as its widest cell.
#include "sim/report/text_table.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace hashiflex {

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

void TextTable::add(std::vector<std::string> cells) {
    assert(cells.size() == columns_.size());
    rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
    std::vector<std::string> titles, rules;
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        std::size_t width = columns_[c].title.size();
        for (const auto& row : rows_) width = std::max(width, row[c].size());
        widths.push_back(width);
        titles.push_back(columns_[c].title);
        rules.emplace_back(width, '-');
    }
    std::string out;
    const auto append = [&](const std::vector<std::string>& cells) {
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const std::string blanks(widths[c] - cells[c].size(), ' ');
            out += c == 0 ? "" : "  ";
            out += columns_[c].align == Align::left ? cells[c] + blanks : blanks + cells[c];
        }
        out.erase(out.find_last_not_of(' ') + 1);
        out += '\n';
    };
    append(titles);
    append(rules);
    for (const auto& row : rows_) append(row);
    return out;
}

}  // namespace hashiflex
