// SPDX-License-Identifier: Apache-2.0
// A thread shows what the loading thread says: some steps take long and say nothing meanwhile.
#include "sim/cli/load_progress.h"

#include "sim/cli/progress.h"
#include "sim/report/format.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>

namespace hashiflex {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class LoadTicker {
 public:
    LoadTicker() : thread_([this] { run(); }) {}
    ~LoadTicker() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            done_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    LoadTicker(const LoadTicker&) = delete;
    LoadTicker& operator=(const LoadTicker&) = delete;

    void take(const LoadStep& step) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (step.activity != step_.activity) began_ = Clock::now();
        step_ = step;
    }

 private:
    void run() {
        constexpr auto kInterval = std::chrono::milliseconds(250);
        ProgressMeter meter;
        std::unique_lock<std::mutex> lock(mutex_);
        while (!wake_.wait_for(lock, kInterval, [&] { return done_; }))
            if (!step_.activity.empty())
                meter.update_text(load_line(step_.activity, step_.weights_done, step_.weights, seconds_since(began_)));
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    bool done_ = false;
    LoadStep step_;
    Clock::time_point began_ = Clock::now();
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::string load_line(const std::string& activity, std::uint64_t done, std::uint64_t weights, double seconds) {
    if (weights == 0) return fmt::format("{}, {}", activity, minutes(seconds));
    const double part = static_cast<double>(done) / static_cast<double>(weights);
    const auto millions = [](std::uint64_t count) { return readable(static_cast<double>(count) * 1e-6); };
    std::string line =
        fmt::format("{}: {} of {} million weights, {:.1f} %", activity, millions(done), millions(weights), 100 * part);
    return line + ", " + (done > 0 ? minutes(seconds / part - seconds) + " left" : minutes(seconds));
}

void with_load_progress(bool quiet, const std::function<void(const LoadWatch&)>& work) {
    if (quiet || ::isatty(STDERR_FILENO) == 0) return work([](const LoadStep&) {});
    LoadTicker ticker;
    work([&](const LoadStep& step) { ticker.take(step); });
}

LoadedDesign load_with_progress(const std::filesystem::path& path, const std::vector<std::string>& sets, bool quiet) {
    std::optional<LoadedDesign> loaded;
    with_load_progress(quiet, [&](const LoadWatch& watch) { loaded = load(path, sets, watch); });
    return std::move(*loaded);
}

}  // namespace hashiflex
