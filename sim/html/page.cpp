// SPDX-License-Identifier: Apache-2.0
// web/page.html with its marks replaced.
#include "sim/html/page.h"

#include "modules/core/embedded_text.h"

#include <map>
#include <stdexcept>
#include <vector>

namespace hashiflex {

const std::vector<EmbeddedText>& web_texts();  // web/

namespace {

using Json = nlohmann::ordered_json;

using Parts = std::map<std::string, std::string>;

// The template with each "@NAME@" replaced by the part of that name; the parts themselves are not searched.
std::string filled(const std::string& page, const Parts& parts) {
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = page.find('@'); at != std::string::npos; at = page.find('@', done)) {
        const std::size_t end = page.find('@', at + 1);
        if (end == std::string::npos) throw std::logic_error("page.html has a mark without an end");
        out += page.substr(done, at - done) + parts.at(page.substr(at + 1, end - at - 1));
        done = end + 1;
    }
    return out + page.substr(done);
}

std::string html_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '<' || c == '>' || c == '&') {
            out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
        } else {
            out += c;
        }
    }
    return out;
}

// JSON inside a script element: no "</script", no "<!--", nothing but ASCII; bytes that are no UTF-8 become U+FFFD.
std::string script_json(const Json& data) {
    const std::string json = data.dump(-1, ' ', true, Json::error_handler_t::replace);
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

// In this order: each uses what those before it define.
const std::vector<const char*> kScripts{"format.js",  "dom.js",         "model.js", "chart.js",  "scatter.js",
                                        "effects.js", "sensitivity.js", "table.js", "detail.js", "main.js"};

}  // namespace

std::string report_page(const ReportInput& input, const Front& front, const PageOptions& options) {
    const Json data = page_data(input, front, options);
    const auto web_text = [](const char* name) { return text_named(web_texts(), name); };
    std::string script;
    for (const char* name : kScripts) script += web_text(name);
    return filled(web_text("page.html"), {{"TITLE", html_text(data["title"].get<std::string>())},
                                          {"STYLE", web_text("style.css")},
                                          {"SCRIPT", script},
                                          {"DATA", script_json(data)}});
}

}  // namespace hashiflex
