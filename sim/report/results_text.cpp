// SPDX-License-Identifier: Apache-2.0
#include "sim/report/results_text.h"

#include "sim/config/error.h"
#include "sim/files/input_files.h"
#include "sim/files/json_text.h"
#include "sim/files/look.h"
#include "sim/files/text_of_file.h"

namespace hashiflex {

using Json = nlohmann::ordered_json;

std::string text_of_results(const std::filesystem::path& file) {
    note_input(file);
    if (!unreadable(file).empty())
        throw config_error(
            {file.string(), "", "a file that cannot be read", "report.json, or a folder with results", ""});
    return text_of_file(file);
}

std::string csv_field(const Json& value) {
    if (value.is_null()) return "";
    const std::string text =
        value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string quality_class(const Json& quality, const std::string& key) {
    for (std::string path = key;; path.erase(path.rfind('.'))) {
        const auto found = quality.find(path);
        if (found != quality.end()) return text_at(*found, "class");
        if (path.find('.') == std::string::npos) return "";
    }
}

}  // namespace hashiflex
