// SPDX-License-Identifier: Apache-2.0
// A number that a process and its later children see alike.
#pragma once

#include <atomic>
#include <cstdint>

namespace hashiflex::process {

class SharedCount {
 public:
    explicit SharedCount(std::uint64_t value = 0);
    ~SharedCount();
    SharedCount(const SharedCount&) = delete;
    SharedCount& operator=(const SharedCount&) = delete;

    std::atomic<std::uint64_t>& value() { return *value_; }

 private:
    std::atomic<std::uint64_t>* value_;
};

}  // namespace hashiflex::process
