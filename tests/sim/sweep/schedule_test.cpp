// SPDX-License-Identifier: Apache-2.0
// The order of points, tried on workers whose clock is a number: what a wait costs does not depend on the machine.
#include "sim/sweep/schedule.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace hashiflex {
namespace {

constexpr long kNetwork = 200, kTiming = 40, kOwn = 4;  // about what they take of MobileNetV2, in milliseconds

struct FakePoint {
    int network, timing, clock;

    std::vector<std::string> needs() const {
        const std::string of_network = "n" + std::to_string(network);
        return {of_network, of_network + " t" + std::to_string(timing)};
    }
};

struct Outcome {
    long makespan = 0;
    long work = 0;  // of all workers
    int waits = 0;  // points that were begun although another one was making what they need
    std::vector<std::size_t> taken;
};

// Each worker makes what its point needs and is not there, one after the other, and then its own part.
class FakeWorkers {
 public:
    FakeWorkers(const std::vector<FakePoint>& points, int workers) : points_(points), idle_(workers) {}

    Outcome run() {
        std::vector<std::size_t> order(points_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        Schedule schedule(order, [&](std::size_t point) { return points_[point].needs(); });
        for (;;) {
            for (; idle_ > 0; --idle_) {
                const auto point = schedule.take();
                if (!point) break;
                begin(*point);
            }
            if (events_.empty()) return std::move(outcome_);
            finish_next(schedule);
        }
    }

 private:
    struct Event {
        std::string made;  // empty: the point is done
        std::size_t point;
    };

    void begin(std::size_t point) {
        outcome_.taken.push_back(point);
        long at = outcome_.makespan;
        for (const auto& need : points_[point].needs()) {
            outcome_.waits += in_the_making_.count(need) > 0 ? 1 : 0;
            if (made_.count(need) > 0 || !in_the_making_.insert(need).second) continue;
            at += work(need.find('t') == std::string::npos ? kNetwork : kTiming);
            events_.insert({at, {need, point}});
        }
        events_.insert({at + work(kOwn), {"", point}});
    }
    long work(long duration) {
        outcome_.work += duration;
        return duration;
    }
    void finish_next(Schedule& schedule) {
        const Event event = events_.begin()->second;
        outcome_.makespan = events_.begin()->first;
        events_.erase(events_.begin());
        if (event.made.empty()) {
            schedule.done(event.point);
            ++idle_;
            return;
        }
        in_the_making_.erase(event.made);
        made_.insert(event.made);
        // The program tells when a network is there; timings are there when their point is done.
        if (event.made.find('t') == std::string::npos) schedule.made(event.made);
    }

    const std::vector<FakePoint>& points_;
    int idle_;
    std::multimap<long, Event> events_;
    std::set<std::string> in_the_making_, made_;
    Outcome outcome_;
};

// The axis that changes fastest is the last one.
std::vector<FakePoint> grid(int networks, int timings, int clocks, const std::string& order) {
    const std::map<char, int> sizes{{'n', networks}, {'t', timings}, {'c', clocks}};
    std::vector<FakePoint> points;
    for (int i = 0; i < networks * timings * clocks; ++i) {
        std::map<char, int> at;
        int rest = i;
        for (auto axis = order.rbegin(); axis != order.rend(); ++axis) {
            at[*axis] = rest % sizes.at(*axis);
            rest /= sizes.at(*axis);
        }
        points.push_back({at['n'], at['t'], at['c']});
    }
    return points;
}

void check_each_taken_once(const Outcome& outcome, std::size_t points) {
    const std::set<std::size_t> different(outcome.taken.begin(), outcome.taken.end());
    CHECK(outcome.taken.size() == points);
    CHECK(different.size() == points);
}

}  // namespace

TEST_CASE("Two workers are 1.8 times as fast as one and never wait, whatever the order of the axes") {
    for (const char* order : {"ntc", "nct", "tnc", "tcn", "cnt", "ctn"})
        for (const auto& [networks, timings, clocks] :
             {std::tuple(1, 200, 5), std::tuple(4, 50, 5), std::tuple(2, 5, 100), std::tuple(1, 60, 1)}) {
            INFO(order << ": " << networks << " networks, " << timings << " timings, " << clocks << " clocks");
            const auto points = grid(networks, timings, clocks, order);
            const Outcome one = FakeWorkers(points, 1).run();
            const Outcome two = FakeWorkers(points, 2).run();
            check_each_taken_once(two, points.size());
            CHECK(two.waits == 0);
            CHECK(two.work == one.work);
            CHECK(one.makespan == one.work);
            CHECK(18 * two.makespan <= 10 * one.makespan);
        }
}

TEST_CASE("No worker is idle while there is a point that need not wait") {
    auto points = grid(3, 20, 7, "ntc");
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(points.begin(), points.end(), random);
        for (const int workers : {1, 2, 3, 8, 64}) {
            const Outcome outcome = FakeWorkers(points, workers).run();
            check_each_taken_once(outcome, points.size());
            CHECK(outcome.waits == 0);
            // Graham's bound of a greedy schedule: all work shared, and the longest chain: what a point waits for, and
            // itself.
            CHECK(outcome.makespan <= outcome.work / workers + kNetwork + kTiming + 2 * kOwn);
        }
    }
}

TEST_CASE("One worker takes points in the order of the plan") {
    const auto points = grid(2, 3, 4, "ctn");
    const auto taken = FakeWorkers(points, 1).run().taken;
    CHECK(std::is_sorted(taken.begin(), taken.end()));
}

TEST_CASE("A point that fails gives free those that waited for it") {
    Schedule schedule({4, 5, 6}, [](std::size_t) { return std::vector<std::string>{"network", "timing"}; });
    CHECK(schedule.take() == std::size_t{4});
    CHECK_FALSE(schedule.take());
    CHECK_FALSE(schedule.empty());
    schedule.made("network");
    CHECK_FALSE(schedule.take());  // the timing is still to come
    schedule.done(4);
    CHECK(schedule.take() == std::size_t{5});
    CHECK(schedule.take() == std::size_t{6});
    CHECK_FALSE(schedule.take());
    CHECK(schedule.empty());
}

}  // namespace hashiflex
