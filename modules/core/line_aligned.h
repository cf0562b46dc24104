// SPDX-License-Identifier: Apache-2.0
// Vectors that start at a line of the cache: no vector register that is loaded from a multiple of its size crosses one.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace hashiflex::core {

template <typename T>
struct LineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kLine{64};

    LineAllocator() = default;
    template <typename Other>
    LineAllocator(const LineAllocator<Other>&) {}

    T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kLine)); }
    void deallocate(T* memory, std::size_t) { ::operator delete(memory, kLine); }
    friend bool operator==(const LineAllocator&, const LineAllocator&) { return true; }
    friend bool operator!=(const LineAllocator&, const LineAllocator&) { return false; }
};

template <typename T>
using LineAligned = std::vector<T, LineAllocator<T>>;

}  // namespace hashiflex::core
