// SPDX-License-Identifier: Apache-2.0
// What happens when a layer is called as the simulator calls its own modules?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>

using namespace hashiflex::test;

namespace {

void write_network(const Shell& shell, const std::string& first, const std::string& second, const std::string& last) {
    const std::string format =
        ", kind: conv, kernel: 3, padding: same_upper, channels: 2, output: {bits: 8, signed: true, "
        "frac: 0}}\n";
    shell.write("n.yaml",
                "name: n\ninput: {height: 4, width: 4, channels: 1, offset: 0, frac: 0}\nweights: {synthetic: "
                "{seed: 1}}\nlayers:\n  - {name: " +
                    first + format + "  - {name: " + second + format + "  - {name: " + last +
                    ", kind: classifier, classes: 3}\n");
    shell.write("d.yaml", "name: d\nnetwork: n.yaml\ntech: " HASHIFLEX_SOURCE_DIR
                          "/configs/tech/asap7.yaml\nclock: {mhz: 100}\nclassifier: hardwired\n");
}

}  // namespace

TEST_CASE("no layer is called as a module of SystemC is") {
    const Shell shell;
    for (const char* name :
         {"clk", "host_source", "host_sink", "host_writer", "probe", "dump", "probe_0", "chip", "stage_b"}) {
        INFO(name);
        write_network(shell, name, "b", "fc");
        const Outcome outcome = shell.hashiflex("run d.yaml --quiet --images 3 --dump b --out o");
        CHECK(outcome.code == 0);
        CHECK(outcome.err == "");
    }
}

TEST_CASE("names that every chip has are refused, with the line") {
    const Shell shell;
    for (const char* name : {"source", "sink", "input"}) {
        write_network(shell, "a", name, "fc");
        const Outcome outcome = shell.hashiflex("check d.yaml");
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Catch::Contains(std::string("n.yaml:6: layers[1].name: found ") + name));
    }
    write_network(shell, "fc_argmax", "b", "fc");
    const Outcome outcome = shell.hashiflex("check d.yaml");
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Catch::Contains("n.yaml:5: layers[0].name: found fc_argmax; allowed: another name"));
    write_network(shell, "fc_argmax", "b", "head");
    CHECK(shell.hashiflex("check d.yaml").code == 0);
}
