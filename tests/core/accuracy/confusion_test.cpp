// SPDX-License-Identifier: Apache-2.0
// Are rows labels, columns classes that were found?
#include "modules/core/accuracy/confusion.h"

#include <catch2/catch.hpp>

TEST_CASE("a confusion matrix counts by label and by class found") {
    hashiflex::core::Confusion confusion(3);
    for (const auto& [label, found] : {std::pair{0, 0}, {0, 2}, {0, 2}, {2, 1}}) confusion.add(label, found);
    CHECK(confusion.at(0, 2) == 2);
    CHECK(confusion.at(2, 0) == 0);
    CHECK(confusion.labelled(0) == 3);
    CHECK(confusion.labelled(1) == 0);
    CHECK(confusion.found(2) == 2);
    CHECK(confusion.found(1) == 1);
}
