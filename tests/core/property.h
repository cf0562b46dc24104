// SPDX-License-Identifier: Apache-2.0
// RapidCheck with a fixed seed: prints the smallest counterexample it finds.
#pragma once

#include <rapidcheck.h>

#include <cstdlib>
#include <string>
#include <utility>

namespace hashiflex::test {

template <typename Property>
bool holds(const std::string& what, Property property) {
    setenv("RC_PARAMS", "seed=1 max_success=300", 0);  // read once, by the first check of the process
    return rc::check(what, std::move(property));
}

}  // namespace hashiflex::test
