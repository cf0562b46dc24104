// SPDX-License-Identifier: Apache-2.0
// Do arrays survive writing and reading, and is damage always noticed?
#include "sim/config/npz.h"

#include "tests/sim/config/arrays.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>
#include <zip.h>

#include <algorithm>
#include <stdexcept>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

core::WeightSet sample() {
    const core::Array scale = reals({3}, {0.5F, 1e-30F, -2.0F});
    std::vector<std::int64_t> many(5000);
    for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::int64_t>(i * i);
    return {{"stem.weight", integers({2, 3}, {1, -2, 3, -4, 5, -600})},
            {"fc.scale", scale},
            {"fc.bias", integers({}, {1234567890123})},
            {"none", integers({4, 0}, {})},
            {"many", integers({50, 100}, many)}};
}

// A compressed archive with the given members, made without our own writer.
void write_zip(const std::filesystem::path& path, const std::vector<std::pair<std::string, std::string>>& members) {
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    REQUIRE(archive);
    for (const auto& [name, bytes] : members) {
        zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
        REQUIRE(zip_file_add(archive, name.c_str(), source, 0) >= 0);
    }
    REQUIRE(zip_close(archive) == 0);
}

std::string npy_of_zeros(const std::string& shape, std::size_t bytes) {
    std::string text = "{'descr': '|i1', 'fortran_order': False, 'shape': " + shape + ", }";
    text.append(118 - text.size() - 1, ' ');
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + text + "\n" + std::string(bytes, '\0');
}

}  // namespace

TEST_CASE("arrays are read as they were written") {
    const TempDir folder;
    const auto file = folder / "a.npz";
    const core::WeightSet written = sample();
    write_npz(file, written);
    const core::WeightSet arrays = load_npz(file);
    REQUIRE(arrays.size() == written.size());
    for (const auto& [name, array] : written) {
        INFO(name);
        REQUIRE(arrays.count(name) == 1);
        CHECK(arrays.at(name).shape == array.shape);
        CHECK(arrays.at(name).is_integer == array.is_integer);
        CHECK(arrays.at(name).integers == array.integers);
        CHECK(arrays.at(name).reals == array.reals);
    }
}

TEST_CASE("arrays that nobody asks for may be of any type") {
    const TempDir folder;
    const auto file = folder / "a.npz";
    std::string text = npy_of_zeros("(2,)", 2);
    text.replace(text.find("|i1"), 3, "|S1");
    write_zip(file, {{"names.npy", text}, {"data.npy", npy_of_zeros("(3,)", 3)}});
    CHECK_THAT(error_of([&] { load_npz(file); }), Catch::Contains("names.npy: found dtype '|S1'"));
    const core::WeightSet arrays = load_npz(file, {"data", "other"});
    CHECK(arrays.size() == 1);
    CHECK(arrays.at("data").integers.size() == 3);
}

TEST_CASE("equal arrays give equal bytes, and only the file itself is left") {
    const TempDir folder;
    write_npz(folder / "a.npz", sample());
    write_npz(folder / "b.npz", sample());
    write_npz(folder / "b.npz", sample());  // over an old one
    CHECK(TempDir::read(folder / "a.npz") == TempDir::read(folder / "b.npz"));
    CHECK(std::distance(std::filesystem::directory_iterator(folder / ""), {}) == 2);
}

TEST_CASE("what cannot be written is an error") {
    const TempDir folder;
    CHECK_THROWS_WITH(write_npz(folder / "no/such/a.npz", sample()), Catch::Contains("no/such/a.npz: "));
    CHECK_THROWS_AS(write_npz(folder / "a.npz", {}), std::invalid_argument);
    CHECK_THROWS_AS(write_npz(folder / "a.npz", {{"x", integers({3}, {1})}}), std::invalid_argument);
    CHECK_FALSE(std::filesystem::exists(folder / "a.npz"));
}

TEST_CASE("compressed archives are read") {
    const TempDir folder;
    write_zip(folder / "a.npz", {{"x.npy", npy_of_zeros("(300, 1000)", 300000)}});
    CHECK(TempDir::read(folder / "a.npz").size() < 10000);
    CHECK(load_npz(folder / "a.npz").at("x").integers == std::vector<std::int64_t>(300000));
}

TEST_CASE("members must be arrays of the size that their header says") {
    const TempDir folder;
    const auto error = [&](const std::string& member, const std::string& bytes) {
        write_zip(folder / "a.npz", {{member, bytes}});
        const std::string message = error_of([&] { load_npz(folder / "a.npz"); });
        const std::string start = (folder / "a.npz").string() + ": " + member + ": ";
        CHECK(message.substr(0, start.size()) == start);
        return message.substr(std::min(start.size(), message.size()));
    };
    CHECK(error("readme.txt", "hello") == "found a member that is no array; allowed: NAME.npy");
    CHECK(error("x.npy", "hello") == "is not a .npy array");
    CHECK(error("x.npy", npy_of_zeros("(10,)", 9)) == "found 137 bytes; its header needs 138");
    CHECK(error("x.npy", npy_of_zeros("(10,)", 20000000)) == "found 20000128 bytes; its header needs 138");
    CHECK(error("x.npy", npy_of_zeros("(1000000, 1000000)", 10)) == "found 138 bytes; its header needs 1000000000128");
}

TEST_CASE("a truncated archive is refused at every length") {
    const TempDir folder;
    write_npz(folder / "a.npz", {{"x", integers({4}, {1, 2, 3, 4})}, {"y", integers({2}, {5, 6})}});
    const std::string bytes = TempDir::read(folder / "a.npz");
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        folder.write("b.npz", bytes.substr(0, length));
        INFO(length);
        CHECK_THAT(error_of([&] { load_npz(folder / "b.npz"); }),
                   Catch::StartsWith((folder / "b.npz").string() + ": not a readable .npz archive: "));
    }
    CHECK_THAT(error_of([&] { load_npz(folder / "none.npz"); }), Catch::EndsWith("No such file"));
}

TEST_CASE("no flipped bit changes a value unnoticed") {
    const TempDir folder;
    const core::WeightSet written{{"x", integers({4}, {1, 2, 3, 4})}};
    write_npz(folder / "a.npz", written);
    const std::string bytes = TempDir::read(folder / "a.npz");
    int refused = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        folder.write("b.npz", damaged);
        try {
            // Some bytes mean nothing to us, such as dates; some are the name.
            const core::WeightSet arrays = load_npz(folder / "b.npz");
            if (arrays.empty()) continue;
            CHECK(arrays.begin()->second.integers == written.at("x").integers);
            CHECK(arrays.begin()->second.shape == written.at("x").shape);
        } catch (const ConfigError&) {
            ++refused;
        }
    }
    CHECK(refused > 150);
}
