// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/design_keys.h"

#include "sim/config/describe_design.h"
#include "sim/config/describe_network.h"
#include "sim/config/describe_weights.h"
#include "sim/config/error.h"
#include "sim/config/file_path.h"
#include "sim/config/network_file.h"
#include "sim/config/path.h"
#include "sim/sweep/axis_paths.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hashiflex {
namespace {

// Walks a description along a path; what it finds wrong is a word that is not among the keys known there.
class KeyWalk : public Visitor<KeyWalk> {
 public:
    explicit KeyWalk(std::vector<PathStep> steps) : steps_(std::move(steps)) {}

    // Whether the path leads through `value`; if not, at() and known() say where it ends.
    template <class T>
    bool into(T& value) {
        known_.clear();
        found_ = false;
        const std::size_t here = at_;
        describe(*this, value);
        if (at_ == here) found_ = false;
        return found_;
    }
    std::size_t at() const { return at_; }
    const std::vector<std::string>& known() const { return known_; }

    template <class T, class Rule>
    void field(const Field& field, T& value, const Rule& rule) {
        if (found_ || done_) return;
        if (steps_[at_].index || steps_[at_].key != field.key) {
            known_.emplace_back(field.key);
            return;
        }
        ++at_;
        done_ = true;  // whatever comes of it, no other field is meant
        found_ = at_ == steps_.size() || inside(value, rule);
    }

 private:
    template <class T>
    bool descend(T& value) {
        done_ = false;
        const bool found = into(value);
        done_ = true;
        return found;
    }
    bool no_keys() {
        known_.clear();
        return false;
    }

    template <class T, class Rule>
    bool inside(T&, const Rule&) {
        return no_keys();
    }
    template <class T>
    bool inside(T& value, const Mapping&) {
        return descend(value);
    }
    template <class T>
    bool inside(std::optional<T>& value, const Mapping&) {
        T present = value.value_or(T{});
        return descend(present);
    }
    template <class T>
    bool inside(std::map<std::string, T>&, const ByName&) {
        if (steps_[at_].index) return no_keys();
        T value{};
        return ++at_ == steps_.size() || descend(value);
    }
    bool inside(WeightsKey& value, const Weights&) { return descend(value); }
    template <class T, class Rule>
    bool inside(std::vector<T>&, const ListOf<Rule>&) {
        if (!steps_[at_].index) return no_keys();
        return ++at_ == steps_.size() || no_keys();
    }

    std::vector<PathStep> steps_;
    std::size_t at_ = 0;
    bool found_ = false;
    bool done_ = false;
    std::vector<std::string> known_;
};

void require_key(const AxisPath& axis) {
    const auto steps = parse_path(axis.path);
    KeyWalk walk(steps);
    DesignFile design;
    if (walk.into(design)) return;
    const PathStep& step = steps[walk.at()];
    const std::string word = step.index ? item_path("", *step.index) : step.key;
    throw config_error({axis.where, axis.path, "unknown key '" + word + "'",
                        walk.known().empty() ? "nothing inside this key" : joined(walk.known()),
                        nearest(word, walk.known())});
}

// The names that `stages` may have; nothing: the network cannot be read, which its points will say.
std::optional<std::vector<std::string>> stage_names(const Document& design) {
    const Node* network = design.root.find("network");
    if (network == nullptr || network->kind != Node::Kind::scalar) return std::nullopt;
    try {
        const NetworkFile file = load_network(beside(design.file, network->text));
        std::vector<std::string> names;
        for (const auto& layer : file.spec.layers) names.push_back(layer.name);
        if (std::holds_alternative<core::ClassifierSpec>(file.spec.layers.back().kind))
            names.push_back(names.back() + "_argmax");
        return names;
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

void require_stage(const AxisPath& axis, const std::vector<std::string>& names) {
    const std::string name = parse_path(axis.path)[1].key;
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    throw config_error(
        {axis.where, axis.path, "unknown stage '" + name + "'", "layers of the network", nearest(name, names)});
}

}  // namespace

void require_design_keys(const SweepFile& sweep, const Document& design) {
    const auto axes = axis_paths(sweep);
    std::vector<AxisPath> of_stages;
    bool other_networks = false;
    for (const auto& axis : axes) {
        require_key(axis);
        const auto steps = parse_path(axis.path);
        if (steps[0].key == "stages" && steps.size() > 1) of_stages.push_back(axis);
        if (axis.path == "network") other_networks = true;
    }
    if (of_stages.empty() || other_networks) return;
    if (const auto names = stage_names(design))
        for (const auto& axis : of_stages) require_stage(axis, *names);
}

}  // namespace hashiflex
