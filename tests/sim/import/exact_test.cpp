// SPDX-License-Identifier: Apache-2.0
// Does a network that was trained on the chip's grids come back from its ONNX file to the bit?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>

#include <string>

using hashiflex::test::Shell;

TEST_CASE("power-of-two weights that went through ONNX with QuantizeLinear give the logits of the integers they were") {
    const Shell shell;
    const std::string source = HASHIFLEX_SOURCE_DIR;
    const std::string data = " --data " + source + "/workloads/sign_digits/test.npz";
    for (const std::string levels : {"8", "4", "2"}) {
        INFO("levels " << levels);
        REQUIRE(shell
                    .hashiflex("import " + source + "/workloads/sign_digits/po2_l" + levels +
                               ".onnx --mean 128 --std 128 --out net")
                    .code == 0);
        REQUIRE(shell
                    .hashiflex("eval net/design.yaml --set weights.quantize.method=exact --set "
                               "weights.quantize.levels=8 --no-float --out a" +
                               data)
                    .code == 0);
        REQUIRE(shell
                    .hashiflex("eval " + source + "/configs/designs/sign_digits.yaml --set weights=" + source +
                               "/workloads/sign_digits/weights_l" + levels + ".npz --out b" + data)
                    .code == 0);
        const std::string results = shell.read("a/results.csv");
        CHECK(results.size() > 411 * 20);
        CHECK(results == shell.read("b/results.csv"));
    }
}
