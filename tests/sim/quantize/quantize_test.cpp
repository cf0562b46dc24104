// SPDX-License-Identifier: Apache-2.0
// Are integers made of float weights a source of weights like any other: keys, files, cache, reports, complaints?
#include "modules/core/quantize/formats.h"
#include "sim/config/describe_weights.h"
#include "sim/config/load.h"
#include "sim/config/npz.h"
#include "sim/config/reader.h"
#include "sim/files/input_files.h"
#include "sim/quantize/calibration.h"
#include "sim/quantize/threads.h"
#include "sim/run/describe_run.h"
#include "sim/run/run_images.h"
#include "tests/sim/cli/shell.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/key_list.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <random>
#include <stdexcept>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Contains;

namespace {

namespace fs = std::filesystem;

const char* const kNetwork = R"(name: tiny
input: {height: 6, width: 6, channels: 1, offset: 128, frac: 7}
weights: {quantize: {model: floats.npz, levels: 6, calibrate: images.npz, layers: {stem: {terms: 2}}}}
test_set: {file: test.npz, images: images, labels: labels}
layers:
  - {name: stem, kind: conv, kernel: 3, channels: 4, activation: relu6, output: auto}
  - {name: mean, kind: global_avg_pool}
  - {name: fc, kind: classifier, classes: 3}
)";

std::string design_text(const std::string& weights = "") {
    return "name: tiny\nnetwork: net/network.yaml\ntech: " HASHIFLEX_SOURCE_DIR
           "/configs/tech/unit.yaml\nclock: {mhz: auto}\nnpu: {rows: 2, columns: 3}\n" +
           weights;
}

core::Array reals(std::vector<std::size_t> shape, std::uint64_t seed) {
    core::Array array{std::move(shape), false, {}, {}};
    std::size_t count = 1;
    for (const std::size_t extent : array.shape) count *= extent;
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < count; ++i) array.reals.push_back(static_cast<float>(random() % 2001) / 1000.0F - 1);
    return array;
}

core::Array pixels(std::size_t count, std::uint64_t seed, std::size_t side = 6) {
    core::Array array{{count, side, side, 1}, true, {}, {}};
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < count * side * side; ++i)
        array.integers.push_back(static_cast<std::int64_t>(random() >> 56));
    return array;
}

core::WeightSet float_weights() {
    return {{"stem.weight", reals({4, 3, 3, 1}, 1)},
            {"stem.bias", reals({4}, 2)},
            {"fc.weight", reals({3, 4}, 3)},
            {"fc.bias", reals({3}, 4)}};
}

// A design, its network, and all files behind them, with a cache of its own.
struct Files {
    Files() {
        ::setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
        folder.write("net/network.yaml", kNetwork);
        folder.write("design.yaml", design_text());
        write_npz(folder / "net/floats.npz", float_weights());
        write_npz(folder / "net/images.npz", {{"images", pixels(8, 10)}, {"others", pixels(5, 11)}});
        write_npz(folder / "net/test.npz", {{"images", pixels(4, 12)}, {"labels", {{4}, true, {0, 1, 2, 0}, {}}}});
    }
    LoadedDesign loaded(const std::vector<std::string>& sets = {}) const { return load(folder / "design.yaml", sets); }
    std::string error(const std::vector<std::string>& sets = {}) const {
        return error_of([&] { loaded(sets); });
    }
    std::vector<fs::path> cache() const {
        std::vector<fs::path> entries;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder / "cache/hashiflex/quantize", none))
            entries.push_back(entry.path());
        return entries;
    }
    TempDir folder;
};

// In place of one that this process has read, as only tests do.
void replace(const fs::path& file, const core::WeightSet& arrays) {
    forget_inputs();
    write_npz(file, arrays);
}

std::string digest(const LoadedDesign& loaded) {
    return loaded.network.quantization->digest;
}

const core::ConvSpec& stem_of(const LoadedDesign& loaded) {
    return std::get<core::ConvSpec>(loaded.network.spec.layers[0].kind);
}

}  // namespace

