// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/axis_paths.h"

#include "sim/config/error.h"
#include "sim/config/path.h"

#include <map>
#include <set>

namespace hashiflex {
namespace {

constexpr std::size_t kMostAxes = 1000;  // every point holds a value of each

std::vector<AxisPath> paths_of(const AxisBlock& block) {
    std::vector<AxisPath> paths;
    for (const auto* axes : {&block.grid, &block.zip})
        for (const auto& axis : *axes) paths.push_back({axis.path, axis.where});
    if (block.random)
        for (const auto& axis : block.random->axes) paths.push_back({axis.path, axis.where});
    std::set<std::string> listed;
    for (const auto& point : block.list)
        for (const auto& setting : point)
            if (listed.insert(setting.path).second) paths.push_back({setting.path, setting.value.where()});
    return paths;
}

// "a.b[2].c": "a", "a.b", "a.b[2]", and itself.
std::vector<std::string> ways_to(const AxisPath& axis) {
    std::vector<std::string> ways;
    for (const auto& step : parse_path(axis.path)) {
        const std::string parent = ways.empty() ? "" : ways.back();
        ways.push_back(step.index ? item_path(parent, *step.index) : child_path(parent, step.key));
    }
    if (ways.empty())
        throw config_error(
            {axis.where, "", "'" + axis.path + "'", "a dotted path of the design file, as npu.rows", ""});
    return ways;
}

// Knows the axes so far, and all keys that have one of them inside.
class Territory {
 public:
    void require_free(const AxisPath& axis) const {
        for (const auto& way : ways_to(axis))
            if (const auto outer = axes_.find(way); outer != axes_.end()) refuse(axis, outer->second);
        if (const auto inner = inside_.find(axis.path); inner != inside_.end()) refuse(axis, inner->second);
    }
    void add(const AxisPath& axis) {
        axes_.emplace(axis.path, axis);
        for (const auto& way : ways_to(axis)) inside_.emplace(way, axis);
    }

 private:
    [[noreturn]] static void refuse(const AxisPath& axis, const AxisPath& other) {
        const std::string before = other.where == axis.where ? "" : " (" + other.where + ")";
        const bool same = axis.path == other.path;
        throw config_error(
            {axis.where, "",
             same ? "'" + axis.path + "' a second time" + before
                  : "'" + axis.path + "' beside '" + other.path + "'" + before,
             same ? "each key in one block, once" : "of a key and those inside it one, for either undoes the other",
             ""});
    }

    std::map<std::string, AxisPath> axes_;
    std::map<std::string, AxisPath> inside_;
};

// The points of a list are alternatives: `npu: null` in one does not touch `npu.rows` in another.
void require_free_in_points(const std::vector<Settings>& list) {
    for (const auto& point : list) {
        Territory alone;
        for (const auto& setting : point) {
            const AxisPath axis{setting.path, setting.value.where()};
            alone.require_free(axis);
            alone.add(axis);
        }
    }
}

}  // namespace

std::vector<AxisPath> axis_paths(const SweepFile& sweep) {
    std::vector<AxisPath> paths;
    Territory territory;
    for (const auto& block : sweep.axes) {
        require_free_in_points(block.list);
        const Territory earlier = territory;
        for (auto& axis : paths_of(block)) {
            if (paths.size() == kMostAxes)
                throw config_error({axis.where, "", "one axis more", "at most " + std::to_string(kMostAxes), ""});
            (block.list.empty() ? territory : earlier).require_free(axis);
            territory.add(axis);
            paths.push_back(std::move(axis));
        }
    }
    return paths;
}

}  // namespace hashiflex
