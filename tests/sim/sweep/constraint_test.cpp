// SPDX-License-Identifier: Apache-2.0
// Do constraints mean what they say?
#include "sim/sweep/constraint.h"

#include <catch2/catch.hpp>

#include <map>

using namespace hashiflex;

namespace {

std::optional<ConstraintValue> value(const std::string& path) {
    static const std::map<std::string, ConstraintValue> values{
        {"npu.rows", 40.0},          {"npu.columns", 44.0},
        {"clock.mhz", 896.5},        {"classifier", std::string("npu")},
        {"stages.order.lanes", 2.0}, {"stages.b1.input_depth[1]", 4.0}};
    const auto found = values.find(path);
    return found == values.end() ? std::nullopt : std::optional<ConstraintValue>(found->second);
}

std::string complaint(const std::string& constraint) {
    try {
        holds(constraint, value);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("constraints are judged") {
    const std::vector<std::pair<const char*, bool>> cases{
        {"npu.rows * npu.columns <= 1760", true},
        {"npu.rows * npu.columns < 1760", false},
        {"npu.rows + npu.columns * 2 == 128", true},    // products first
        {"(npu.rows + npu.columns) * 2 == 168", true},  // parenthesis of a sum
        {"npu.rows - 4 - 6 == 30", true},               // from the left
        {"npu.rows / 8 / 5 == 1", true},
        {"npu.rows % 16 == 8", true},
        {"-npu.rows < -39.5", true},
        {"clock.mhz > 896 and clock.mhz < 897", true},
        {"npu.rows == 1 or npu.rows == 40", true},
        {"npu.rows == 1 or npu.rows == 2 and npu.rows == 40", false},
        {"npu.rows == 40 or npu.rows == 2 and npu.rows == 1", true},  // and binds closer
        {"(npu.rows == 40 or npu.rows == 2) and npu.rows == 1", false},
        {"not npu.rows == 40", false},
        {"not (npu.rows == 40 and npu.columns == 1)", true},
        {"classifier == \"npu\"", true},
        {"classifier != \"npu\"", false},
        {"classifier == 40", false},
        {"stages.order.lanes == 2", true},  // "or" inside a name is no operator
        {"stages.b1.input_depth[1] >= 4", true},
        {"1e3 > clock.mhz", true},
        {"((npu.rows)) == (40)", true},
        {"((((((((((((((((((((((((((((((((((((((((npu.rows == 40))))))))))))))))))))))))))))))))))))))))", true},
        {"(classifier == \"a)<(b\" or npu.rows == 40) and (npu.rows) > (1)", true},
    };
    for (const auto& [text, expected] : cases) {
        INFO(text);
        CHECK(holds(text, value) == expected);
    }
}

TEST_CASE("constraints that mean nothing are refused") {
    using Catch::Contains;
    CHECK_THAT(complaint("npu.rows"), Contains("found the end") && Contains("a comparison"));
    CHECK_THAT(complaint("npu.rows <="), Contains("found the end") && Contains("a number"));
    CHECK_THAT(complaint("npu.rows <= 4 5"), Contains("found '5'"));
    CHECK_THAT(complaint("npu.lines <= 4"), Contains("'npu.lines' has no single value"));
    CHECK_THAT(complaint("classifier < 4"), Contains("\"npu\" is no number"));
    CHECK_THAT(complaint("npu.rows / (npu.columns - 44) > 1"), Contains("division by 0"));
    CHECK_THAT(complaint("(npu.rows < 4"), Contains("found the end") && Contains("allowed: )"));
    CHECK_THAT(complaint("(npu.rows < 4) + 1 < 3"), Contains("found '+ 1 < 3'"));
    CHECK_THAT(complaint(""), Contains("found the end"));
    // What stands on the side that does not decide is judged too.
    CHECK_THAT(complaint("npu.rows == 40 or npu.lines == 1"), Contains("npu.lines"));
}

TEST_CASE("constraints nest as deep as anybody writes, and no deeper") {
    const auto nested = [](const std::string& open, int times, const std::string& inner, const std::string& close) {
        std::string text = inner;
        for (int i = 0; i < times; ++i) text = open + text + close;
        return text;
    };
    using Catch::Contains;
    CHECK(holds(nested("(", 60, "npu.rows == 40", ")"), value));
    CHECK(holds(nested("not ", 60, "npu.rows == 40", ""), value));
    CHECK(holds(nested("-", 60, "npu.rows", "") + " == 40", value));
    for (const int times : {65, 20000}) {
        CHECK_THAT(complaint(nested("(", times, "npu.rows == 40", ")")), Contains("at most 64"));
        CHECK_THAT(complaint(nested("(", times, "npu.rows", ")") + " == 40"), Contains("at most 64"));
        CHECK_THAT(complaint(nested("not ", times, "npu.rows == 40", "")), Contains("at most 64"));
        CHECK_THAT(complaint(nested("-", times, "npu.rows", "") + " == 40"), Contains("at most 64"));
        CHECK(complaint(nested("(", times, "npu.rows == 40", ")")).size() < 1000);
    }
}

TEST_CASE("numbers of constraints are those of the files") {
    CHECK(holds("0x10 == 16 and 010 == 10 and .5 * 2 == 1 and 1e1-1 == 9 and 1e-1 * 10 == 1 and 3-1 == 2", value));
    CHECK_THAT(complaint("1_000 == 1"), Catch::Contains("found '_000 == 1'"));
    CHECK_THAT(complaint("1e == 1"), Catch::Contains("a number"));
}
