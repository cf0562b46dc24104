// SPDX-License-Identifier: Apache-2.0
// Reads a design file with its overrides, and finds the files that it names.
#include "sim/config/design_file.h"

#include "sim/config/describe_design.h"
#include "sim/config/file_path.h"
#include "sim/config/reader.h"
#include "sim/files/look.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace hashiflex {
namespace {

std::vector<std::string> technologies_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
        if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::filesystem::path find_technology(const DesignFile& file, const Node& root) {
    if (file.tech.has_parent_path() || file.tech.extension() == ".yaml") {
        const auto path = beside(file.path, file.tech);
        require_file(root, "tech", path);
        return path;
    }
    const auto folder = beside(file.path, "../tech");
    const auto path = folder / (file.tech.string() + ".yaml");
    if (is_file(path)) return path;
    const auto names = technologies_in(folder);
    throw rejected({*root.find("tech"), "tech"},
                   (names.empty() ? "" : joined(names) + ", ") + "or a path; there is no " + path.string(),
                   nearest(file.tech.string(), names));
}

// Without the key `classifier` it depends on the network whether there is an NPU; see load().
void check_classifier(const core::HardwareSpec& hardware, const Node& root) {
    const Node* npu = root.find("npu");
    const Node* classifier = root.find("classifier");
    if (npu && hardware.classifier == core::ClassifierSite::hardwired)
        throw config_error({npu->where(), "npu", "a key that has no effect: the classifier is hardwired",
                            "no npu (--set npu=null removes it), or classifier: npu", ""});
    if (!npu && classifier && hardware.classifier == core::ClassifierSite::npu)
        throw config_error({classifier->where(), "npu", "no such key, but classifier: npu", "a map", ""});
}

// One rate for all wires, or rates from data.
void check_activity(const core::HardwareSpec& hardware, const Node& root) {
    if (!hardware.toggle_rate || hardware.activity == core::Activity::assumed) return;
    const Node& key = *root.find("activity")->find("toggle_rate");
    throw config_error({key.where(), "activity.toggle_rate", "a key that has no effect: toggles are counted",
                        "no such key, or energy.activity: default", ""});
}

}  // namespace

DesignFile read_design(Document document) {
    DesignFile file;
    read(Place{document.root, ""}, file, Mapping{});
    file.path = document.file;
    check_classifier(file.hardware, document.root);
    check_activity(file.hardware, document.root);
    file.network = beside(file.path, file.network);
    require_file(document.root, "network", file.network);
    if (file.synthetic || file.quantize)
        file.weights = file.path;
    else if (!file.weights.empty())
        file.weights = beside(file.path, file.weights);
    file.tech = find_technology(file, document.root);
    file.document = std::move(document);
    return file;
}

DesignFile load_design(const std::filesystem::path& path, const std::vector<std::string>& sets) {
    Document document = read_document(path);
    for (const auto& set : sets) override_value(document, set);
    return read_design(std::move(document));
}

}  // namespace hashiflex
