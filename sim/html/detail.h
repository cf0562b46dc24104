// SPDX-License-Identifier: Apache-2.0
// What the page shows of one report.json: stages, buffers, breakdowns, what limits.
#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace hashiflex {

// Names of stages and buffers recur in every point: each is in the page once.
class StringPool {
 public:
    std::size_t place_of(const std::string& name);
    const nlohmann::ordered_json& names() const { return names_; }

 private:
    std::map<std::string, std::size_t> places_;
    nlohmann::ordered_json names_ = nlohmann::ordered_json::array();
};

// What the report lacks is null.
nlohmann::ordered_json detail_json(const nlohmann::ordered_json& report, StringPool& names);

}  // namespace hashiflex
