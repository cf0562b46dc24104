// SPDX-License-Identifier: Apache-2.0
#include "tests/support/save_design.h"

#include "sim/config/describe_design.h"
#include "sim/config/describe_network.h"
#include "sim/config/npz.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace hashiflex::test {
namespace {

// Visits a description and writes a flow mapping: {kernel: [3, 3], stride: [1, 1], ...}.
class FlowWriter : public Visitor<FlowWriter> {
 public:
    template <class T>
    static std::string mapping(T value) {
        FlowWriter writer;
        describe(writer, value);
        return "{" + writer.text_ + "}";
    }

    template <class T, class Rule>
    void field(const Field& field, T& value, const Rule& rule) {
        add(field.key, text(value, rule));
    }
    // `auto` is what is left out.
    template <class T, class Rule>
    void field(const Field& field, std::optional<T>& value, const Rule& rule) {
        if (value) add(field.key, text(*value, rule.rule));
    }
    void field(const Field& field, core::StorageChoice& value, const Choices<core::StorageChoice>& rule) {
        if (value != core::StorageChoice::as_design) add(field.key, text(value, rule));
    }
    template <class T, class Rule>
    void field(const Field& field, std::vector<T>& values, const ListOf<Rule>&) {
        std::string list;
        for (const T& value : values) list += (list.empty() ? "" : ", ") + item(value);
        if (!values.empty()) add(field.key, "[" + list + "]");
    }
    void kind(const Field& field, const core::LayerKind& kind) {
        const auto* pool = std::get_if<core::PoolSpec>(&kind);
        const auto* global = std::get_if<core::GlobalPoolSpec>(&kind);
        const char* const kNames[] = {"conv", "depthwise", "linear", "", "", "add", "concat", "classifier"};
        const auto prefix = [](core::PoolKind of) { return of == core::PoolKind::max ? "max_pool" : "avg_pool"; };
        add(field.key, pool != nullptr     ? prefix(pool->pool)
                       : global != nullptr ? std::string("global_") + prefix(global->pool)
                                           : kNames[kind.index()]);
    }

 private:
    void add(const std::string& key, const std::string& value) {
        text_ += (text_.empty() ? "" : ", ") + key + ": " + value;
    }

    static std::string item(const std::string& value) { return value; }
    static std::string item(const std::optional<int>& value) { return value ? std::to_string(*value) : "auto"; }

    static std::string text(int value, const Integers&) { return std::to_string(value); }
    static std::string text(int value, const IntegerSet&) { return std::to_string(value); }
    static std::string text(double value, const Reals&) { return fmt::format("{}", value); }
    static std::string text(bool value, const Flag&) { return value ? "true" : "false"; }
    static std::string text(const std::string& value, const Text&) { return value; }
    template <class E>
    static std::string text(E value, const Choices<E>& rule) {
        for (const auto& [name, choice] : rule.values)
            if (choice == value) return name;
        throw std::logic_error("a choice without a name");
    }
    static std::string text(const core::Extent& value, const HeightWidth&) {
        return fmt::format("[{}, {}]", value.height, value.width);
    }
    static std::string text(const core::PixelOffset& value, const Offsets&) {
        if (value.is_one()) return std::to_string(value.of(0));
        return fmt::format("[{}]", fmt::join(value.values(), ", "));
    }
    static std::string text(const core::Padding& value, const Pads&) {
        const char* const kNames[] = {"valid", "same_upper", "same_lower"};
        if (value.mode != core::PaddingMode::explicit_pads) return kNames[static_cast<int>(value.mode)];
        return mapping(value);
    }
    static std::string text(const core::OutputSpec& value, const Format&) { return mapping(value); }
    template <class T>
    static std::string text(const T& value, const Mapping&) {
        return mapping(value);
    }

    std::string text_;
};

bool has_classifier(const core::NetworkSpec& network) {
    return std::any_of(network.layers.begin(), network.layers.end(), [](const core::LayerSpec& layer) {
        return std::holds_alternative<core::ClassifierSpec>(layer.kind);
    });
}

// A network without weights must name some all the same.
std::string network_text(const core::NetworkSpec& network, bool weights) {
    std::string text = "# SPDX-License-Identifier: Apache-2.0\nname: " + network.name +
                       "\ninput: " + FlowWriter::mapping(network.input) +
                       "\nweights: " + (weights ? "weights.npz" : "{synthetic: {seed: 0}}") +
                       "\ntest_set: {file: images.npz, images: images, labels: labels}\nlayers:\n";
    for (const auto& layer : network.layers) text += "  - " + FlowWriter::mapping(layer) + "\n";
    return text;
}

std::string design_text(const RandomDesign& design) {
    const core::HardwareSpec& hardware = design.hardware;
    std::string text = "# SPDX-License-Identifier: Apache-2.0\nname: " + design.network.name +
                       "\nnetwork: network.yaml\ntech: " HASHIFLEX_SOURCE_DIR "/configs/tech/unit.yaml\nclock: " +
                       FlowWriter::mapping(hardware.clock) +
                       "\nadder_levels_per_stage: " + std::to_string(hardware.adder_levels_per_stage) +
                       "\ninput: " + FlowWriter::mapping(hardware.input) + "\n";
    if (hardware.clock_gating) text += "clock_gating: true\n";
    if (hardware.storage == core::StorageChoice::sram) text += "storage: sram\n";
    if (hardware.target_cycles_per_image)
        text += "target_cycles_per_image: " + std::to_string(*hardware.target_cycles_per_image) + "\n";
    if (has_classifier(design.network))
        text +=
            std::string("classifier: ") + (hardware.classifier == core::ClassifierSite::npu ? "npu\n" : "hardwired\n");
    if (hardware.npu) text += "npu: " + FlowWriter::mapping(*hardware.npu) + "\n";
    if (!hardware.stages.empty()) text += "stages:\n";
    for (const auto& [name, stage] : hardware.stages) text += "  " + name + ": " + FlowWriter::mapping(stage) + "\n";
    return text;
}

core::WeightSet image_arrays(const RandomDesign& design) {
    const auto size = [](int n) { return static_cast<std::size_t>(n); };
    const core::InputSpec& input = design.network.input;
    core::Array images, labels;
    images.shape = {design.images.size(), size(input.height), size(input.width), size(input.channels)};
    for (const auto& image : design.images) images.integers.insert(images.integers.end(), image.begin(), image.end());
    labels.shape = {design.images.size()};
    labels.integers.assign(design.images.size(), 0);
    return {{"images", images}, {"labels", labels}};
}

}  // namespace

std::filesystem::path save_design(const RandomDesign& design, const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "network.yaml") << network_text(design.network, !design.weights.empty());
    if (!design.weights.empty()) write_npz(folder / "weights.npz", design.weights);
    write_npz(folder / "images.npz", image_arrays(design));
    const std::filesystem::path file = folder / "design.yaml";
    std::ofstream out(file);
    out << design_text(design);
    out.close();
    if (!out) throw std::runtime_error("cannot write " + file.string());
    return file;
}

}  // namespace hashiflex::test