TEST_CASE("every key of quantize is judged") {
    const auto error_with = [](const std::string& assignment) {
        return error_of([&] {
            Document document = parse_document("model: a.npz\nlayers: {stem: {levels: 3}}\n", "q.yaml");
            override_value(document, assignment);
            QuantizeKeys keys;
            read(Place{document.root, ""}, keys, Mapping{});
        });
    };
    const auto keys = KeyList::of<QuantizeKeys>();
    CHECK(keys.size() == 17 + 6);
    for (const auto& key : keys)
        for (const auto& value : key.refused) {
            INFO(key.path << " = " << value);
            CHECK_THAT(error_with(key.path + "=" + value), Contains("found ") && Contains("; allowed: "));
        }
    CHECK(error_with("layers.stem.prune=[0.5, 1]") == "no error");
    CHECK(error_with("layers.stem.prune=0.5") == "no error");
    CHECK(error_with("keep=2:4") == "no error");
    CHECK(error_with("layers.stem.levels=auto") == "no error");
}

TEST_CASE("a network is quantized as it says, and as the design says instead, key by key") {
    const Files files;
    const auto as_network = files.loaded();
    CHECK(stem_of(as_network).levels == 6);
    CHECK(stem_of(as_network).terms == 2);
    CHECK(stem_of(as_network).output.bits == 8);
    CHECK_FALSE(stem_of(as_network).output.automatic);
    CHECK(as_network.network.quantization->images == 8);
    const auto fewer = files.loaded({"weights.quantize.levels=3", "weights.quantize.activation_bits=5"});
    CHECK(stem_of(fewer).levels == 3);
    CHECK(stem_of(fewer).terms == 2);
    CHECK(stem_of(fewer).output.bits == 5);
    CHECK(digest(fewer) != digest(as_network));
    CHECK(stem_of(files.loaded({"weights.quantize.layers.stem.levels=4"})).terms == 2);
    // Paths in a design are relative to it.
    files.folder.write("design.yaml", design_text("weights: {quantize: {calibrate: net/images.npz:others}}\n"));
    CHECK(files.loaded().network.quantization->images == 5);
}

TEST_CASE("equal inputs give equal integers, with and without the cache, whole or not") {
    const Files files;
    const std::string first = digest(files.loaded());
    REQUIRE(files.cache().size() == 1);
    const std::string kept = TempDir::read(files.cache()[0]);
    CHECK(digest(files.loaded()) == first);
    // Another key, another entry; a key of the hardware is none.
    files.loaded({"weights.quantize.levels=5"});
    CHECK(files.cache().size() == 2);
    files.loaded({"npu.rows=4"});
    CHECK(files.cache().size() == 2);
    // A content that is not what its name says is made again.
    for (const auto& entry : files.cache()) fs::remove(entry);
    files.loaded();
    const fs::path entry = files.cache()[0];
    for (const std::size_t at : {kept.size() / 2, kept.size() / 3, std::size_t{100}}) {
        std::string damaged = kept;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        std::ofstream(entry, std::ios::binary) << damaged;
        CHECK(digest(files.loaded()) == first);
    }
    std::ofstream(entry, std::ios::binary) << kept.substr(0, kept.size() / 2);
    CHECK(digest(files.loaded()) == first);
    CHECK(TempDir::read(entry) == kept);
    ::setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
    CHECK(digest(files.loaded()) == first);
}

TEST_CASE("other calibration images are other inputs, the same ones under another name are not") {
    const Files files;
    const std::string first = digest(files.loaded());
    fs::copy_file(files.folder / "net/images.npz", files.folder / "net/again.npz");
    CHECK(digest(files.loaded({"weights.quantize.calibrate=net/again.npz"})) == first);
    CHECK(files.cache().size() == 1);
    CHECK(digest(files.loaded({"weights.quantize.calibrate=net/images.npz:others"})) != first);
    CHECK(digest(files.loaded({"weights.quantize.images=3"})) != first);
}

TEST_CASE("accuracy is not measured on images that calibrated") {
    const Files files;
    const core::Shape shape{6, 6, 1};
    auto loaded = files.loaded();
    CHECK_NOTHROW(images_of_network(loaded.network, shape, 32));
    core::Array seen = pixels(4, 12);
    const core::Array calibrating = pixels(8, 10);
    std::copy_n(calibrating.integers.begin() + 36 * 5, 36, seen.integers.begin() + 36 * 2);
    replace(files.folder / "net/test.npz", {{"images", seen}, {"labels", {{4}, true, {0, 1, 2, 0}, {}}}});
    CHECK_THAT(error_of([&] { images_of_network(loaded.network, shape, 32); }),
               Contains("image 2 of the labelled images among those that calibrate"));
    // Of the first three of the file it is none.
    loaded = files.loaded({"weights.quantize.images=3"});
    CHECK_NOTHROW(images_of_network(loaded.network, shape, 32));
}

