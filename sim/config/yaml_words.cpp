// SPDX-License-Identifier: Apache-2.0
#include "sim/config/yaml_words.h"

#include <yaml-cpp/exceptions.h>

#include <utility>
#include <vector>

namespace hashiflex {
namespace {

// The beginning of what the library says (the rest may quote the text), and what it means to who wrote the file.
using Words = std::vector<std::pair<std::string, std::string>>;

const Words& words() {
    static const Words table{
        {YAML::ErrorMsg::END_OF_MAP_FLOW, "a '{' without its '}'; allowed: {key: value, ...}"},
        {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a '[' without its ']'; allowed: [value, ...]"},
        {YAML::ErrorMsg::END_OF_MAP,
         "a line that is no 'key: value' of the map above, or stands too far right or left"},
        {YAML::ErrorMsg::END_OF_SEQ, "a line that is no '- item' of the list above, or stands too far right or left"},
        {YAML::ErrorMsg::FLOW_END, "a ']' or '}' without its beginning"},
        {YAML::ErrorMsg::EOF_IN_SCALAR, "a quote that is never closed"},
        {YAML::ErrorMsg::DOC_IN_SCALAR, "'---' or '...' inside quotes"},
        {YAML::ErrorMsg::INVALID_ESCAPE, "an unknown escape behind '\\'; allowed: \\n, \\t, \\\", \\\\, \\u263a, ..."},
        {YAML::ErrorMsg::INVALID_HEX, "an escape with other than hexadecimal digits"},
        {YAML::ErrorMsg::INVALID_UNICODE, "an escape that is no character"},
        {YAML::ErrorMsg::BLOCK_ENTRY, "'- ' where no item of a list can stand"},
        {YAML::ErrorMsg::MAP_KEY, "'? ' where no key can stand"},
        {YAML::ErrorMsg::MAP_VALUE,
         "a second ':' in a line, or one where no key can stand; text with ': ' goes in quotes"},
        {YAML::ErrorMsg::CHAR_IN_SCALAR, "a character that text without quotes may not hold"},
        {YAML::ErrorMsg::CHAR_IN_BLOCK, "other than |, >, + or - at the beginning of a block of text"},
        {YAML::ErrorMsg::ZERO_INDENT_IN_BLOCK, "a block of text with indentation 0"},
        {YAML::ErrorMsg::UNKNOWN_TOKEN, "a character that begins no value; text that begins with it goes in quotes"},
        {YAML::ErrorMsg::YAML_DIRECTIVE_ARGS, "a %YAML line without a version"},
        {YAML::ErrorMsg::YAML_VERSION, "a %YAML line with a version that is none"},
        {YAML::ErrorMsg::YAML_MAJOR_VERSION, "a %YAML line of a version above 1"},
        {YAML::ErrorMsg::REPEATED_YAML_DIRECTIVE, "a second %YAML line"},
        {"illegal character found while scanning",
         "a '&' or '*' that names no anchor; text that begins with it goes in quotes"},
        {YAML::ErrorMsg::ALIAS_NOT_FOUND, "a '*' without a name; text that begins with it goes in quotes"},
        {YAML::ErrorMsg::ANCHOR_NOT_FOUND, "a '&' without a name; text that begins with it goes in quotes"},
        {YAML::ErrorMsg::UNKNOWN_ANCHOR, "a '*' with a name that no '&' has"},
        {YAML::ErrorMsg::ALIAS_CONTENT, "a '*' with content"},
        {"cannot assign multiple", "two tags, anchors or aliases of one value"},
        {"tag", "a tag; allowed: no tags"},
        {"end of verbatim tag", "a tag; allowed: no tags"},
        {"TAG", "a %TAG line; allowed: none"},
        {"repeated TAG", "a %TAG line; allowed: none"},
        {"illegal character found while scanning tag", "a tag; allowed: no tags"},
    };
    return table;
}

bool begins_with(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

}  // namespace

std::string in_our_words(const std::string& problem, const std::string& line) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (line.find('\t') < first) return "a tab in the indentation; allowed: spaces";
    for (const auto& [theirs, ours] : words())
        if (begins_with(problem, theirs)) return ours;
    return "what is no YAML";
}

}  // namespace hashiflex
