// SPDX-License-Identifier: Apache-2.0
#include "sim/html/columns.h"

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

ColumnIndex::ColumnIndex(const std::vector<std::string>& keys) {
    for (const auto& key : keys) columns_.emplace(key, columns_.size());
}

std::vector<const Json*> ColumnIndex::cells(const Json& point) const {
    std::vector<const Json*> cells(columns_.size(), nullptr);
    for (const auto& [key, value] : point.items())
        if (const auto column = columns_.find(key); column != columns_.end()) cells[column->second] = &value;
    return cells;
}

Json ColumnIndex::values(const Json& point) const {
    if (2 * point.size() >= columns_.size()) {
        Json list = Json::array();
        for (const Json* cell : cells(point)) list.push_back(cell == nullptr ? Json() : *cell);
        return list;
    }
    Json few = Json::object();
    auto& list = few.get_ref<Json::object_t&>();  // of distinct keys: nobody need look for them
    for (const auto& [key, value] : point.items())
        if (const auto column = columns_.find(key); column != columns_.end())
            list.emplace_back(std::to_string(column->second), value);
    return few;
}

}  // namespace hashiflex