TEST_CASE("a report says how weights were quantized") {
    const Files files;
    const auto loaded = files.loaded();
    const auto images = images_of_network(loaded.network, {6, 6, 1}, 32);
    const RunInfo info =
        describe_run(loaded.file, loaded.network, images, {}, [](const fs::path& file) { return file.string(); });
    REQUIRE(info.quantization);
    CHECK(info.quantization->method == "error_feedback");
    CHECK(info.quantization->calibrated);
    CHECK(info.quantization->calibration_file == "images.npz");
    CHECK(info.quantization->digest.size() == 64);
    std::string roles;
    for (const auto& input : info.inputs) roles += input.role + "=" + input.file + " ";
    CHECK_THAT(roles, Contains("weights=floats.npz calibration images=images.npz"));
}

TEST_CASE("bad input of a quantization is refused by name") {
    const Files files;
    const auto with_weights = [&](const core::WeightSet& weights) {
        replace(files.folder / "net/floats.npz", weights);
        return files.error();
    };
    CHECK_THAT(files.error({"weights.quantize.model=none.npz"}),
               Contains("weights.quantize.model: found ") && Contains("none.npz") && Contains("a file that exists"));
    CHECK_THAT(files.error({"weights.quantize.calibrate=none.npz:x"}), Contains("weights.quantize.calibrate"));
    CHECK_THAT(files.error({"weights.quantize.calibrate=net/images.npz:imags"}),
               Contains("imags: found no such array"));
    CHECK_THAT(files.error({"weights.quantize.calibrate=net/test.npz:labels"}), Contains("labels: found shape [4]"));
    CHECK_THAT(files.error({"weights.quantize.layers.stm.levels=3"}), Contains("did you mean 'stem'?"));
    CHECK_THAT(files.error({"weights.quantize.layers.stem.prune=[0.5]"}),
               Contains("layers.stem.prune: found 1 shares; the layer has 4 output channels"));
    CHECK_THAT(files.error({"weights.quantize.method=exact"}), Contains("layers[0].output: found auto"));
    CHECK_THAT(files.error({"weights={synthetic: {seed: 1}}"}), Contains("layers[0].output: found auto"));
    replace(files.folder / "net/images.npz", {{"images", pixels(2, 1, 5)}});
    CHECK_THAT(files.error(), Contains("images.npz: images: found shape [2, 5, 5, 1]"));
    replace(files.folder / "net/images.npz", {{"images", pixels(8, 10)}});
    auto weights = float_weights();
    weights["stem.weight"].reals[5] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THAT(with_weights(weights), Contains("floats.npz: stem.weight: found ") && Contains("finite"));
    weights = float_weights();
    weights.erase("fc.bias");
    CHECK_THAT(with_weights(weights), Contains("floats.npz: fc.bias: the array is missing"));
    weights = float_weights();
    weights["fc.weight"] = reals({4, 3}, 1);
    CHECK_THAT(with_weights(weights), Contains("found shape [4, 3]; the network needs [3, 4]"));
    for (float& weight : (weights = float_weights())["stem.weight"].reals) weight = 3e38F;
    CHECK(with_weights(weights) != "no error");
    files.folder.write("net/network.yaml",
                       std::string(kNetwork).replace(std::string(kNetwork).find("model: floats.npz, "), 19, ""));
    CHECK_THAT(files.error(), Contains("weights.quantize.model: found no such key"));
}

