// SPDX-License-Identifier: Apache-2.0
#include "sim/files/json_text.h"

namespace hashiflex {
namespace {

constexpr int kDeepest = 64;

bool is_shallow(const std::string& text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') quoted = !quoted;
        if (c == '\\' && quoted) ++i;
        if (quoted) continue;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (depth > kDeepest) return false;
    }
    return true;
}

}  // namespace

nlohmann::ordered_json parse_json(const std::string& text) {
    using Json = nlohmann::ordered_json;
    return is_shallow(text) ? Json::parse(text, nullptr, false) : Json(Json::value_t::discarded);
}

}  // namespace hashiflex
