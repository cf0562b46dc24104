// SPDX-License-Identifier: Apache-2.0
// Maps that were flattened, and whose features are then treated one by one: BatchNormalization, Concat.
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

namespace hashiflex::test {
namespace {

using Ints = std::vector<std::int64_t>;

std::string conv(OnnxModel& m, const std::string& x, std::int64_t in, std::int64_t out, std::int64_t stride = 1) {
    return m.node("Conv", {x, m.random({out, in, 3, 3}), m.random({out})},
                  {{"pads", Ints{1, 1, 1, 1}}, {"strides", Ints{stride, stride}}});
}

std::string batch_norm(OnnxModel& m, const std::string& x, std::int64_t features) {
    return m.node("BatchNormalization", with(x, m.statistics(features)));
}

TEST_CASE("import: BatchNormalization between a Flatten and a Gemm goes into the Gemm, feature by feature") {
    OnnxModel m;
    auto x = m.node("Relu", {conv(m, m.input("x", {-1, 3, 4, 5}), 3, 2)});
    x = batch_norm(m, m.node("Flatten", {x}), 40);
    m.output(m.node("Gemm", {x, m.random({40, 4}), m.random({4})}));
    CHECK(kinds(check_import(m)) == "conv relu, classifier");

    OnnxModel nhwc;  // features in another order
    x = nhwc.node("Transpose", {conv(nhwc, nhwc.input("x", {-1, 3, 4, 5}), 3, 2)}, {{"perm", Ints{0, 2, 3, 1}}});
    x = batch_norm(nhwc, nhwc.node("Flatten", {x}), 40);
    nhwc.output(nhwc.node("MatMul", {x, nhwc.random({40, 4})}));
    CHECK(kinds(check_import(nhwc)) == "conv, classifier");
}

TEST_CASE("import: where an activation follows the BatchNormalization of a flattened map, features are a layer") {
    OnnxModel m;
    auto x = conv(m, m.input("x", {-1, 3, 4, 5}), 3, 2);
    x = m.node("Relu", {batch_norm(m, m.node("Flatten", {x}), 40)});
    m.output(m.node("Gemm", {x, m.random({40, 4})}));
    CHECK(kinds(check_import(m)) == "conv, linear relu, classifier");
}

TEST_CASE("import: flattened maps of several sizes are joined: a pyramid of pools, two branches") {
    OnnxModel m;
    const auto x = m.node("Relu", {conv(m, m.input("x", {-1, 3, 4, 4}), 3, 2)});
    const auto halves = m.node("MaxPool", {x}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
    const auto one = m.node("GlobalAveragePool", {x});
    const auto all = m.node("Concat", {m.node("Flatten", {x}), m.node("Flatten", {halves}), m.node("Flatten", {one})},
                            {{"axis", std::int64_t{1}}});
    m.output(m.node("Gemm", {all, m.random({42, 5}), m.random({5})}));
    CHECK(kinds(check_import(m)) == "conv relu, pool, global_pool, linear, linear, concat, classifier");
}

TEST_CASE("import: a flattened map of very many values is refused where its features would be a layer") {
    OnnxModel m;
    const auto x = conv(m, m.input("x", {-1, 3, 48, 48}), 3, 2);
    const auto y = m.node("Relu", {batch_norm(m, m.node("Flatten", {x}), 4608)});
    m.output(m.node("Gemm", {y, m.random({4608, 2})}));
    CHECK_THAT(refusal(m), Catch::Contains("a map of 4608 values that was flattened before; the most is 4096"));
}

}  // namespace
}  // namespace hashiflex::test
