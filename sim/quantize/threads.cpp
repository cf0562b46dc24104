// SPDX-License-Identifier: Apache-2.0
#include "sim/quantize/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hashiflex {
namespace {

// Each thread takes the next task that nobody has taken.
class Crew {
 public:
    Crew(std::size_t count, const std::function<void(std::size_t)>& task) : count_(count), task_(task) {}

    void work() {
        for (std::size_t i = 0; (i = next_++) < count_;) {
            try {
                task_(i);
            } catch (...) {
                const std::lock_guard<std::mutex> lock(mutex_);
                if (!error_) error_ = std::current_exception();
                next_ = count_;
            }
        }
    }
    void rethrow() const {
        if (error_) std::rethrow_exception(error_);
    }

 private:
    std::size_t count_;
    const std::function<void(std::size_t)>& task_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::exception_ptr error_;
};

}  // namespace

core::Parallel in_threads(unsigned threads) {
    return [threads](std::size_t count, const std::function<void(std::size_t)>& task) {
        Crew crew(count, task);
        std::vector<std::thread> others;
        for (std::size_t t = 1; t < std::min<std::size_t>(threads, count); ++t)
            others.emplace_back([&crew] { crew.work(); });
        crew.work();
        for (auto& thread : others) thread.join();
        crew.rethrow();
    };
}

core::Parallel in_all_threads() {
    return in_threads(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace hashiflex
