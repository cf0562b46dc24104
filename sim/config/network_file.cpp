// SPDX-License-Identifier: Apache-2.0
// Reads a network file and checks the names that its layers call each other.
#include "sim/config/network_file.h"

#include "modules/core/network/build.h"
#include "sim/config/describe_network.h"
#include "sim/config/file_path.h"
#include "sim/config/reader.h"

#include <set>
#include <utility>

namespace hashiflex {
namespace {

// Names are unique, and a layer reads only what stands before it.
void check_names(const NetworkFile& file) {
    const Node& nodes = *file.document.root.find("layers");
    std::set<std::string> known{"input"};
    const auto is_known = [&](const std::string& name) { return known.count(name) > 0; };
    for (std::size_t i = 0; i < file.spec.layers.size(); ++i) {
        const core::LayerSpec& layer = file.spec.layers[i];
        const std::string path = item_path("layers", i);
        for (std::size_t j = 0; j < layer.inputs.size(); ++j) {
            if (is_known(layer.inputs[j])) continue;
            const Place place{nodes.items[i].find("inputs")->items[j], item_path(path + ".inputs", j)};
            throw rejected(place, "input, or a layer before this one",
                           nearest(layer.inputs[j], {known.begin(), known.end()}));
        }
        const Place name{*nodes.items[i].find("name"), path + ".name"};
        if (core::is_reserved_name(layer.name)) throw rejected(name, "a name that no part of every chip has");
        if (is_known(layer.name)) throw rejected(name, "a name that is not in use yet");
        known.insert(layer.name);
    }
}

}  // namespace

NetworkFile read_network(Document document) {
    NetworkFile file;
    read(Place{document.root, ""}, file, Mapping{});
    file.path = document.file;
    file.document = std::move(document);
    file.weights = file.synthetic || file.quantize ? file.path : beside(file.path, file.weights);
    if (file.test_set) file.test_set->file = beside(file.path, file.test_set->file);
    check_names(file);
    return file;
}

NetworkFile load_network(const std::filesystem::path& path) {
    return read_network(read_document(path));
}

}  // namespace hashiflex
