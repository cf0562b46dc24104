// SPDX-License-Identifier: Apache-2.0
// Does the graph of an add compute what its operator says?
#include "modules/core/graph/builders.h"
#include "modules/core/graph/verify.h"
#include "tests/core/random_operators.h"
#include "tests/support/naive.h"

#include <catch2/catch.hpp>

using namespace hashiflex::core;
using namespace hashiflex::test;

TEST_CASE("The graph of an add is the aligned sum with its rounding") {
    Random random(7);
    for (int trial = 0; trial < 200; ++trial) {
        Add add;
        add.shape = {1, 1, 1};
        add.align[random.between(0, 1)] = random.between(0, 6);
        add.shift = random.between(-4, 8);
        add.clamp = random_clamp(random);
        const Interval lhs{-300, 100}, rhs{0, 255};
        const AdderGraph graph = add_graph(add, lhs, rhs);
        REQUIRE(graph.ops.size() == 1);
        const std::int64_t half = add.shift > 0 ? 1 << (add.shift - 1) : 0;
        REQUIRE_NOTHROW(verify(graph, {{{{0, 1 << add.align[0]}, {1, 1 << add.align[1]}}, half}}));
        const Tensor a = random_tensor(random, add.shape, lhs), b = random_tensor(random, add.shape, rhs);
        const Wide acc = evaluate(graph, {a[0], b[0]}).at(0);
        const Wide value = add.shift > 0 ? floor_division(acc, Wide{1} << add.shift) : acc * (Wide{1} << -add.shift);
        const Wide clamped = value < add.clamp.lo ? add.clamp.lo : value > add.clamp.hi ? add.clamp.hi : value;
        REQUIRE(clamped == naive(add, {a, b}).at(0));
    }
}
