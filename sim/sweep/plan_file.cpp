// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/plan_file.h"

#include "sim/config/design_file.h"
#include "sim/config/error.h"
#include "sim/config/network_file.h"
#include "sim/config/path.h"
#include "sim/config/weights_file.h"
#include "sim/files/json_text.h"
#include "sim/files/look.h"
#include "sim/files/sha256.h"
#include "sim/quantize/calibration.h"
#include "sim/sweep/value.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kPlanVersion = 1;

// Every file is read and hashed once.
class Inputs {
 public:
    // Roles and hashes of the files behind a design, in order; those that are not there are left out.
    Json of(const DesignFile& design) {
        Json list = Json::array();
        add(list, "network", design.network);
        add(list, "technology", design.tech);
        const NetworkFile& network = network_of(design.network);
        const bool quantized = design.weights.empty() ? network.quantize.has_value() : design.quantize.has_value();
        if (quantized) {
            add_quantized(list, design, network);
            if (network.test_set) add(list, "test set", network.test_set->file);
            return list;
        }
        const fs::path& weights = design.weights.empty() ? network.weights : design.weights;
        const bool synthetic = design.weights.empty() ? network.synthetic.has_value() : design.synthetic.has_value();
        if (!synthetic) {
            add(list, "weights", weights);
            add(list, "number formats", fs::path(weights).replace_extension(".json"));
        }
        if (network.test_set) add(list, "test set", network.test_set->file);
        return list;
    }
    // What the integers are made of; the keys are part of the point.
    void add_quantized(Json& list, const DesignFile& design, NetworkFile network) {
        choose_weights(design, network);
        add(list, "weights", network.weights);
        add(list, "calibration images", calibration_file(network.quantize->calibrate).file);
    }
    void add(Json& list, const char* role, const fs::path& path) {
        if (!is_file(path)) return;
        auto& hash = hashes_[path.string()];
        if (hash.empty()) hash = sha256_of_file(path);
        list.push_back({role, hash});
        const auto same = [&](const InputFileHash& input) { return input.role == role && input.sha256 == hash; };
        if (std::none_of(all_.begin(), all_.end(), same)) all_.push_back({role, path.filename().string(), hash});
    }
    std::vector<InputFileHash> all() && { return std::move(all_); }

 private:
    const NetworkFile& network_of(const fs::path& path) {
        auto& network = networks_[path.string()];
        if (!network) network = std::make_unique<NetworkFile>(load_network(path));
        return *network;
    }

    std::map<std::string, std::string> hashes_;
    std::map<std::string, std::unique_ptr<NetworkFile>> networks_;
    std::vector<InputFileHash> all_;
};

Json content_of(const Document& base, const Settings& point, Inputs& inputs) {
    const auto sets = overrides(point);
    try {
        Document document = base;
        for (const auto& set : sets) override_value(document, set);
        Json root = json_of(document.root);
        return {root, inputs.of(read_design(std::move(document)))};
    } catch (const ConfigError&) {
        return {json_of(base.root), sets};
    }
}

// Of what others rely on, everything is there.
bool is_plan(const Json& plan) {
    const auto is_point = [](const Json& point) {
        return !text_at(point, "id").empty() && point.contains("axes") && point["axes"].is_object();
    };
    const auto is_text = [](const Json& axis) { return axis.is_string(); };
    if (!plan.is_object()) return false;
    for (const char* key : {"axes", "points"})
        if (!plan.contains(key) || !plan[key].is_array()) return false;
    const Json shard = plan.value("shard", Json());
    const bool is_part = shard.is_object() && shard.contains("of") && shard["of"].is_number_unsigned();
    return (shard.is_null() || is_part) && std::all_of(plan["axes"].begin(), plan["axes"].end(), is_text) &&
           std::all_of(plan["points"].begin(), plan["points"].end(), is_point);
}

