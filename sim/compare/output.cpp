// SPDX-License-Identifier: Apache-2.0
#include "sim/compare/output.h"

#include "sim/report/text_table.h"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>
#include <vector>

namespace hashiflex {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string in_base(const Difference& difference) {
    return difference.presence == Presence::added ? "-" : shown(difference.base);
}

std::string in_now(const Difference& difference) {
    return difference.presence == Presence::gone ? "-" : shown(difference.now);
}

std::string change(const Difference& difference) {
    if (!difference.base.is_number() || !difference.now.is_number()) return "";
    return fmt::format("{:+.3g} %", 100 * difference.relative);
}

std::string judgement(const Difference& difference) {
    if (difference.presence == Presence::added) return "new";
    if (difference.presence == Presence::gone) return difference.exact ? "GONE (exact)" : "gone";
    if (difference.verdict == Verdict::within) return "within tolerance";
    return difference.exact ? "DIFFERS (exact)" : "BEYOND TOLERANCE";
}

std::string absence(const PointComparison& point) {
    return point.in_base ? "missing in NEW" : "not in BASE";
}

std::string summary(const Comparison& comparison) {
    std::string text =
        fmt::format("{}: {} design points, {} numbers compared, {} beyond tolerance, {} within",
                    comparison.passed() ? "passed" : "FAILED", comparison.points.size(), comparison.compared(),
                    comparison.count(Verdict::beyond), comparison.count(Verdict::within));
    const std::size_t added = comparison.count(Presence::added), gone = comparison.count(Presence::gone);
    if (added > 0) text += fmt::format(", {} new", added);
    if (gone > 0) text += fmt::format(", {} gone", gone);
    return text;
}

std::string difference_table(const PointComparison& point) {
    using Align = TextTable::Align;
    TextTable table({{"key", Align::left}, {"base"}, {"new"}, {"change"}, {"verdict", Align::left}});
    for (const auto& difference : point.differences)
        table.add({difference.key, in_base(difference), in_now(difference), change(difference), judgement(difference)});
    return table.text();
}

bool has_beyond(const PointComparison& point) {
    return std::any_of(point.differences.begin(), point.differences.end(), [](const Difference& difference) {
        return difference.presence == Presence::both && difference.verdict == Verdict::beyond;
    });
}

std::string failure_message(const PointComparison& point) {
    if (!point.in_base || !point.in_now) return absence(point);
    return has_beyond(point) ? "numbers differ" : "exact numbers are gone";
}

struct Headline {
    const char* key;
    const char* unit;
};
const std::vector<Headline> kHeadlines{
    {"cycles.per_image", "cycles"}, {"cycles.first_image", "cycles"}, {"throughput.images_per_s", "images/s"},
    {"latency.us", "us"},           {"area.total_um2", "um2"},        {"energy.per_image_pj", "pJ"},
    {"power.total_mw", "mW"},       {"accuracy.top1", "share"},       {"critical_path.max_clock_mhz", "MHz"},
};

}  // namespace

std::string comparison_text(const Comparison& comparison) {
    std::string text;
    for (const auto& point : comparison.points) {
        if (!point.in_base || !point.in_now) {
            text += point.name + ": " + absence(point) + "\n\n";
        } else if (!point.differences.empty()) {
            text += point.name + "\n" + difference_table(point) + "\n";
        }
    }
    return text + summary(comparison) + "\n";
}

std::string comparison_markdown(const Comparison& comparison) {
    std::string text = "### HaShiFlex: " + summary(comparison) + "\n";
    for (const auto& point : comparison.points) {
        if (!point.in_base || !point.in_now) {
            text += "\n**" + point.name + "**: " + absence(point) + "\n";
            continue;
        }
        if (point.differences.empty()) continue;
        text +=
            "\n**" + point.name + "**\n\n| key | base | new | change | verdict |\n| --- | ---: | ---: | ---: | --- |\n";
        for (const auto& difference : point.differences)
            text += fmt::format("| `{}` | {} | {} | {} | {} |\n", difference.key, in_base(difference),
                                in_now(difference), change(difference), judgement(difference));
    }
    return text;
}

std::string comparison_junit(const Comparison& comparison) {
    namespace pt = boost::property_tree;
    pt::ptree suite;
    std::size_t failures = 0;
    for (const auto& point : comparison.points) {
        pt::ptree test;
        test.put("<xmlattr>.classname", "hashiflex");
        test.put("<xmlattr>.name", point.name);
        if (!point.passed()) {
            ++failures;
            const bool absent = !point.in_base || !point.in_now;
            pt::ptree failure;
            failure.put("<xmlattr>.message", failure_message(point));
            failure.put_value(absent ? absence(point) : difference_table(point));
            test.add_child("failure", failure);
        } else if (point.count(Presence::added) + point.count(Presence::gone) > 0) {
            test.put("system-out", difference_table(point));
        }
        suite.add_child("testcase", test);
    }
    pt::ptree root;
    pt::ptree attributes;
    attributes.put("name", "hashiflex compare");
    attributes.put("tests", comparison.points.size());
    attributes.put("failures", failures);
    suite.push_front({"<xmlattr>", attributes});
    root.add_child("testsuites.testsuite", suite);
    std::ostringstream stream;
    pt::write_xml(stream, root, pt::xml_writer_make_settings<std::string>(' ', 2));
    return stream.str();
}

std::string benchmark_json(const ResultPoints& now, const Comparison& comparison) {
    Json list = Json::array();
    for (const auto& [name, values] : now) {
        for (const auto& headline : kHeadlines) {
            const auto found = values.find(headline.key);
            if (found == values.end() || !found->second.value.is_number()) continue;
            list.push_back(
                {{"name", name + ": " + headline.key}, {"unit", headline.unit}, {"value", found->second.value}});
        }
    }
    for (const auto& point : comparison.points)
        for (const auto& [presence, what] : {std::pair(Presence::added, "new"), std::pair(Presence::gone, "gone")})
            if (const std::size_t keys = point.count(presence))
                list.push_back({{"name", point.name + ": keys that are " + what}, {"unit", "keys"}, {"value", keys}});
    return list.dump(2) + "\n";
}

}  // namespace hashiflex
