// SPDX-License-Identifier: Apache-2.0
// Reads the description with nlohmann-json. The files are made by programs, so they have no lines, only paths.
#include "sim/config/po2_description.h"

#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/config/scalar.h"
#include "sim/files/input_files.h"
#include "sim/files/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

namespace hashiflex {
namespace {

using json = nlohmann::ordered_json;

const std::vector<std::string> kKinds{"conv", "dw", "add", "pool", "fc"};

// A value and where it stands.
struct Item {
    const json& value;
    std::string file;
    std::string path;

    [[noreturn]] void reject(const std::string& allowed, const std::string& suggestion = "") const {
        const std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
        constexpr std::size_t kLongest = 60;
        const std::string found = text.size() > kLongest ? text.substr(0, kLongest) + "..." : text;
        throw config_error({file, path, found, allowed, suggestion});
    }

    Item at(const std::string& key) const {
        if (!value.is_object()) reject("an object");
        const auto found = value.find(key);
        if (found == value.end()) throw config_error({file, child_path(path, key), "no such key", "a value", ""});
        return {*found, file, child_path(path, key)};
    }

    std::vector<Item> items() const {
        if (!value.is_array()) reject("a list");
        std::vector<Item> result;
        for (std::size_t i = 0; i < value.size(); ++i) result.push_back({value[i], file, item_path(path, i)});
        return result;
    }

    int integer(std::int64_t lowest, std::int64_t highest) const {
        const std::int64_t most = std::numeric_limits<std::int64_t>::max();
        const bool too_large = value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{most};
        const bool good = value.is_number_integer() && !too_large && value.get<std::int64_t>() >= lowest &&
                          value.get<std::int64_t>() <= highest;
        if (!good) reject("an integer from " + std::to_string(lowest) + " to " + std::to_string(highest));
        return value.get<int>();
    }

    std::vector<int> integers(std::int64_t lowest, std::int64_t highest) const {
        std::vector<int> result;
        for (const Item& item : items()) result.push_back(item.integer(lowest, highest));
        return result;
    }

    bool flag() const {
        if (!value.is_boolean()) reject("true, false");
        return value.get<bool>();
    }

    std::string one_of(const std::vector<std::string>& words) const {
        const std::string text = value.is_string() ? value.get<std::string>() : "";
        if (std::find(words.begin(), words.end(), text) == words.end()) reject(joined(words), nearest(text, words));
        return text;
    }
};

constexpr int kMostTensors = 1 << 20;

Po2Layer read_layer(const Item& item) {
    Po2Layer layer;
    layer.kind = item.at("kind").one_of(kKinds);
    layer.inputs = item.at("inputs").integers(0, kMostTensors);
    layer.output = item.at("output").integer(0, kMostTensors);
    if (!layer.has_codes()) return layer;
    layer.index = item.at("index").integer(0, 9999);
    layer.stride = item.at("stride").integer(1, 64);
    layer.relu6 = item.at("relu6").flag();
    layer.shape = item.at("shape").integers(1, 65536);
    if (layer.shape.size() != 4) item.at("shape").reject("a list of 4");
    return layer;
}

std::map<int, int> read_fracs(const Item& item) {
    if (!item.value.is_object()) item.reject("an object");
    std::map<int, int> fracs;
    for (const auto& entry : item.value.items()) {
        const auto tensor = parse_integer(entry.key());
        if (!tensor || *tensor < 0 || *tensor > kMostTensors)
            throw config_error({item.file, item.path, "key '" + entry.key() + "'", "numbers of tensors", ""});
        fracs[static_cast<int>(*tensor)] = item.at(entry.key()).integer(-32, 32);
    }
    return fracs;
}

json parse(const std::filesystem::path& path) {
    note_input(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw config_error({path.string(), "", "no such file", "the description of the Po2 codes beside it", ""});
    json document = parse_json({std::istreambuf_iterator<char>(stream), {}});
    if (document.is_discarded()) throw config_error({path.string(), "", "what is no JSON", "a JSON object", ""});
    return document;
}

}  // namespace

Po2Description load_po2_description(const std::filesystem::path& path) {
    const json document = parse(path);
    const Item root{document, path.string(), ""};
    Po2Description description;
    description.path = path;
    description.input = root.at("input").integer(0, kMostTensors);
    description.input_zero = root.at("input_zero").integer(0, 255);
    description.frac = read_fracs(root.at("frac"));
    for (const Item& item : root.at("layers").items()) {
        const Po2Layer layer = read_layer(item);
        if (layer.kind != "fc" && description.frac.count(layer.output) == 0)
            item.at("output").reject("a tensor that frac has a unit for");
        description.layers.push_back(layer);
    }
    if (description.frac.count(description.input) == 0) root.at("input").reject("a tensor that frac has a unit for");
    return description;
}

}  // namespace hashiflex
