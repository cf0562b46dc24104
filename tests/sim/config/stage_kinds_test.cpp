// SPDX-License-Identifier: Apache-2.0
// Does the table of kinds reach every layer spec?
#include "sim/config/stage_kinds.h"

#include <catch2/catch.hpp>

#include <set>

using namespace hashiflex;

TEST_CASE("every layer spec has a kind, and every kind a name of its own") {
    std::set<std::size_t> specs;
    std::set<std::string> names;
    for (const auto& kind : stage_kinds()) {
        specs.insert(kind.spec.index());
        names.insert(kind.name);
    }
    CHECK(specs.size() == std::variant_size_v<core::LayerKind>);
    CHECK(names.size() == stage_kinds().size());
}
