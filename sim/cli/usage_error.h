// SPDX-License-Identifier: Apache-2.0
// The command line cannot be understood.
#pragma once

#include <stdexcept>
#include <string>

namespace hashiflex {

class UsageError : public std::invalid_argument {
 public:
    explicit UsageError(const std::string& message) : std::invalid_argument(message) {}
};

}  // namespace hashiflex
