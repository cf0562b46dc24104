// SPDX-License-Identifier: Apache-2.0
// Does something with each image, several at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace hashiflex {

struct ImageLoop {
    std::uint64_t jobs = 1;                       // threads
    const std::atomic<bool>* stop = nullptr;      // true: begin no other image, but one there is; null: never
    std::function<void(std::uint64_t)> finished;  // is told how many are done, by one thread at a time; or empty
};

// work(0) .. work(count - 1). Returns how many were done, from the first on: each that was begun is finished. The first
// exception of `work` comes out of it.
std::uint64_t for_each_image(std::uint64_t count, const ImageLoop& loop,
                             const std::function<void(std::uint64_t image)>& work);

}  // namespace hashiflex