TEST_CASE("the command writes integers and a network that has them") {
    const Files files;
    const Shell shell;
    const auto quantize = [&](const std::string& arguments) {
        return shell.hashiflex("quantize " + (files.folder / "design.yaml").string() + " " + arguments);
    };
    const auto done = quantize("--out q.npz --network q.yaml --set weights.quantize.levels=4");
    CHECK(done.err == "");
    CHECK(done.code == 0);
    const std::string expected = digest(files.loaded({"weights.quantize.levels=4"}));
    CHECK_THAT(done.out, Contains("integers " + expected) && Contains("calibrated on 8 images of images.npz"));
    const auto written = load_npz(shell.path("q.npz"));
    CHECK(written.size() == 6);
    shell.write("d.yaml", "name: tiny\nnetwork: q.yaml\ntech: " HASHIFLEX_SOURCE_DIR
                          "/configs/tech/unit.yaml\nclock: {mhz: auto}\nnpu: {rows: 2, columns: 3}\n");
    CHECK(shell.hashiflex("run d.yaml --engine fast --quiet --out a").code == 0);
    CHECK(shell
              .hashiflex("run " + (files.folder / "design.yaml").string() +
                         " --engine fast --quiet --out b --set weights.quantize.levels=4")
              .code == 0);
    auto a = nlohmann::json::parse(shell.read("a/report.json")), b = nlohmann::json::parse(shell.read("b/report.json"));
    CHECK(a["accuracy"] == b["accuracy"]);
    CHECK(a["area"] == b["area"]);
    CHECK_FALSE(a.contains("quantization"));
    CHECK(b["quantization"]["digest"] == expected);
    CHECK(b["provenance"]["weights_digest"] == expected);
    CHECK(quantize("").code == 2);
    CHECK(shell.hashiflex("quantize digits.yaml --out q2.npz").code == 2);
    CHECK_FALSE(shell.exists("q2.npz"));
    CHECK(shell
              .hashiflex("run " + (files.folder / "design.yaml").string() +
                         " --engine fast --quiet --out c --set weights.quantize.levels=3")
              .code == 0);
    CHECK(shell.hashiflex("compare b c").code == 1);
}

TEST_CASE("without a calibration file nothing is said about accuracy") {
    const Files files;
    const Shell shell;
    files.folder.write("net/network.yaml",
                       std::string(kNetwork).replace(std::string(kNetwork).find("calibrate: images.npz, "), 23, ""));
    const auto run = shell.hashiflex("run " + (files.folder / "design.yaml").string() + " --engine fast --out a");
    CHECK(run.code == 0);
    CHECK_THAT(run.out, Contains("NOT CALIBRATED"));
    const auto report = nlohmann::json::parse(shell.read("a/report.json"));
    CHECK(report["accuracy"]["top1"].is_null());
    CHECK_THAT(report["reasons"]["accuracy.top1"].get<std::string>(), Contains("not calibrated"));
    CHECK(report["quantization"]["calibrated"] == false);
}

TEST_CASE("a sweep over keys of quantize has a point for each, and knows its files") {
    const Files files;
    const Shell shell;
    const auto sweep = shell.hashiflex("sweep " + (files.folder / "design.yaml").string() +
                                       " --axis weights.quantize.levels=3,5 --axis npu.rows=2,4 --out s");
    CHECK(sweep.err.find("error") == std::string::npos);
    CHECK(sweep.code == 0);
    CHECK_THAT(sweep.out, Contains("4 points, at most 2 quantizations") && Contains("the first one will show"));
    CHECK(files.cache().size() == 2);
    const auto plan = nlohmann::json::parse(shell.read("s/plan.json"));
    CHECK(plan["points"].size() == 4);
    std::string roles;
    for (const auto& input : plan["inputs"]) roles += input["role"].get<std::string>() + ",";
    CHECK_THAT(roles, Contains("weights,calibration images,"));
    const auto known = shell.hashiflex("sweep " + (files.folder / "design.yaml").string() +
                                       " --axis weights.quantize.levels=3,4,6 --out u");
    CHECK_THAT(known.out, Contains("at most 3 quantizations") && Contains("the last one of this model took"));
    CHECK(shell
              .hashiflex("sweep " + (files.folder / "design.yaml").string() +
                         " --axis weights.quantize.lvels=3,5 --out t")
              .code == 2);
}

TEST_CASE("threads run every task once, and an error of one comes out") {
    for (const unsigned threads : {1U, 2U, 5U}) {
        std::vector<int> done(100);
        in_threads(threads)(done.size(), [&](std::size_t i) { ++done[i]; });
        CHECK(done == std::vector<int>(100, 1));
        in_threads(threads)(0, [](std::size_t) { FAIL("there is none"); });
        CHECK_THROWS_WITH(in_threads(threads)(9,
                                              [](std::size_t i) {
                                                  if (i == 7) throw std::runtime_error("seven");
                                              }),
                          "seven");
    }
}
