// SPDX-License-Identifier: Apache-2.0
// Are weights that do not fit a network refused by file, array and layer, in both forms of archive?
#include "sim/config/load.h"
#include "sim/config/npz.h"
#include "tests/sim/config/arrays.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

#include <functional>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const char* const kNetwork = R"(name: tiny
input: {height: 4, width: 4, channels: 2, offset: 0, frac: 1}
weights: w.npz
layers:
  - {name: stem, kind: conv, kernel: 1, channels: 2, activation: relu6, output: {bits: 8, signed: false, frac: 5}, levels: 7}
  - {name: dw, kind: depthwise, kernel: [1, 2], padding: same_upper, output: {bits: 8, signed: true, frac: 3}, levels: 7}
  - {name: pool, kind: global_avg_pool}
  - {name: fc, kind: classifier, classes: 3}
)";

const char* const kDesign = R"(name: tiny
network: n.yaml
tech: t.yaml
clock: {mhz: 1}
npu: {rows: 2, columns: 3}
)";

const char* const kDescription = R"({"input": 0, "input_zero": 0, "frac": {"0": 1, "1": 5, "2": 3, "3": 3},
 "layers": [
  {"kind": "conv", "index": 0, "inputs": [0], "output": 1, "stride": 1, "relu6": true, "shape": [2, 1, 1, 2]},
  {"kind": "dw", "index": 1, "inputs": [1], "output": 2, "stride": 1, "relu6": false, "shape": [1, 1, 2, 2]},
  {"kind": "pool", "inputs": [2], "output": 3},
  {"kind": "fc", "inputs": [3], "output": 4}]})";

core::WeightSet codes() {
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
            {"fc_scale", reals({3}, {0.5F, 1, 2})}};
}

core::WeightSet arrays() {
    return {{"stem.weight", integers({2, 1, 1, 2}, {0, 1, -4, 64})},
            {"stem.bias", integers({2}, {9, -9})},
            {"stem.shift", integers({2}, {-1, 3})},
            {"dw.weight", integers({2, 1, 2, 1}, {1, 4, -2, -8})},
            {"dw.bias", integers({2}, {1, 2})},
            {"dw.shift", integers({2}, {4, 5})},
            {"fc.weight", integers({3, 2}, {1, 2, 3, 4, 5, 6})},
            {"fc.bias", integers({3}, {7, 8, 9})},
            {"fc.scale", reals({3}, {0.5F, 1, 2})}};
}

std::string error_with(const core::WeightSet& set, const std::string& description = kDescription) {
    const TempDir folder;
    folder.write("n.yaml", kNetwork);
    folder.write("t.yaml", technology_text());
    folder.write("w.json", description);
    folder.write("d.yaml", kDesign);
    write_npz(folder / "w.npz", set);
    std::string message = error_of([&] { load(folder / "d.yaml", {"clock.allow_above_max=true"}); });
    const std::string prefix = (folder / "").string();
    for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
        message.erase(at, prefix.size());
    return message;
}

// One array is replaced; without shape and values it is taken away.
struct Case {
    std::string array;
    core::Array value;
    std::string message;
};

void check_all(const core::WeightSet& good, const std::vector<Case>& table) {
    REQUIRE(error_with(good) == "no error");
    for (const Case& one : table) {
        core::WeightSet set = good;
        if (one.value.shape.empty())
            set.erase(one.array);
        else
            set[one.array] = one.value;
        CHECK(error_with(set) == "w.npz: " + one.message);
    }
}

constexpr std::int64_t kBig = std::int64_t{1} << 47;
const core::Array kNone{};

}  // namespace

