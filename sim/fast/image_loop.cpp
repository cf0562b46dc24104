// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/image_loop.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hashiflex {

std::uint64_t for_each_image(std::uint64_t count, const ImageLoop& loop,
                             const std::function<void(std::uint64_t)>& work) {
    std::uint64_t next = 0, done = 0;
    std::exception_ptr failure;
    std::mutex mutex;
    const auto take_images = [&] {
        std::unique_lock<std::mutex> lock(mutex);
        while (next < count && !failure && !(next > 0 && loop.stop != nullptr && *loop.stop)) {
            const std::uint64_t image = next++;
            lock.unlock();
            try {
                work(image);
                lock.lock();
                ++done;
                if (loop.finished) loop.finished(done);
            } catch (...) {
                if (!lock.owns_lock()) lock.lock();
                failure = std::current_exception();
            }
        }
    };
    std::vector<std::thread> helpers;
    for (std::uint64_t job = 1; job < std::min(loop.jobs, count); ++job) helpers.emplace_back(take_images);
    take_images();
    for (auto& helper : helpers) helper.join();
    if (failure) std::rethrow_exception(failure);
    return next;
}

}  // namespace hashiflex
