// SPDX-License-Identifier: Apache-2.0
// The message of the ConfigError that an action throws.
#pragma once

#include "sim/config/error.h"

#include <string>

namespace hashiflex::test {

template <class Action>
std::string error_of(Action action) {
    try {
        action();
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace hashiflex::test
