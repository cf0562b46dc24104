// SPDX-License-Identifier: Apache-2.0
// What all readers and writers of results share: their files, fields of CSV files, and the class of a number by its key
// path.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace hashiflex {

// A report or the rows of a sweep, noted as an input. Throws ConfigError if it cannot be read.
std::string text_of_results(const std::filesystem::path& file);

// RFC 4180: null is empty; text with commas, quotes or line ends stands in quotes. Bytes that are no UTF-8 become
// U+FFFD.
std::string csv_field(const nlohmann::ordered_json& value);

// The class of the longest path in `quality`, as in report.json, that leads to `key`; "" if there is none.
std::string quality_class(const nlohmann::ordered_json& quality, const std::string& key);

}  // namespace hashiflex
