// SPDX-License-Identifier: Apache-2.0
// Do the files of a design come together, and do the complaints of core get a file and a line?
#include "sim/config/load.h"

#include "sim/config/auto_clock.h"
#include "sim/config/npz.h"
#include "tests/sim/config/arrays.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const char* const kNetwork = R"(name: tiny
input: {height: 4, width: 6, channels: 1, offset: 0, frac: 4}
weights: weights.npz
layers:
  - {name: stem, kind: conv, kernel: 1, channels: 2, activation: relu, output: {bits: 8, signed: false, frac: 4}}
  - {name: pool, kind: global_avg_pool}
  - {name: fc, kind: classifier, classes: 3}
)";

const char* const kDesign = R"(name: tiny
network: ../nets/network.yaml
tech: sample
clock: {mhz: 500}
classifier: npu
npu: {rows: 2, columns: 3}
stages:
  stem: {lanes: 2}
)";

core::WeightSet weights() {
    return {{"stem.weight", integers({2, 1, 1, 1}, {1, -2})},
            {"stem.bias", integers({2}, {0, 5})},
            {"stem.shift", integers({2}, {0, 1})},
            {"fc.weight", integers({3, 2}, {1, 2, 3, 4, 5, 6})},
            {"fc.bias", integers({3}, {0, 0, 1})}};
}

struct Files {
    TempDir folder;
    std::string path;

    explicit Files(const std::string& design = kDesign, const std::string& network = kNetwork) {
        folder.write("nets/network.yaml", network);
        write_npz(folder / "nets/weights.npz", weights());
        folder.write("tech/sample.yaml", technology_text());
        path = folder.write("designs/tiny.yaml", design).string();
    }
    // The message without the folder.
    std::string error(const std::vector<std::string>& sets = {}) const {
        std::string message = error_of([&] { load(path, sets); });
        const std::string prefix = (folder / "").string();
        for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
            message.erase(at, prefix.size());
        return message;
    }
};

}  // namespace

TEST_CASE("a design is loaded with all its files") {
    const Files files;
    const LoadedDesign loaded = load(files.path, {"clock.mhz=600"});
    CHECK(loaded.file.name == "tiny");
    CHECK(loaded.network.spec.name == "tiny");
    CHECK(loaded.network.weights == files.folder / "nets/weights.npz");
    CHECK(loaded.technology.name == "sample");
    CHECK(loaded.design.clock.mhz == 600.0);
    REQUIRE(loaded.design.stages.size() == 3);
    CHECK(loaded.design.stages[0].lanes() == 2);
    CHECK(loaded.design.npu->columns == 3);
}

TEST_CASE("the weights of a design count before those of its network") {
    const Files files;
    auto arrays = weights();
    arrays["stem.bias"] = integers({2}, {0, 6});
    write_npz(files.folder / "designs/other.npz", arrays);
    const LoadedDesign other = load(files.path, {"weights=other.npz"});
    CHECK(other.network.weights == files.folder / "designs/other.npz");
    CHECK(std::get<core::Conv>(other.design.stages[0].op).bias[1] == 6);
    const LoadedDesign made_up = load(files.path, {"weights={synthetic: {seed: 3}}"});
    CHECK(made_up.network.weights == files.path);
    CHECK(std::get<core::Conv>(made_up.design.stages[0].op).bias[1] != 5);
    CHECK(files.error({"weights=no.npz"}) ==
          "--set weights: weights: found no.npz; allowed: a file that exists; there is no designs/no.npz");
}