void compare_points(const Json& before, const Json& now, std::vector<std::string>& differences) {
    if (before.size() != now.size())
        differences.push_back("points: " + std::to_string(before.size()) + ", now " + std::to_string(now.size()));
    for (std::size_t i = 0; i < std::min(before.size(), now.size()); ++i) {
        if (before[i] == now[i]) continue;
        const bool same_axes = before[i]["axes"] == now[i]["axes"];
        differences.push_back("point " + std::to_string(i) + ": " + json_line(before[i]["axes"]) + ", now " +
                              (same_axes ? "from other inputs" : json_line(now[i]["axes"])));
    }
}

}  // namespace

Json axes_json(const PlanPoint& point) {
    Json axes = Json::object();
    for (const auto& setting : point.settings) axes[setting.path] = json_of(setting.value);
    return axes;
}

PlanFile identify(const SweepFile& sweep, const Document& design, Plan plan, const std::string& tool_version) {
    PlanFile file;
    file.tool_version = tool_version;
    file.sweep = sweep.name;
    file.design = sweep.design.filename().string();
    file.engine = sweep.engine;
    file.images = sweep.images;
    file.accuracy = sweep.accuracy;
    file.axes = std::move(plan.axes);
    Inputs inputs;
    Json base = Json::array();
    inputs.add(base, "design", sweep.design);
    const Json run{tool_version, name_of(sweep.engine), sweep.images ? Json(*sweep.images) : Json(nullptr),
                   sweep.accuracy};
    std::set<std::string> ids;
    for (auto& point : plan.points) {
        const Json content{run, content_of(design, point, inputs)};
        const std::string id = sha256_of_text(json_line(content)).substr(0, 16);
        // Other keys may make the same design, as `npu: {rows: 8, columns: 2}` and what the file says anyway.
        if (ids.insert(id).second) file.points.push_back({id, std::move(point)});
    }
    file.inputs = std::move(inputs).all();
    return file;
}

Json plan_json(const PlanFile& plan) {
    Json json;
    json["schema_version"] = kPlanVersion;
    json["tool_version"] = plan.tool_version;
    json["sweep"] = plan.sweep;
    json["design"] = plan.design;
    json["engine"] = name_of(plan.engine);
    json["images"] = plan.images ? Json(*plan.images) : Json(nullptr);
    json["accuracy"] = plan.accuracy;
    json["reports"] = plan.reports;
    json["shard"] = plan.shard.of == 1 ? Json(nullptr) : Json{{"index", plan.shard.index}, {"of", plan.shard.of}};
    json["inputs"] = Json::array();
    for (const auto& input : plan.inputs)
        json["inputs"].push_back({{"role", input.role}, {"file", input.file}, {"sha256", input.sha256}});
    json["axes"] = plan.axes;
    json["points"] = Json::array();
    for (const auto& point : plan.points) json["points"].push_back({{"id", point.id}, {"axes", axes_json(point)}});
    return json;
}

std::string plan_text(Json plan) {
    const Json points = std::move(plan["points"]);
    plan.erase("points");
    std::string text = json_line(plan);
    text.pop_back();
    text += ",\"points\":[";
    for (std::size_t i = 0; i < points.size(); ++i) text += std::string(i == 0 ? "\n" : ",\n") + json_line(points[i]);
    return text + "\n]}\n";
}

std::vector<std::string> plan_differences(const std::string& before, const std::string& now, bool any_shard) {
    const Json a = parse_json(before), b = parse_json(now);
    if (!is_plan(a)) return {"plan.json is not that of a sweep"};
    std::vector<std::string> differences;
    for (const auto& [key, value] : b.items()) {
        if (key == "points" || (key == "shard" && any_shard) || (a.contains(key) && a[key] == value)) continue;
        differences.push_back(key + ": " + (a.contains(key) ? json_line(a[key]) : "missing") + ", now " +
                              json_line(value));
    }
    compare_points(a["points"], b["points"], differences);
    constexpr std::size_t kMost = 10;
    if (differences.size() > kMost) {
        const std::size_t more = differences.size() - kMost + 1;
        differences.resize(kMost - 1);
        differences.push_back("and " + std::to_string(more) + " more");
    }
    return differences;
}

}  // namespace hashiflex
