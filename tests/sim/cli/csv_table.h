// SPDX-License-Identifier: Apache-2.0
// A CSV file without quotes, as cells.
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace hashiflex::test {

using Cells = std::vector<std::vector<std::string>>;

inline Cells csv_table(const std::string& text) {
    Cells table;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        auto& row = table.emplace_back();
        std::istringstream cells(line + ",");
        for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    }
    return table;
}

}  // namespace hashiflex::test
