// SPDX-License-Identifier: Apache-2.0
// What all writers of result tables share: fields of CSV files, and the class of a number by its key path.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace hashiflex {

// RFC 4180: null is empty; text with commas, quotes or line ends stands in quotes. Bytes that are no UTF-8 become
// U+FFFD.
std::string csv_field(const nlohmann::ordered_json& value);

// The class of the longest path in `quality`, as in report.json, that leads to `key`; "" if there is none.
std::string quality_class(const nlohmann::ordered_json& quality, const std::string& key);

}  // namespace hashiflex
