// SPDX-License-Identifier: Apache-2.0
// Does a network file become the spec that it says, and are its mistakes explained?
#include "sim/config/network_file.h"

#include "sim/config/stage_kinds.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

NetworkFile parse_network(const std::string& text) {
    return read_network(parse_document(text, "dir/n.yaml"));
}

std::string network_error(const std::string& from, const std::string& to) {
    return error_of([&] { parse_network(with(network_text(), from, to)); });
}

}  // namespace

TEST_CASE("a network file is read field by field") {
    const TempDir folder;
    const NetworkFile file = load_network(folder.write("n.yaml", network_text()));
    CHECK(file.path == folder / "n.yaml");
    CHECK(file.spec.name == "sample");
    CHECK(file.spec.input.height == 8);
    CHECK(file.spec.input.frac == 4);
    CHECK(file.weights == folder / "weights.npz");
    CHECK(file.test_set->file == folder / "test.npz");
    CHECK(file.test_set->images == "x_test");
    CHECK(file.test_set->labels == "y_test");
    CHECK(file.reference->float_top1 == 0.9777);

    const auto& layers = file.spec.layers;
    REQUIRE(layers.size() == stage_kinds().size());
    for (std::size_t i = 0; i < layers.size(); ++i) CHECK(layers[i].kind.index() == stage_kinds()[i].spec.index());
    const auto& stem = std::get<core::ConvSpec>(layers[0].kind);
    CHECK(stem.kernel.height == 3);
    CHECK(stem.kernel.width == 3);
    CHECK(stem.padding.mode == core::PaddingMode::same_upper);
    CHECK(stem.channels == 16);
    CHECK(stem.activation == core::Activation::relu6);
    CHECK(stem.output.frac == 5);
    CHECK(stem.levels == 7);
    const auto& dw = std::get<core::DepthwiseSpec>(layers[1].kind);
    CHECK(dw.kernel.width == 5);
    CHECK(dw.stride.height == 2);
    CHECK(dw.padding.mode == core::PaddingMode::explicit_pads);
    CHECK(dw.padding.right == 4);
    CHECK(dw.terms == 2);
    const auto& lin = std::get<core::LinearSpec>(layers[2].kind);
    CHECK(lin.output.is_signed);
    CHECK(lin.output.frac == -1);
    CHECK(std::get<core::PoolSpec>(layers[3].kind).pool == core::PoolKind::max);
    CHECK(std::get<core::PoolSpec>(layers[4].kind).pool == core::PoolKind::average);
    CHECK(std::get<core::PoolSpec>(layers[4].kind).padding.mode == core::PaddingMode::same_lower);
    CHECK(std::get<core::GlobalPoolSpec>(layers[5].kind).pool == core::PoolKind::max);
    CHECK(std::get<core::GlobalPoolSpec>(layers[6].kind).pool == core::PoolKind::average);
    CHECK(layers[7].inputs == std::vector<std::string>{"gap", "gmp"});
    CHECK(std::get<core::ClassifierSpec>(layers[9].kind).weight_bits == 4);
}

TEST_CASE("what may be left out has the defaults of the spec") {
    const NetworkFile file = parse_network(
        "name: n\ninput: {height: 8, width: 8, channels: 1, offset: 0, frac: 4}\nweights: ../w.npz\nlayers:\n"
        "  - {name: c, kind: conv, kernel: 3, channels: 2, output: {bits: 8, signed: false, frac: 5}}\n");
    CHECK(file.weights == "w.npz");
    CHECK_FALSE(file.test_set);
    CHECK_FALSE(file.reference);
    const auto& conv = std::get<core::ConvSpec>(file.spec.layers[0].kind);
    CHECK(file.spec.layers[0].inputs.empty());
    CHECK(conv.stride.height == 1);
    CHECK(conv.padding.mode == core::PaddingMode::valid);
    CHECK(conv.activation == core::Activation::none);
    CHECK(conv.levels == core::ConvSpec{}.levels);
}

