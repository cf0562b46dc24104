// SPDX-License-Identifier: Apache-2.0
// Does a point say what it shares with others before it is simulated, and in time when that is there?
#include "sim/sweep/fast_points.h"

#include "sim/sweep/value.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <string>
#include <vector>

using namespace hashiflex;

namespace {

Settings point(const std::string& path, double value) {
    return {{path, node_of_number(value)}};
}

PointOptions options() {
    static const std::atomic<bool> stop{false};
    PointOptions options;
    options.design = read_document(HASHIFLEX_SOURCE_DIR "/configs/designs/digits.yaml");
    options.images = 2;
    options.accuracy = false;
    options.stop = &stop;
    return options;
}

}  // namespace

TEST_CASE("points that differ in the clock share cycles, those that differ in hardware the network") {
    const FastPoints points(options());
    const auto slow = points.needs(point("clock.mhz", 100));
    REQUIRE(slow.size() == 2);
    CHECK(points.needs(point("clock.mhz", 200)) == slow);
    const auto wide = points.needs(point("npu.rows", 4));
    REQUIRE(wide.size() == 2);
    CHECK(wide[0] == slow[0]);
    CHECK(wide[1] != slow[1]);
}

TEST_CASE("from a point that cannot be there nobody takes anything") {
    const FastPoints points(options());
    CHECK(points.needs(point("stages.fc.input_depth[7]", 3)).empty());
}

TEST_CASE("a point tells that the network is there by the name that the others wait for") {
    FastPoints points(options());
    const Settings slow = point("clock.mhz", 100);
    std::vector<std::string> told;
    const PointResult result = points(slow, [&](const std::string& need) { told.push_back(need); });
    CHECK(result.error.empty());
    CHECK(told == std::vector<std::string>{points.needs(slow)[0]});
}

TEST_CASE("points that differ in storage share cycles, and each has its own cost") {
    FastPoints points(options());
    const auto with = [](const std::string& path, const std::string& kind) {
        Node node;
        node.kind = Node::Kind::scalar;
        node.text = kind;
        return Settings{{path, node}};
    };
    const auto um2 = [&](const Settings& settings) {
        const PointResult result = points(settings, [](const std::string&) {});
        INFO(result.error);
        REQUIRE_FALSE(result.report.is_null());
        return result.report["area"]["total_um2"].get<double>();
    };
    const Settings flops = with("storage", "flops"), latches = with("storage", "latches");
    CHECK(points.needs(flops) == points.needs(latches));
    CHECK(um2(flops) > um2(latches));
    CHECK(um2(with("storage", "auto")) == um2(latches));
    const double mixed = um2(with("stages.stem.storage", "flops"));
    CHECK(mixed > um2(latches));
    CHECK(mixed < um2(flops));
    CHECK(points.needs(with("storage", "sram")) == points.needs(latches));
    Settings sram = with("storage", "sram");  // it is read in more than a cycle of the design's clock
    sram.push_back(with("clock.allow_above_max", "true").front());
    CHECK(um2(sram) != um2(latches));
    CHECK(points(with("stages.fc.storage", "sram"), [](const std::string&) {}).error.find("stages.fc.storage") !=
          std::string::npos);
}
