// SPDX-License-Identifier: Apache-2.0
// Do comparators say what > says, for every pair of operands?
#include "modules/rtl/compare.h"

#include "modules/rtl/library.h"
#include "modules/rtl/text.h"
#include "tests/rtl/tools.h"

#include <catch2/catch.hpp>

#include <string>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// Counts in Icarus for how many values of a and b, all that `bits` wires can have, `greater` is not a > b.
std::string wrong(int bits, bool is_signed, const std::string& declarations) {
    const TempDir folder;
    folder.write("hf_greater.sv", rtl::library_text("hf_greater.sv"));
    const std::string range = "[" + std::to_string(bits - 1) + ":0]";
    folder.write("bench.sv", std::string("module bench;\n    logic ") + (is_signed ? "signed " : "") + range +
                                 " a, b;\n    int wrong = 0, seen = 0;\n" + declarations +
                                 "    initial begin\n        for (int i = 0; i < " + std::to_string(1 << (2 * bits)) +
                                 "; i++) begin\n            {a, b} = i;\n            #1;\n" +
                                 "            if (greater !== (a > b)) wrong++;\n            seen++;\n        end\n" +
                                 "        $display(\"%0d of %0d\", wrong, seen);\n    end\nendmodule\n");
    return output_of(folder, "iverilog -g2012 -s bench -o bench bench.sv hf_greater.sv && vvp -n bench");
}

}  // namespace

TEST_CASE("the tree of a comparator is the comparison, for widths of every shape", "[rtl]") {
    for (int bits = 1; bits <= 7; ++bits) {
        INFO(bits << " bits");
        CHECK(wrong(bits, true,
                    "    logic greater;\n    hf_greater #(.WIDTH(" + std::to_string(bits) +
                        ")) compare (.a, .b, .greater);\n") == "0 of " + std::to_string(1 << (2 * bits)) + "\n");
    }
}

TEST_CASE("a comparison with a constant is the comparison, for every constant", "[rtl]") {
    for (const bool is_signed : {false, true})
        for (int bits = 1; bits <= 5; ++bits) {
            INFO(bits << (is_signed ? " bits, signed" : " bits"));
            const int least = is_signed ? -(1 << (bits - 1)) : 0;
            std::string chosen = "1'bx";
            for (int constant = least; constant < least + (1 << bits); ++constant)
                chosen = "b == " +
                         (is_signed ? rtl::signed_literal(bits, constant)
                                    : rtl::unsigned_literal(bits, static_cast<std::uint64_t>(constant))) +
                         " ? " + rtl::greater_than("a", bits, is_signed, constant) + " : " + chosen;
            CHECK(wrong(bits, is_signed, "    wire greater = " + chosen + ";\n") ==
                  "0 of " + std::to_string(1 << (2 * bits)) + "\n");
        }
}
