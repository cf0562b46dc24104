// SPDX-License-Identifier: Apache-2.0
// Tests that build RTL: skipped where there is no Verilator, with a cache in the build tree where there is.
#pragma once

#include "sim/prove/verilate.h"

#include <catch2/catch.hpp>

#include <cstdlib>

namespace hashiflex::test {

inline bool has_verilator() {
    try {
        prove::require_tools();
        return true;
    } catch (const prove::MissingTool& error) {
        WARN("skipped: " << error.what());
        return false;
    }
}

// All tests share a cache in the build tree; it is keyed by content, so a second run builds nothing.
inline void use_test_cache() {
    ::setenv("XDG_CACHE_HOME", HASHIFLEX_TEST_CACHE, 1);
}

}  // namespace hashiflex::test