TEST_CASE("mistakes in a network file are explained") {
    CHECK(network_error("height: 8", "height: 0") ==
          "dir/n.yaml:2: input.height: found 0; allowed: an integer from 1 to 65536");
    CHECK(network_error("height: 8", "hieght: 8") ==
          "dir/n.yaml:2: input.hieght: found unknown key 'hieght'; "
          "allowed: height, width, channels, offset, frac; did you mean 'height'?");
    CHECK(network_error("height: 8, ", "") ==
          "dir/n.yaml:2: input.height: found no such key; allowed: an integer from 1 to 65536");
    CHECK(network_error("kind: depthwise", "kind: depthwize") ==
          "dir/n.yaml:10: layers[1].kind: found depthwize; allowed: conv, depthwise, linear, max_pool, avg_pool, "
          "global_max_pool, global_avg_pool, add, concat, classifier; did you mean 'depthwise'?");
    CHECK_THAT(network_error("kind: depthwise", "type: depthwise"),
               Catch::StartsWith("dir/n.yaml:9: layers[1].kind: found no such key; allowed: conv, "));
    CHECK(network_error("padding: same_upper", "padding: same_uper") ==
          "dir/n.yaml:7: layers[0].padding: found same_uper; allowed: valid, same_upper, same_lower, or "
          "{top, bottom, left, right}; did you mean 'same_upper'?");
    CHECK(network_error("right: 4", "right: 64") ==
          "dir/n.yaml:14: layers[1].padding.right: found 64; allowed: an integer from 0 to 63");
    CHECK(network_error("kernel: [3, 5]", "kernel: [3, 5, 1]") ==
          "dir/n.yaml:12: layers[1].kernel: found a list of 3; allowed: an integer from 1 to 64, or [height, "
          "width] "
          "of two such integers");
    CHECK(network_error("weight_bits: 4", "weight_bits: 3") ==
          "dir/n.yaml:27: layers[9].weight_bits: found 3; allowed: 2, 4, 8");
    CHECK(network_error("levels: 7", "levels: 0b1") ==
          "dir/n.yaml:8: layers[0].levels: found 0b1; allowed: an integer from 1 to 16");
    CHECK(network_error("kind: global_max_pool", "kind: global_max_pool, kernel: 2") ==
          "dir/n.yaml:23: layers[5].kernel: found unknown key 'kernel'; allowed: name, kind, inputs");
    CHECK(network_error("name: sample", "name:") ==
          "dir/n.yaml:1: name: found no value; allowed: a name of letters, digits, '_', '.' and '-', at most 100 "
          "characters");
    CHECK(
        network_error("name: sample", "name: 8") ==
        "dir/n.yaml:1: name: found 8; allowed: a name of letters, digits, '_', '.' and '-', at most 100 characters; in "
        "quotes it is text");
    CHECK(network_error("name: sample", "name: '8'") == "no error");
    CHECK(network_error("signed: false", "signed: \"false\"") ==
          "dir/n.yaml:8: layers[0].output.signed: found \"false\"; allowed: true, false");
}

TEST_CASE("layers call each other by names that exist once") {
    CHECK(network_error("name: dw", "name: stem") ==
          "dir/n.yaml:9: layers[1].name: found stem; allowed: a name that is not in use yet");
    CHECK_THAT(network_error("name: dw", "name: input"),
               Catch::StartsWith("dir/n.yaml:9: layers[1].name: found input;"));
    for (const char* name : {"source", "sink"})
        CHECK(network_error("name: dw", std::string("name: ") + name) ==
              std::string("dir/n.yaml:9: layers[1].name: found ") + name +
                  "; allowed: a name that no part of every chip has");
    CHECK(network_error("inputs: [gap, gmp]", "inputs: [gap, gpm]") ==
          "dir/n.yaml:25: layers[7].inputs[1]: found gpm; allowed: input, or a layer before this one; "
          "did you mean 'gmp'?");
    CHECK_THAT(network_error("inputs: [gap, gmp]", "inputs: [gap, fc]"),
               Catch::Contains("layers[7].inputs[1]: found fc"));
}

TEST_CASE("an empty network file says what is missing") {
    CHECK(error_of([] { parse_network(""); }) == "dir/n.yaml: found no value; allowed: a map");
    CHECK(error_of([] { parse_network("- a\n"); }) == "dir/n.yaml:1: found a list of 1; allowed: a map");
}