TEST_CASE("Po2 codes that do not fit the network are refused by file, array and layer") {
    const std::string described = ", as its description says";
    const std::string in_stem = ", layer 'stem': ", in_dw = ", layer 'dw': ", in_fc = ", layer 'fc': ";
    const std::string missing = "found no such array; allowed: one for each layer";
    check_all(
        codes(),
        {{"w01", kNone, "w01" + in_dw + missing},
         {"emin00", kNone, "emin00" + in_stem + missing},
         {"bias01", kNone, "bias01" + in_dw + missing},
         {"shift00", kNone, "shift00" + in_stem + missing},
         {"fc_w", kNone, "fc_w" + in_fc + missing},
         {"fc_bias", kNone, "fc_bias" + in_fc + missing},
         {"w02", integers({1}, {1}), "w02: found an array that its description does not know; allowed: none"},
         {"w00", integers({2, 1, 2, 1}, {0, 1, 1, 1}),
          "w00" + in_stem + "found shape [2, 1, 2, 1]; allowed: integers, shape [2, 1, 1, 2]" + described},
         {"w00", reals({2, 1, 1, 2}, {0, 1, 1, 1}),
          "w00" + in_stem + "found real numbers, shape [2, 1, 1, 2]; allowed: integers, shape [2, 1, 1, 2]" +
              described},
         {"w00", integers({2, 1, 1, 2}, {0, 1, 8, 1}),
          "w00" + in_stem + "found code 8 at [1, 0, 0, 0]; allowed: -7 to 7, the exponents of 7 levels"},
         {"w01", integers({1, 1, 2, 2}, {1, 1, 1, -8}),
          "w01" + in_dw + "found code -8 at [0, 0, 1, 1]; allowed: -7 to 7, the exponents of 7 levels"},
         {"emin00", integers({3}, {0, 0, 0}),
          "emin00" + in_stem + "found shape [3]; allowed: integers, shape [2]" + described},
         {"emin01", reals({2}, {0, 0}),
          "emin01" + in_dw + "found real numbers, shape [2]; allowed: integers, shape [2]" + described},
         {"bias00", integers({3}, {0, 0, 0}), "bias00" + in_stem + "found shape [3]; the network needs [2]"},
         {"bias00", reals({2}, {0, 0}), "bias00" + in_stem + "found real numbers; integers are needed"},
         {"bias00", integers({2}, {0, kBig + 1}),
          "bias00" + in_stem + "found 140737488355329 at [1]; allowed: -140737488355328 to 140737488355328"},
         {"shift01", integers({2}, {0, 49}), "shift01" + in_dw + "found 49 at [1]; allowed: -31 to 48"},
         {"shift01", integers({2}, {-32, 0}), "shift01" + in_dw + "found -32 at [0]; allowed: -31 to 48"},
         {"shift01", integers({2, 1}, {0, 0}), "shift01" + in_dw + "found shape [2, 1]; the network needs [2]"},
         {"fc_w", integers({2, 3}, {1, 2, 3, 4, 5, 6}),
          "fc_w" + in_fc + "found shape [2, 3]; the network needs [3, 2]"},
         {"fc_w", integers({3, 2}, {1, 2, 3, 4, 5, 128}), "fc_w" + in_fc + "found 128 at [2, 1]; allowed: -128 to 127"},
         {"fc_bias", integers({2}, {1, 2}), "fc_bias" + in_fc + "found shape [2]; the network needs [3]"},
         {"fc_bias", integers({3}, {1, 2, std::int64_t{1} << 31}),
          "fc_bias" + in_fc + "found 2147483648 at [2]; allowed: -2147483648 to 2147483647"},
         {"fc_scale", integers({3}, {1, 1, 1}), "fc_scale" + in_fc + "found integers; real numbers are needed"},
         {"fc_scale", reals({3}, {1, 0, 1}), "fc_scale" + in_fc + "every scale must be a finite number above 0"}});
}

TEST_CASE("a description that agrees with the archive but not with the network is refused") {
    // 3 input channels in description and array; the network has 2.
    auto set = codes();
    set["w00"] = integers({2, 1, 1, 3}, {1, 1, 1, 1, 1, 1});
    CHECK(error_with(set, with(kDescription, "[2, 1, 1, 2]", "[2, 1, 1, 3]")) ==
          "w.npz: w00, layer 'stem': found shape [2, 1, 1, 3]; the network needs [2, 1, 1, 2]");
    // The same arrays for two layers.
    CHECK(error_with(codes(), with(kDescription, "\"index\": 1", "\"index\": 0")) ==
          "w.npz: w00, layer 'dw': found no such array; allowed: one for each layer");
}

TEST_CASE("named arrays that do not fit the network are refused by file and array") {
    check_all(
        arrays(),
        {{"stem.weight", kNone, "stem.weight: the array is missing"},
         {"dw.bias", kNone, "dw.bias: the array is missing"},
         {"dw.shift", kNone, "dw.shift: the array is missing"},
         {"fc.weight", kNone, "fc.weight: the array is missing"},
         {"fc.bias", kNone, "fc.bias: the array is missing"},
         {"pool.weight", integers({1}, {1}), "pool.weight: no layer of the network reads this array"},
         {"stem.weight", integers({2, 2}, {1, 1, 1, 1}),
          "stem.weight: found shape [2, 2]; the network needs [2, 1, 1, 2]"},
         {"stem.weight", reals({2, 1, 1, 2}, {1, 1, 1, 1}), "stem.weight: found real numbers; integers are needed"},
         {"stem.weight", integers({2, 1, 1, 2}, {1, 1, 128, 1}),
          "stem.weight: found 128 at [1, 0, 0, 0]; a weight is 0 or a sum of at most 1 signed powers of two, "
          "each 2^0 to 2^6"},
         {"stem.weight", integers({2, 1, 1, 2}, {1, 3, 1, 1}),
          "stem.weight: found 3 at [0, 0, 0, 1]; a weight is 0 or a sum of at most 1 signed powers of two, "
          "each 2^0 to 2^6"},
         {"dw.bias", integers({2}, {0, -kBig - 1}),
          "dw.bias: found -140737488355329 at [1]; allowed: -140737488355328 to 140737488355328"},
         {"dw.shift", integers({2}, {49, 0}), "dw.shift: found 49 at [0]; allowed: -31 to 48"},
         {"fc.weight", integers({3, 2}, {1, 2, 3, 4, 5, -129}),
          "fc.weight: found -129 at [2, 1]; allowed: -128 to 127"},
         {"fc.scale", reals({2}, {1, 1}), "fc.scale: found shape [2]; the network needs [3]"}});
}
