// SPDX-License-Identifier: Apache-2.0
// Does the program say what is wrong, and with which exit code?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>

using Catch::Matchers::Contains;
using hashiflex::test::Shell;

TEST_CASE("help and version go to stdout") {
    const Shell shell;
    const auto help = shell.hashiflex("--help");
    CHECK(help.code == 0);
    CHECK_THAT(help.out, Contains("run ") && Contains("check ") && Contains("examples:"));
    CHECK(help.err.empty());
    const auto run = shell.hashiflex("run --help");
    CHECK(run.code == 0);
    CHECK_THAT(run.out, Contains("--trace-window") && Contains("--reprogram-at") && Contains("examples:"));
    CHECK(shell.hashiflex("check --help").code == 0);
    const auto version = shell.hashiflex("--version");
    CHECK(version.code == 0);
    CHECK(version.out.rfind("hashiflex ", 0) == 0);
}

TEST_CASE("schema prints what docs/schema holds") {
    const Shell shell;
    for (const std::string kind : {"design", "network", "technology", "sweep", "tolerances", "report"}) {
        const auto outcome = shell.hashiflex("schema " + kind);
        INFO(kind);
        CHECK(outcome.code == 0);
        CHECK(outcome.out == shell.read(HASHIFLEX_SOURCE_DIR "/docs/schema/" + kind + ".schema.json"));
        CHECK_THAT(shell.hashiflex("schema --help").out, Contains(kind));
    }
}

TEST_CASE("bad usage ends with 2 and a hint") {
    const Shell shell;
    const auto rejected = [&](const std::string& arguments, const std::string& hint) {
        const auto outcome = shell.hashiflex(arguments);
        INFO(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK_THAT(outcome.err, Contains(hint));
        CHECK_FALSE(shell.exists("report.json"));
    };
    rejected("", "--help");
    rejected("rum digits.yaml", "did you mean 'run'?");
    rejected("run", "DESIGN.yaml is missing");
    rejected("run digits.yaml -j 0", "jobs");
    rejected("run digits.yaml -j 257", "1 to 256");
    rejected("run digits.yaml -j 2 --timing-only", "--timing-only computes none");
    rejected("run digits.yaml --dump fc --timing-only", "--timing-only computes none");
    rejected("run digits.yaml --dump fc -j 2", "leave out --jobs");
    rejected("run digits.yaml --dump fc --engine fast", "--dump needs --engine systemc");
    rejected("run digits.yaml --imagess 3", "did you mean --images?");
    rejected("run digits.yaml --image 3", "did you mean --images?");  // no abbreviations
    rejected("run digits.yaml --images", "missing");
    rejected("run digits.yaml --images 0", "1 or more");
    rejected("run digits.yaml --images -3", "found '-3'");
    rejected("run digits.yaml --images 3x", "found '3x'");
    rejected("run digits.yaml --images 99999999999999999999", "allowed");
    rejected("run digits.yaml other.yaml", "more arguments");
    rejected("run digits.yaml --engine magic", "allowed: systemc, fast");
    rejected("run digits.yaml --engine fast --trace a.vcd", "--trace needs --engine systemc");
    rejected("run digits.yaml --trace-window 1:2", "--trace");
    rejected("run digits.yaml --trace a.vcd --trace-window 2:1", "found '2:1'");
    rejected("run digits.yaml --trace a.vcd --trace-window 2", "found '2'");
    rejected("check digits.yaml --images 3", "unknown option --images");
    rejected("schema", "KIND is missing");
    rejected("schema reports", "did you mean 'report'?");
}

TEST_CASE("bad input ends with 2, names the place, and leaves nothing behind") {
    const Shell shell;
    const auto rejected = [&](const std::string& arguments, const std::string& hint) {
        const auto outcome = shell.hashiflex(arguments);
        INFO(arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(hint));
        CHECK_FALSE(shell.exists("report.json"));
        CHECK_FALSE(shell.exists("a.vcd"));
    };
    rejected("run none.yaml", "none.yaml");
    rejected("check none.yaml", "none.yaml");
    rejected("run digits.yaml --set clock.mhzz=3", "did you mean 'mhz'?");
    rejected("run digits.yaml --set clock.mhz=1e4 --set tech=" HASHIFLEX_SOURCE_DIR "/configs/tech/asap7.yaml",
             "MHz, the limit of stage");
    rejected("run digits.yaml --trace none/a.vcd", "none/a.vcd");
    shell.write("file", "");
    rejected("run digits.yaml --out file/below", "--out");
    rejected("run digits.yaml --trace a.vcd --out file", "--out");
}
