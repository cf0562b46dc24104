// SPDX-License-Identifier: Apache-2.0
// The element types of .npy files that are understood.
#pragma once

#include "modules/core/network/weights.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex {

struct NpyDtype {
    std::string name;
    std::size_t bytes;
    std::int64_t lowest, highest;  // of integers; both 0: real
    void (*decode)(const std::string& data, core::Array& array);
    void (*encode)(const core::Array& array, std::string& data);

    bool is_integer() const { return highest != 0; }
};

// Integers from narrow to wide, then reals.
const std::vector<NpyDtype>& npy_dtypes();

// Throws std::invalid_argument naming the known ones.
const NpyDtype& npy_dtype(const std::string& name);

// The first integer type that holds both.
const NpyDtype& narrowest_dtype(std::int64_t lowest, std::int64_t highest);

}  // namespace hashiflex
