// SPDX-License-Identifier: Apache-2.0
#include "sim/process/shared_count.h"

#include <cerrno>
#include <new>
#include <sys/mman.h>
#include <system_error>

namespace hashiflex::process {

SharedCount::SharedCount(std::uint64_t value) {
    static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "processes share no lock");
    void* const place = ::mmap(nullptr, sizeof *value_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(), "cannot share memory with other processes");
    value_ = new (place) std::atomic<std::uint64_t>(value);
}

SharedCount::~SharedCount() {
    ::munmap(value_, sizeof *value_);
}

}  // namespace hashiflex::process
