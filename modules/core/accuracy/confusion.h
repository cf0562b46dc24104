// SPDX-License-Identifier: Apache-2.0
// Which class was taken for which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

class Confusion {
 public:
    explicit Confusion(int classes) : classes_(static_cast<std::size_t>(classes)), counts_(classes_ * classes_, 0) {}

    int classes() const { return static_cast<int>(classes_); }
    void add(int label, int found) { ++counts_[index(label, found)]; }
    // Images of the class `label` that were taken for `found`.
    std::uint64_t at(int label, int found) const { return counts_[index(label, found)]; }
    std::uint64_t labelled(int label) const;  // images of this class
    std::uint64_t found(int label) const;     // images that were taken for it

 private:
    std::size_t index(int label, int found) const {
        return static_cast<std::size_t>(label) * classes_ + static_cast<std::size_t>(found);
    }

    std::size_t classes_;
    std::vector<std::uint64_t> counts_;  // [label][found]
};

}  // namespace hashiflex::core
