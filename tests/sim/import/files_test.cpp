// SPDX-License-Identifier: Apache-2.0
// Files: damaged, truncated, with data beside them; and what the command writes.
#include "sim/config/error.h"
#include "sim/config/load.h"
#include "sim/import/design_text.h"
#include "sim/import/import_folder.h"
#include "sim/import/onnx_file.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/sim/import/check_import.h"

#include <catch2/catch.hpp>

namespace hashiflex::test {
namespace {

using Catch::Contains;

std::string refused(const std::filesystem::path& file) {
    try {
        importing::import_onnx(file, {});
        return "";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

OnnxModel small() {
    OnnxModel m;
    const auto x = m.node("Relu", {m.node("Conv", {m.input("x", {1, 2, 6, 6}), m.random({4, 2, 3, 3})})});
    m.output(m.node("Gemm", {m.node("Flatten", {x}), m.random({64, 5}), m.random({5})}));
    return m;
}

TEST_CASE("import: files that are no ONNX, or not all of it") {
    const TempDir folder;
    const std::string bytes = small().bytes();
    CHECK_THAT(refused(folder / "none.onnx"), Contains("there is no such file"));
    CHECK_THAT(refused(folder.write("empty.onnx", "")), Contains("no ONNX file: it has no graph"));
    CHECK_THAT(refused(folder.write("text.onnx", "name: digits\n")), Contains("no ONNX file"));
    for (std::size_t size = 1; size < bytes.size(); size += 37)
        CHECK_FALSE(refused(folder.write("cut.onnx", bytes.substr(0, size))).empty());
    CHECK(refused(folder.write("whole.onnx", bytes)).empty());
}

TEST_CASE("import: a file of many small messages is refused before it is parsed") {
    const TempDir folder;
    std::string nodes;
    for (int i = 0; i < 1100000; ++i) nodes += std::string("\x0a\x00", 2);  // GraphProto.node, empty
    std::string graph = "\x3a";                                             // ModelProto.graph
    for (std::size_t size = nodes.size(); size > 0; size >>= 7)
        graph += static_cast<char>((size & 127) | (size >= 128 ? 128 : 0));
    CHECK_THAT(refused(folder.write("many.onnx", graph + nodes)), Contains("more than 1000000 nodes"));
}

TEST_CASE("import: weights in a file beside the model, and nowhere else") {
    const TempDir folder;
    OnnxModel m = small();
    const auto expected = import_model(m).model.weights;
    auto& constant = m.last_constant();  // the bias of the classifier
    folder.write("data/weights.bin", "1234" + constant.raw_data());
    constant.clear_raw_data();
    constant.set_data_location(onnx::TensorProto::EXTERNAL);
    const auto say = [&](const std::string& key, const std::string& value) {
        auto& entry = *constant.add_external_data();
        entry.set_key(key);
        entry.set_value(value);
    };
    say("location", "data/weights.bin");
    say("offset", "4");
    say("length", "20");
    const auto file = folder.write("model.onnx", m.bytes());
    CHECK(importing::import_onnx(file, {}).model.weights.at("Gemm_3.bias").reals == expected.at("Gemm_3.bias").reals);
    for (const char* const place : {"/etc/passwd", "../secret", "data/../../x", "data/none.bin"}) {
        constant.mutable_external_data(0)->set_value(place);
        CHECK_THAT(refused(folder.write("model.onnx", m.bytes())), Contains("'Gemm_3'"));
    }
    constant.mutable_external_data(0)->set_value("data/weights.bin");
    constant.mutable_external_data(1)->set_value("18446744073709551615");
    CHECK_THAT(refused(folder.write("model.onnx", m.bytes())), Contains("which has 24"));
}

TEST_CASE("import: the smallest NPU that meets the target") {
    const auto count = [](int a, int b) { return (a + b - 1) / b; };
    for (const auto& [inputs, classes, cycles] :
         {std::tuple{1280, 1001, 224}, {64, 10, 8}, {12, 12, 49}, {7, 3, 1}, {5, 4, 1000}}) {
        const auto best = importing::smallest_npu(inputs, classes, cycles);
        CHECK(count(inputs, best.rows) * count(classes, best.columns) <= cycles);
        for (int rows = 1; rows <= inputs; ++rows)
            for (int columns = 1; columns <= classes; ++columns)
                if (rows * columns < best.rows * best.columns)
                    REQUIRE(count(inputs, rows) * count(classes, columns) > cycles);
    }
}

TEST_CASE("import: what is written is a network and two designs that load; files of others are not replaced") {
    const TempDir folder;
    importing::write_import(import_model(small()), folder / "out", "model.onnx", "");
    const auto npu = load(folder / "out/design.yaml"), hardwired = load(folder / "out/design_hardwired.yaml");
    CHECK(npu.design.target_cycles_per_image == 6);
    CHECK(npu.network.spec.layers.size() == 2);
    CHECK(hardwired.design.stages.size() == 3);
    importing::require_own_folder(folder / "out");
    folder.write("out/network.yaml", "name: mine\n");
    CHECK_THROWS_WITH(importing::require_own_folder(folder / "out"), Contains("no earlier import wrote it"));
}

}  // namespace
}  // namespace hashiflex::test
