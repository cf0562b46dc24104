// SPDX-License-Identifier: Apache-2.0
// Threads that simulate nothing: does each point come once, and does no thread begin what would make it wait?
#include "sim/sweep/workers.h"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace hashiflex;

namespace {

constexpr std::size_t kPoints = 600, kGroup = 20;

std::vector<std::size_t> all_points() {
    std::vector<std::size_t> points(kPoints);
    std::iota(points.begin(), points.end(), std::size_t{0});
    return points;
}

// Neighbours share a need.
Needs by_group() {
    return [](std::size_t point) { return std::vector<std::string>{std::to_string(point / kGroup)}; };
}

}  // namespace

TEST_CASE("threads hand in every point, and what one of them makes no other one asks for") {
    std::array<std::atomic<int>, kPoints / kGroup> state{};  // 0: nobody asked, 1: in the making, 2: there
    std::atomic<int> waits{0};
    WorkerHooks hooks;
    hooks.needs = by_group();
    hooks.simulate = [&](std::size_t point, const Made& made) {
        auto& need = state[point / kGroup];
        int before = 0;
        if (need.compare_exchange_strong(before, 1)) {
            std::this_thread::yield();
            need = 2;
            made(std::to_string(point / kGroup));
        } else if (before == 1) {
            ++waits;
        }
        return PointResult{nullptr, std::to_string(point)};
    };
    std::vector<int> seen(kPoints, 0);
    hooks.finished = [&](std::size_t point, const PointResult& result) {
        CHECK(result.error == std::to_string(point));
        ++seen[point];
    };
    hooks.tick = [] {};
    const std::atomic<bool> stop{false};
    CHECK(run_points(all_points(), 4, hooks, stop));
    CHECK(seen == std::vector<int>(kPoints, 1));
    CHECK(waits == 0);
}

TEST_CASE("what a thread throws ends the work of those that wait, too") {
    WorkerHooks hooks;
    hooks.needs = [](std::size_t) { return std::vector<std::string>{"the same"}; };
    hooks.simulate = [](std::size_t point, const Made&) -> PointResult {
        throw std::runtime_error("point " + std::to_string(point));
    };
    hooks.finished = [](std::size_t, const PointResult&) {};
    hooks.tick = [] {};
    const std::atomic<bool> stop{false};
    CHECK_THROWS_WITH(run_points(all_points(), 4, hooks, stop), "point 0");
}

TEST_CASE("a stop gives the caller back, whatever threads wait for") {
    static std::atomic<bool> stop{false};  // the threads outlive the test
    WorkerHooks hooks;
    hooks.needs = [](std::size_t) { return std::vector<std::string>{"the same"}; };
    hooks.simulate = [](std::size_t, const Made&) {
        if (stop.exchange(true)) std::this_thread::sleep_for(std::chrono::hours(1));  // all but the first go on and on
        return PointResult{};
    };
    std::size_t finished = 0;
    hooks.finished = [&](std::size_t, const PointResult&) { ++finished; };
    hooks.tick = [] {};
    CHECK_FALSE(run_points(all_points(), 4, hooks, stop));
    CHECK(finished < kPoints);
}
