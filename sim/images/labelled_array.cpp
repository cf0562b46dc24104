// SPDX-License-Identifier: Apache-2.0
#include "sim/images/labelled_array.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/images/image_array.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace hashiflex {
namespace {

struct Pair {
    const char* images;
    const char* labels;
};
constexpr std::array<Pair, 6> kPairs{{{"images", "labels"},
                                      {"x_test", "y_test"},
                                      {"X_test", "y_test"},
                                      {"test_images", "test_labels"},
                                      {"x", "y"},
                                      {"X", "y"}}};

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

ArrayPath named_by_file(const ArrayPath& path) {
    const std::vector<std::string> names = names_in_npz(path.file);
    for (const Pair& pair : kPairs)
        if (holds(names, pair.images)) return {path.file, pair.images, holds(names, pair.labels) ? pair.labels : ""};
    std::string known;
    for (const Pair& pair : kPairs) known += (known.empty() ? "" : ", ") + std::string(pair.images);
    throw config_error({path.file.string(), "images", "no such array",
                        "an array of one of the names " + known + "; or FILE.npz:IMAGES,LABELS", ""});
}

// Other arrays, such as names, may be of types that are not understood.
core::Array array_at(const std::filesystem::path& file, const std::string& name) {
    const std::vector<std::string> names = names_in_npz(file);
    if (!holds(names, name))
        throw config_error({file.string(), name, "no such array", joined(names), nearest(name, names)});
    return load_npz(file, {name}).at(name);
}

}  // namespace

ArrayPath array_path(const std::string& text) {
    constexpr std::string_view kEnd = ".npz:";
    const std::size_t end = text.rfind(kEnd);
    if (end == std::string::npos) return {text, "", ""};
    const std::string names = text.substr(end + kEnd.size());
    const std::size_t comma = std::min(names.find(','), names.size());
    ArrayPath path{text.substr(0, end + kEnd.size() - 1), names.substr(0, comma), ""};
    if (comma < names.size()) path.labels = names.substr(comma + 1);
    if (path.images.empty() || (comma < names.size() && path.labels.empty()))
        throw ConfigError("found '" + text + "'; allowed: FILE.npz, FILE.npz:IMAGES, or FILE.npz:IMAGES,LABELS");
    return path;
}

ArrayPath with_names(const ArrayPath& path) {
    return path.images.empty() ? named_by_file(path) : path;
}

LabelledImages labelled_images(const ArrayPath& path, const core::Shape& shape, std::optional<int> classes) {
    const bool named = !path.images.empty();
    const ArrayPath names = with_names(path);
    const std::string file = path.file.string();
    LabelledImages result;
    result.images = images_of_array(array_at(path.file, names.images), file, names.images, shape);
    if (names.labels.empty()) return result;
    try {
        result.labels =
            labels_of_array(array_at(path.file, names.labels), file, names.labels, result.images.size(), classes);
    } catch (const ConfigError& error) {
        if (named) throw;
        throw ConfigError(std::string(error.what()) + "; " + file + ":" + names.images + " takes the images alone");
    }
    return result;
}

}  // namespace hashiflex
