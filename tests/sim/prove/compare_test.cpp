// SPDX-License-Identifier: Apache-2.0
// Does the comparison of two transfer logs find the first difference, and only differences?
#include "sim/prove/compare.h"

#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using namespace hashiflex::prove;
using hashiflex::test::TempDir;

namespace {

const char* const kLog =
    "0 0 0a0b\n"
    "1 0 0c0d\n"
    "3 0 0e0f\n"
    "3 1 11\n"
    "3 11 w\n"
    "4 1 12\n"
    "7 10 1\n";

Comparison compare_texts(const std::string& simulator, const std::string& rtl) {
    const TempDir folder;
    return compare(folder.write("a.log", simulator), folder.write("b.log", rtl));
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_CASE("equal logs are counted, stream by stream") {
    const Comparison comparison = compare_texts(kLog, kLog);
    CHECK_FALSE(comparison.mismatch.has_value());
    CHECK(comparison.transfers == 7);
    CHECK(comparison.streams == 4);
}

TEST_CASE("the order of streams within a cycle is no difference") {
    const std::string swapped = replaced(replaced(kLog, "3 0 0e0f\n", ""), "3 1 11\n", "3 1 11\n3 0 0e0f\n");
    CHECK_FALSE(compare_texts(kLog, swapped).mismatch.has_value());
}

TEST_CASE("another value is a difference at its cycle") {
    const auto comparison = compare_texts(kLog, replaced(kLog, "0e0f", "0e1f"));
    REQUIRE(comparison.mismatch.has_value());
    CHECK(comparison.mismatch->stream == 0);
    CHECK(comparison.mismatch->cycle == 3);
    CHECK(comparison.mismatch->number == 2);
    REQUIRE(comparison.mismatch->before.size() == 2);
    CHECK(comparison.mismatch->before.back().data == "0c0d");
    CHECK(comparison.transfers == 2);
}

TEST_CASE("a beat that moves late is a difference at the cycle at which it should have moved") {
    const auto comparison = compare_texts(kLog, replaced(kLog, "4 1 12", "5 1 12"));
    REQUIRE(comparison.mismatch.has_value());
    CHECK(comparison.mismatch->stream == 1);
    CHECK(comparison.mismatch->cycle == 4);
    CHECK(comparison.mismatch->simulator.front().cycle == 4);
    CHECK(comparison.mismatch->rtl.front().cycle == 5);
}

TEST_CASE("of differences in several streams the first cycle counts, whatever the stream") {
    // RTL: stream 10 moves early, at 2; stream 0 is wrong at 3.
    const std::string rtl = replaced(replaced(replaced(kLog, "7 10 1\n", ""), "3 0 0e0f", "2 10 1\n3 0 ffff"), "", "");
    const auto comparison = compare_texts(kLog, rtl);
    REQUIRE(comparison.mismatch.has_value());
    CHECK(comparison.mismatch->stream == 10);
    CHECK(comparison.mismatch->cycle == 2);
    // The other way round, too.
    CHECK(compare_texts(rtl, kLog).mismatch->stream == 10);
}

TEST_CASE("a beat or access that one side lacks is a difference, at the end of the log too") {
    CHECK(compare_texts(kLog, replaced(kLog, "7 10 1\n", "")).mismatch->cycle == 7);
    CHECK(compare_texts(replaced(kLog, "7 10 1\n", ""), kLog).mismatch->stream == 10);
    CHECK(compare_texts(kLog, replaced(kLog, "3 11 w\n", "")).mismatch->stream == 11);
    CHECK(compare_texts(kLog, "").mismatch->cycle == 0);
    CHECK(compare_texts(kLog, std::string(kLog) + "7 10 1\n").mismatch->cycle == 7);  // twice in a cycle
}

TEST_CASE("a difference is told with its place in the image and the value that differs") {
    const auto mismatch = *compare_texts(kLog, replaced(kLog, "0e0f", "0e1f")).mismatch;
    StreamShape shape{"b1.in", 4, 2, 2, 1, 2};  // 2 lanes of 2 channels of 4 bits, images of 2 rows of 1 beat
    const std::string text = to_text(mismatch, shape);
    CHECK_THAT(text, Contains("stream b1.in at cycle 3, image 1, row 0, beat 0 of the row"));
    CHECK_THAT(text, Contains("lane 0, channel 1 (as 4-bit two's complement): simulator 0, RTL 1"));
    CHECK_THAT(text, Contains("both              0  0a0b"));
    CHECK_THAT(text, Contains("RTL               3  0e1f"));
}

TEST_CASE("what is no log is said with file and line") {
    CHECK_THROWS_WITH(compare_texts(kLog, "0 0 1\nnonsense\n"), Contains("b.log:2") && Contains("nonsense"));
    CHECK_THROWS_WITH(compare_texts(kLog, "5 0 1\n2 0 1\n"), Contains("b.log:2") && Contains("cycle 2 after 5"));
}
