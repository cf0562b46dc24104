// SPDX-License-Identifier: Apache-2.0
// Does `sensitivity` ask every knob of all layers and of each, rank layers by what they cost, and give the accuracy
// that `eval` gives?
#include "sim/config/document.h"
#include "sim/config/npz.h"
#include "sim/html/sensitivity_table.h"
#include "sim/sweep/plan.h"
#include "sim/sweep/sensitivity_sweep.h"
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

using namespace hashiflex;
using Catch::Matchers::Contains;
using hashiflex::test::Shell;

namespace {

DesignPoint point(const std::string& path, double value, double top1) {
    DesignPoint result;
    result.axes[path] = value;
    result.metrics["accuracy.top1"] = top1;
    result.metrics["area.total_um2"] = 2e6;
    return result;
}

// Images from `first` on, every second one.
void write_half(const Shell& shell, const std::string& name, std::size_t first) {
    const core::WeightSet all = load_npz(HASHIFLEX_SOURCE_DIR "/workloads/sign_digits/test.npz");
    core::WeightSet half;
    for (const auto& [array, as] : {std::pair("x_test", "images"), std::pair("y_test", "labels")}) {
        const core::Array& from = all.at(array);
        const std::size_t size = from.integers.size() / from.shape[0];
        core::Array to = from;
        to.integers.clear();
        to.shape[0] = 0;
        for (std::size_t i = first; i < from.shape[0]; i += 2, ++to.shape[0])
            to.integers.insert(to.integers.end(), from.integers.begin() + static_cast<std::ptrdiff_t>(i * size),
                               from.integers.begin() + static_cast<std::ptrdiff_t>((i + 1) * size));
        half[as] = to;
    }
    write_npz(shell.path(name), half);
}

}  // namespace

TEST_CASE("a sensitivity sweep has every value of every knob, then every probe of every layer") {
    const std::vector<Knob> knobs{{"levels", {"2", "3"}, {"2"}}, {"prune", {"0.5"}, {"0.25", "0.75"}}};
    const std::string text = sensitivity_sweep("a \"b\".yaml", knobs, {"stem", "dw"});
    const Shell shell;
    shell.write("a \"b\".yaml", "");
    const SweepFile sweep = read_sweep(parse_document(text, shell.path("plan").string()));
    CHECK(sweep.design.filename() == "a \"b\".yaml");
    std::vector<std::string> points;
    for (const auto& settings : expand(sweep, Node()).points)
        for (const auto& set : overrides(settings)) points.push_back(set);
    CHECK(points == std::vector<std::string>{
                        "weights.quantize.levels=2", "weights.quantize.levels=3", "weights.quantize.prune=0.5",
                        "weights.quantize.layers.stem.levels=2", "weights.quantize.layers.dw.levels=2",
                        "weights.quantize.layers.stem.prune=0.25", "weights.quantize.layers.stem.prune=0.75",
                        "weights.quantize.layers.dw.prune=0.25", "weights.quantize.layers.dw.prune=0.75"});
}

TEST_CASE("layers are ranked by the accuracy that they cost, the unknown last") {
    ReportInput input;
    const std::string layers = "weights.quantize.layers.";
    input.points = {point("weights.quantize.levels", 7, 0.9), point("weights.quantize.levels", 2, 0.5),
                    point(layers + "a.levels", 2, 0.85), point(layers + "b.levels", 2, 0.6),
                    point(layers + "c.levels", 2, 0.9)};
    input.points[4].metrics["accuracy.top1"] = nullptr;
    const std::string text = sensitivity_text(input, "7.0");
    CHECK_THAT(text, Contains("50.00") && Contains("-40.00") && Contains("-30.00") && Contains("-5.00"));
    const auto at = [&](const char* row) { return text.find(row); };
    CHECK(at("\nb ") < at("\na "));
    CHECK(at("\na ") < at("\nc "));
    CHECK(at("\nc ") != std::string::npos);
}

TEST_CASE("sensitivity of an imported network gives the accuracy that eval gives") {
    const Shell shell;
    write_half(shell, "calibration.npz", 0);
    write_half(shell, "test.npz", 1);
    const std::string onnx = HASHIFLEX_SOURCE_DIR "/workloads/sign_digits/float.onnx";
    REQUIRE(shell.hashiflex("import " + onnx + " --mean 127 --std 128 --calibrate calibration.npz --out net").code ==
            0);
    const std::string asked =
        "sensitivity net/design.yaml --data test.npz --terms none --activation-bits none --prune none "
        "--levels 4 --layers Conv_2 --out s";
    const auto outcome = shell.hashiflex(asked);
    REQUIRE(outcome.code == 0);
    CHECK_THAT(outcome.out, Contains("Conv_2") && Contains("change, points"));
    const std::string table = shell.read("s/results.csv");
    CHECK(std::count(table.begin(), table.end(), '\n') == 1 + 3);  // 4 levels, the design's own 7, one layer
    REQUIRE(shell.hashiflex("eval net/design.yaml --data test.npz --set weights.quantize.levels=4 --out e").code == 0);
    const auto eval = nlohmann::json::parse(shell.read("e/eval.json"));
    const std::string rows = shell.read("s/results.jsonl");
    const auto row = nlohmann::json::parse(rows.substr(0, rows.find('\n')));
    CHECK(row["axes"]["weights.quantize.levels"] == 4);
    CHECK(row["metrics"]["accuracy.top1"] == eval["top1"]["share"]);
    CHECK(shell.hashiflex(asked + " --resume").code == 0);
    CHECK(shell.hashiflex("sensitivity net/design.yaml --data calibration.npz --layers none --out c").code == 1);
}

TEST_CASE("sensitivity is refused where there is nothing to quantize, and names layers that are not there") {
    const Shell shell;
    const auto plain = shell.hashiflex("sensitivity digits.yaml --out s");
    CHECK(plain.code == 2);
    CHECK_THAT(plain.err, Contains("weights: {quantize: ...}"));
    CHECK(shell.hashiflex("sensitivity digits.yaml").code == 2);
}