TEST_CASE("a clock is not chosen where the maximum is unknown") {
    const Files files;
    LoadedDesign loaded = load(files.path, {"clock.allow_above_max=false"});
    loaded.design.clock.automatic = true;
    core::CriticalPath path;
    path.max_clock_mhz = core::Quantity::unknown("no price");
    CHECK_THROWS_WITH(
        choose_clock(loaded.file, path, loaded.design),
        Catch::Contains("clock.mhz: found auto; allowed: a number: the maximum clock is unknown (no price)"));
    path.max_clock_mhz = core::Quantity::known(0.0005);
    CHECK_THROWS_WITH(choose_clock(loaded.file, path, loaded.design), Catch::Contains("below 0.001 MHz"));
    path.max_clock_mhz = core::Quantity::known(812.9);
    choose_clock(loaded.file, path, loaded.design);
    CHECK(loaded.design.clock.mhz == 812);
}

TEST_CASE("a hardwired classifier needs no NPU") {
    const Files files;
    const LoadedDesign loaded = load(files.path, {"classifier=hardwired", "npu=null"});
    CHECK_FALSE(loaded.design.npu);
    CHECK(loaded.design.stages.size() == 4);
}

TEST_CASE("complaints about the design have its line, or the override") {
    const Files files;
    CHECK_THAT(files.error({"stages.stem.lanes=7"}), Catch::StartsWith("--set stages.stem.lanes: stages.stem.lanes: "));
    CHECK_THAT(Files(with(kDesign, "lanes: 2", "lanes: 7")).error(),
               Catch::StartsWith("designs/tiny.yaml:8: stages.stem.lanes: "));
    const std::string unknown = Files(with(kDesign, "stem: {", "stm: {")).error();
    CHECK_THAT(unknown, Catch::StartsWith("designs/tiny.yaml:8: stages.stm: "));
    CHECK_THAT(unknown, Catch::EndsWith("; did you mean 'stem'?"));
    CHECK_THAT(files.error({"target_cycles_per_image=3"}),
               Catch::StartsWith("--set target_cycles_per_image: target_cycles_per_image: "));
    CHECK_THAT(files.error({"classifier=null", "npu=null"}), Catch::StartsWith("designs/tiny.yaml:1: npu: "));
}

TEST_CASE("complaints about the network have its line") {
    CHECK_THAT(Files(kDesign, with(kNetwork, "kernel: 1", "kernel: 9")).error(),
               Catch::StartsWith("nets/network.yaml:5: layers[0].kernel: "));
    CHECK_THAT(Files(kDesign, with(kNetwork, "kernel: 1", "kernel: 0")).error(),
               Catch::StartsWith("nets/network.yaml:5: layers[0].kernel: found 0; "));
}

TEST_CASE("complaints about weights name file and array") {
    const Files files;
    auto arrays = weights();
    arrays.erase("stem.bias");
    write_npz(files.folder / "nets/weights.npz", arrays);
    CHECK_THAT(files.error(), Catch::StartsWith("nets/weights.npz: stem.bias: "));
    files.folder.write("nets/weights.npz", "nonsense");
    CHECK_THAT(files.error(), Catch::StartsWith("nets/weights.npz: not a readable .npz archive: "));
    std::filesystem::remove(files.folder / "nets/weights.npz");
    CHECK(files.error() ==
          "nets/network.yaml:3: weights: found weights.npz; allowed: a file that exists; there is no "
          "nets/weights.npz");
}

TEST_CASE("a network without classifier takes no key about it") {
    const std::string network = with(kNetwork, "  - {name: fc, kind: classifier, classes: 3}\n", "");
    CHECK(Files(kDesign, network).error() ==
          "designs/tiny.yaml:5: classifier: found a key that has no effect: the network has no classifier; "
          "allowed: no "
          "such key");
    const Files npu_left(with(kDesign, "classifier: npu\n", ""), network);
    auto arrays = weights();
    arrays.erase("fc.weight");
    arrays.erase("fc.bias");
    write_npz(npu_left.folder / "nets/weights.npz", arrays);
    CHECK_THAT(npu_left.error(), Catch::StartsWith("designs/tiny.yaml:5: npu: "));
    CHECK(npu_left.error({"npu=null"}) == "no error");
}
