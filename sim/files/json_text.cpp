// SPDX-License-Identifier: Apache-2.0
#include "sim/files/json_text.h"

#include <vector>

namespace hashiflex {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostKeys = 10000;  // the library looks for a key in all of its object

bool is_modest(const std::string& text) {
    std::vector<std::size_t> keys;  // of each list or object that is open
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') quoted = !quoted;
        if (c == '\\' && quoted) ++i;
        if (quoted) continue;
        if (c == '[' || c == '{') keys.push_back(0);
        if ((c == ']' || c == '}') && !keys.empty()) keys.pop_back();
        if (c == ':' && !keys.empty()) ++keys.back();
        if (keys.size() > kDeepest || (!keys.empty() && keys.back() > kMostKeys)) return false;
    }
    return true;
}

}  // namespace

nlohmann::ordered_json parse_json(const std::string& text) {
    using Json = nlohmann::ordered_json;
    return is_modest(text) ? Json::parse(text, nullptr, false) : Json(Json::value_t::discarded);
}

std::string text_at(const nlohmann::ordered_json& value, const std::string& key) {
    const auto found = value.find(key);
    return found != value.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string json_line(const nlohmann::ordered_json& value) {
    return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace hashiflex
