// SPDX-License-Identifier: Apache-2.0
// Are archives of Po2 codes read as the weights that they mean, and is everything that does not fit explained?
#include "sim/config/npz.h"
#include "sim/config/weights_file.h"
#include "tests/sim/config/arrays.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const char* const kNetwork = R"(name: tiny
input: {height: 4, width: 4, channels: 2, offset: 0, frac: 1}
weights: po2.npz
layers:
  - {name: stem, kind: conv, kernel: 1, channels: 2, activation: relu6, output: {bits: 4, signed: false, frac: 0}, levels: 7}
  - {name: dw, kind: depthwise, kernel: [1, 2], stride: 1, padding: same_upper, output: {bits: 9, signed: true, frac: 9}}
  - {name: sum, kind: add, inputs: [stem, dw], output: {bits: 9, signed: true, frac: 9}}
  - {name: pool, kind: global_avg_pool}
  - {name: fc, kind: classifier, classes: 3}
)";

const char* const kDescription = R"({"input": 5, "input_zero": 127, "note": "made up",
 "frac": {"5": 7, "10": 5, "11": 3, "12": -2, "13": -2},
 "layers": [
  {"kind": "conv", "index": 0, "inputs": [5], "output": 10, "stride": 1, "relu6": true, "shape": [2, 1, 1, 2]},
  {"kind": "dw", "index": 1, "inputs": [10], "output": 11, "stride": 1, "relu6": false, "shape": [1, 1, 2, 2]},
  {"kind": "add", "inputs": [10, 11], "output": 12},
  {"kind": "pool", "inputs": [12], "output": 13},
  {"kind": "fc", "inputs": [13], "output": 14}]})";

core::WeightSet codes() {
    const core::Array scale = reals({3}, {0.5F, 1, 2});
    return {{"w00", integers({2, 1, 1, 2}, {0, 1, -3, 7})},
            {"emin00", integers({2}, {-4, 0})},
            {"bias00", integers({2}, {9, -9})},
            {"shift00", integers({2}, {-1, 3})},
            {"w01", integers({1, 1, 2, 2}, {1, -2, 3, -4})},
            {"emin01", integers({2}, {0, 0})},
            {"bias01", integers({2}, {1, 2})},
            {"shift01", integers({2}, {4, 5})},
            {"fc_w", integers({3, 2}, {1, 2, 3, 4, 5, 6})},
            {"fc_bias", integers({3}, {7, 8, 9})},
            {"fc_scale", scale}};
}

struct Files {
    TempDir folder;

    explicit Files(const std::string& description = kDescription, const core::WeightSet& arrays = codes(),
                   const std::string& network = kNetwork) {
        folder.write("n.yaml", network);
        folder.write("po2.json", description);
        write_npz(folder / "po2.npz", arrays);
    }
    // The message without the folder.
    std::string error() const {
        std::string message = error_of([&] {
            NetworkFile file = load_network(folder / "n.yaml");
            load_weights(file);
        });
        const std::string prefix = (folder / "").string();
        for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
            message.erase(at, prefix.size());
        return message;
    }
};

std::string description_error(const std::string& from, const std::string& to) {
    return Files(with(kDescription, from, to)).error();
}

std::string network_error(const std::string& from, const std::string& to) {
    return Files(kDescription, codes(), with(kNetwork, from, to)).error();
}

}  // namespace

TEST_CASE("Po2 codes become the arrays of layers") {
    const Files files;
    NetworkFile file = load_network(files.folder / "n.yaml");
    const core::WeightSet set = load_weights(file);
    CHECK(set.size() == 9);
    CHECK(set.at("stem.weight").shape == std::vector<std::size_t>{2, 1, 1, 2});
    CHECK(set.at("stem.weight").integers == std::vector<std::int64_t>{0, 1, -4, 64});
    CHECK(set.at("stem.bias").integers == std::vector<std::int64_t>{9, -9});
    CHECK(set.at("stem.shift").integers == std::vector<std::int64_t>{-1, 3});
    CHECK(set.at("dw.weight").shape == std::vector<std::size_t>{2, 1, 2, 1});
    CHECK(set.at("dw.weight").integers == std::vector<std::int64_t>{1, 4, -2, -8});
    CHECK(set.at("fc.weight").integers.size() == 6);
    CHECK(set.at("fc.scale").reals.size() == 3);
}

TEST_CASE("the number formats of a description replace those of the network") {
    const Files files;
    NetworkFile file = load_network(files.folder / "n.yaml");
    load_weights(file);
    CHECK(file.spec.input.offset == 127);
    CHECK(file.spec.input.frac == 7);
    const auto& stem = std::get<core::ConvSpec>(file.spec.layers[0].kind).output;
    CHECK((stem.bits == 8 && !stem.is_signed && stem.frac == 5));
    const auto& dw = std::get<core::DepthwiseSpec>(file.spec.layers[1].kind).output;
    CHECK((dw.bits == 8 && dw.is_signed && dw.frac == 3));
    const auto& sum = std::get<core::AddSpec>(file.spec.layers[2].kind).output;
    CHECK((sum.bits == 8 && sum.is_signed && sum.frac == -2));
}

