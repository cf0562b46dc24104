// SPDX-License-Identifier: Apache-2.0
// How many things are done at once: the caller's matter. Tasks write to places of their own, so that no result depends
// on it.
#pragma once

#include <cstddef>
#include <functional>

namespace hashiflex::core {

// Runs task(0) .. task(count - 1), in any order, and returns when all are done.
using Parallel = std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>;

inline void one_after_another(std::size_t count, const std::function<void(std::size_t)>& task) {
    for (std::size_t i = 0; i < count; ++i) task(i);
}

}  // namespace hashiflex::core
