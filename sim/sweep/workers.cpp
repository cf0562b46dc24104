// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/workers.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace hashiflex {
namespace {

// Outlives the caller if threads do.
struct Work {
    Work(const std::vector<std::size_t>& points, const WorkerHooks& hooks)
        : simulate(hooks.simulate), schedule(points, hooks.needs) {}

    const std::function<PointResult(std::size_t point, const Made& made)> simulate;
    std::mutex mutex;  // of all below
    Schedule schedule;
    bool over = false;
    std::condition_variable may_take;  // a point, or none ever again
    std::condition_variable news;
    std::deque<std::pair<std::size_t, PointResult>> results;
    std::exception_ptr error;
};

// Waits only while every point that is left would. None: the work is over.
std::optional<std::size_t> take_point(Work& work) {
    std::unique_lock<std::mutex> lock(work.mutex);
    for (;;) {
        if (work.over) return std::nullopt;
        if (const auto point = work.schedule.take()) return point;
        if (work.schedule.empty()) return std::nullopt;
        work.may_take.wait(lock);
    }
}

void hand_in(Work& work, std::size_t point, PointResult result) {
    const std::lock_guard<std::mutex> lock(work.mutex);
    work.schedule.done(point);
    work.results.emplace_back(point, std::move(result));
    work.may_take.notify_all();
    work.news.notify_one();
}

void work_on(const std::shared_ptr<Work>& work) {
    const Made made = [&](const std::string& need) {
        const std::lock_guard<std::mutex> lock(work->mutex);
        work->schedule.made(need);
        work->may_take.notify_all();
    };
    try {
        while (const auto point = take_point(*work)) hand_in(*work, *point, work->simulate(*point, made));
    } catch (...) {
        const std::lock_guard<std::mutex> lock(work->mutex);
        if (!work->error) work->error = std::current_exception();
        work->over = true;
        work->may_take.notify_all();
        work->news.notify_one();
    }
}

void end(Work& work) {
    const std::lock_guard<std::mutex> lock(work.mutex);
    work.over = true;
    work.may_take.notify_all();
}

std::deque<std::pair<std::size_t, PointResult>> take_results(Work& work) {
    constexpr auto kLook = std::chrono::milliseconds(50);
    std::unique_lock<std::mutex> lock(work.mutex);
    work.news.wait_for(lock, kLook, [&] { return !work.results.empty() || work.error; });
    return std::exchange(work.results, {});
}

std::exception_ptr error_of(Work& work) {
    const std::lock_guard<std::mutex> lock(work.mutex);
    return work.error;
}

}  // namespace

bool run_points(const std::vector<std::size_t>& points, unsigned threads, const WorkerHooks& hooks,
                const std::atomic<bool>& stop) {
    const auto work = std::make_shared<Work>(points, hooks);
    std::vector<std::thread> team;
    for (std::size_t t = 0; t < std::min<std::size_t>(threads, points.size()); ++t)
        team.emplace_back([work] { work_on(work); });
    const auto dismiss = [&] {
        end(*work);
        for (auto& thread : team) thread.join();
    };
    try {
        for (std::size_t done = 0; done < points.size();) {
            if (stop) {
                end(*work);
                for (auto& thread : team) thread.detach();
                return false;
            }
            for (const auto& [point, result] : take_results(*work)) {
                hooks.finished(point, result);
                ++done;
            }
            const std::exception_ptr error = error_of(*work);
            if (error && !stop) std::rethrow_exception(error);  // that of an interrupted simulation is none
            hooks.tick();
        }
    } catch (...) {
        dismiss();
        throw;
    }
    dismiss();
    return true;
}

}  // namespace hashiflex
