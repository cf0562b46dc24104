// SPDX-License-Identifier: Apache-2.0
// Tests that build RTL: skipped where there is no Verilator, with a cache of their own where there is.
#pragma once

#include "sim/prove/folders.h"
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

// $XDG_CACHE_HOME is a fresh folder while this lives.
class OwnCache {
 public:
    OwnCache() { ::setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1); }
    const std::filesystem::path& path() const { return folder_.path(); }

 private:
    prove::WorkFolder folder_;
};

}  // namespace hashiflex::test
