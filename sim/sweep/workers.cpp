// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/workers.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace hashiflex {
namespace {

// Outlives the caller if threads do.
struct Work {
    std::vector<std::size_t> points;
    std::function<PointResult(std::size_t point)> simulate;
    std::atomic<std::size_t> next{0};
    std::atomic<bool> over{false};
    std::mutex mutex;
    std::condition_variable news;
    std::deque<std::pair<std::size_t, PointResult>> results;
    std::exception_ptr error;
};

void work_on(const std::shared_ptr<Work>& work) {
    for (std::size_t i = 0; !work->over && (i = work->next++) < work->points.size();) {
        const std::size_t point = work->points[i];
        PointResult result;
        std::exception_ptr error;
        try {
            result = work->simulate(point);
        } catch (...) {
            error = std::current_exception();
        }
        const std::lock_guard<std::mutex> lock(work->mutex);
        if (error && !work->error) work->error = error;
        if (!error) work->results.emplace_back(point, std::move(result));
        work->news.notify_one();
    }
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
    const auto work = std::make_shared<Work>();
    work->points = points;
    work->simulate = hooks.simulate;
    std::vector<std::thread> team;
    for (std::size_t t = 0; t < std::min<std::size_t>(threads, points.size()); ++t)
        team.emplace_back([work] { work_on(work); });
    const auto dismiss = [&] {
        work->over = true;
        for (auto& thread : team) thread.join();
    };
    try {
        for (std::size_t done = 0; done < points.size();) {
            if (stop) {
                work->over = true;
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