TEST_CASE("a description of another network is explained") {
    CHECK(description_error("\"stride\": 1, \"relu6\": false", "\"stride\": 2, \"relu6\": false") ==
          "po2.json: layers[1].stride: found 2; allowed: 1, as layer 'dw' of n.yaml");
    CHECK(description_error("[10, 11]", "[11, 10]") ==
          "po2.json: layers[2].inputs: found dw, stem; allowed: stem, dw, as layer 'sum' of n.yaml");
    CHECK(description_error("[10, 11]", "[10, 77]") ==
          "po2.json: layers[2].inputs: found stem, tensor 77; allowed: stem, dw, as layer 'sum' of n.yaml");
    CHECK(description_error("\"relu6\": true", "\"relu6\": false") ==
          "po2.json: layers[0].relu6: found activation none; allowed: activation relu6, as layer 'stem' of n.yaml");
    CHECK(description_error("[1, 1, 2, 2]", "[1, 2, 2, 2]") ==
          "po2.json: layers[1].shape[1]: found 2; allowed: 1, as layer 'dw' of n.yaml");
    CHECK(description_error("[2, 1, 1, 2]", "[4, 1, 1, 2]") ==
          "po2.json: layers[0].shape[0]: found 4; allowed: 2, as layer 'stem' of n.yaml");
    CHECK(description_error(",\n  {\"kind\": \"fc\", \"inputs\": [13], \"output\": 14}", "") ==
          "po2.json: layers: found 4 layers; allowed: 5, as in n.yaml");
    CHECK(network_error("global_avg_pool", "global_max_pool") ==
          "po2.json: layers[3].kind: found global_avg_pool; allowed: global_max_pool, as layer 'pool' of n.yaml");
    CHECK(network_error("same_upper", "same_lower") ==
          "po2.json: layers[1].shape: found padding same_upper; allowed: padding same_lower, as layer 'dw' of n.yaml");
    CHECK(network_error("kernel: 1, channels: 2", "kernel: 1, groups: 2, channels: 2") ==
          "po2.json: layers[0].shape: found 1 group; allowed: 2 groups, as layer 'stem' of n.yaml");
}

TEST_CASE("a description that is not understood is explained") {
    CHECK_THAT(description_error("\"note\"", "note"), Catch::StartsWith("po2.json: found what is no JSON; allowed: a JSON object"));
    CHECK(description_error("\"dw\"", "\"dv\"") ==
          "po2.json: layers[1].kind: found \"dv\"; allowed: conv, dw, add, pool, fc; did you mean 'dw'?");
    CHECK(description_error("\"input_zero\": 127", "\"input_zero\": 1.5") ==
          "po2.json: input_zero: found 1.5; allowed: an integer from 0 to 255");
    CHECK(description_error("\"input_zero\": 127", "\"zero\": 127") ==
          "po2.json: input_zero: found no such key; allowed: a value");
    CHECK(description_error("\"11\": 3", "\"11\": 33") ==
          "po2.json: frac.11: found 33; allowed: an integer from -32 to 32");
    CHECK(description_error("\"11\": 3, ", "") ==
          "po2.json: layers[1].output: found 11; allowed: a tensor that frac has a unit for");
    CHECK(description_error("[2, 1, 1, 2]", "[2, 1, 2]") ==
          "po2.json: layers[0].shape: found [2,1,2]; allowed: a list of 4");
    CHECK(description_error("\"relu6\": true", "\"relu6\": 1") ==
          "po2.json: layers[0].relu6: found 1; allowed: true, false");
    CHECK(Files("[]").error() == "po2.json: found []; allowed: an object");
    const Files none;
    std::filesystem::remove(none.folder / "po2.json");
    CHECK(none.error() == "po2.json: found no such file; allowed: the description of the Po2 codes beside it");
}

TEST_CASE("arrays of codes that do not fit are explained") {
    const auto error = [](const std::string& name, const core::Array& array) {
        auto arrays = codes();
        arrays[name] = array;
        return Files(kDescription, arrays).error();
    };
    CHECK(error("w00", integers({2, 1, 1, 2}, {0, 1, 17, 7})) ==
          "po2.npz: w00, layer 'stem': found code 17 at [1, 0, 0, 0]; allowed: -7 to 7, the exponents of 7 levels");
    CHECK(error("w01", integers({2, 1, 2, 1}, {1, 1, 1, 1})) ==
          "po2.npz: w01, layer 'dw': found shape [2, 1, 2, 1]; allowed: integers, shape [1, 1, 2, 2], as its "
          "description says");
    CHECK(error("w02", integers({1}, {1})) ==
          "po2.npz: w02: found an array that its description does not know; allowed: none");
    auto arrays = codes();
    arrays.erase("fc_scale");
    CHECK(Files(kDescription, arrays).error() ==
          "po2.npz: fc_scale, layer 'fc': found no such array; allowed: one for each layer");
}
