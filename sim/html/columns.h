// SPDX-License-Identifier: Apache-2.0
// Values of points as columns of a table, whatever keys the points have.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace hashiflex {

class ColumnIndex {
 public:
    explicit ColumnIndex(const std::vector<std::string>& keys);

    // One per column, nullptr where the point has no such key.
    std::vector<const nlohmann::ordered_json*> cells(const nlohmann::ordered_json& point) const;
    // A list with a value per column. Where a point has less than half of them, an object of column to value: a script
    // reads both alike, and points of which each has keys of its own do not make a square of nulls.
    nlohmann::ordered_json values(const nlohmann::ordered_json& point) const;

 private:
    std::unordered_map<std::string, std::size_t> columns_;
};

}  // namespace hashiflex
