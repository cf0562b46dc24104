// SPDX-License-Identifier: Apache-2.0
// Is a waveform file exactly the values that were set, whenever it is closed?
#include "sim/trace/vcd_writer.h"

#include "tests/sim/trace/vcd_reader.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

using namespace hashiflex;
using test::Changes;

namespace {

namespace fs = std::filesystem;

// A folder of its own for each case, gone afterwards.
struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "hashiflex_vcd_XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    std::string file() const { return (path / "trace.vcd").string(); }
};

std::string slurp(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE(in);
    return {std::istreambuf_iterator<char>(in), {}};
}

// 1000 MHz: a cycle is 1000 ps. valid: 0 1 1 0, beat: x 3 4 4, state: idle idle run run.
void write_small(const std::string& path, std::optional<VcdWriter::Cycles> window) {
    VcdWriter vcd(path, 1000.0, window);
    vcd.comment("state: idle, run");
    vcd.open_scope("chip");
    const auto valid = vcd.add_vector("valid", 1);
    vcd.open_scope("stage one");
    const auto beat = vcd.add_vector("beat", 4);
    const auto state = vcd.add_text("state");
    vcd.close_scope();
    vcd.close_scope();
    vcd.set(valid, 0);
    vcd.set(state, "idle");
    vcd.advance(1);
    vcd.set(valid, 1);
    vcd.set(beat, 3);
    vcd.advance(2);
    vcd.set(valid, 0);
    vcd.set(valid, 1);
    vcd.set(beat, 4);
    vcd.set(state, "run");
    vcd.advance(3);
    vcd.set(valid, 0);
    vcd.close();
}

}  // namespace

TEST_CASE("a VCD file holds declarations, the first values, then only changes") {
    const Folder folder;
    write_small(folder.file(), std::nullopt);
    const auto vcd = test::read_vcd(slurp(folder.file()));
    CHECK(vcd.bits ==
          std::map<std::string, int>{{"chip.valid", 1}, {"chip.stage_one.beat", 4}, {"chip.stage_one.state", 1}});
    CHECK(vcd.types.at("chip.stage_one.state") == "string");
    CHECK(vcd.dumps == 1);
    CHECK(vcd.values.at("chip.valid") == Changes{{0, "0"}, {1000, "1"}, {3000, "0"}});
    CHECK(vcd.values.at("chip.stage_one.beat") == Changes{{0, "bx"}, {1000, "b11"}, {2000, "b100"}});
    CHECK(vcd.values.at("chip.stage_one.state") == Changes{{0, "sidle"}, {2000, "srun"}});
    CHECK(vcd.stamps.back() == 4000);  // the last value lasts one cycle
}

TEST_CASE("a VCD file depends on its values only: neither date nor host") {
    const Folder folder;
    write_small(folder.file(), std::nullopt);
    const std::string first = slurp(folder.file());
    write_small(folder.file(), std::nullopt);
    CHECK(slurp(folder.file()) == first);
    CHECK(first.find("$date") == std::string::npos);
}

TEST_CASE("a VCD window begins with all values and ends after its last cycle") {
    const Folder folder;
    write_small(folder.file(), VcdWriter::Cycles{2, 2});
    const auto vcd = test::read_vcd(slurp(folder.file()));
    CHECK(vcd.stamps == std::vector<std::uint64_t>{2000, 3000});
    CHECK(vcd.values.at("chip.valid") == Changes{{2000, "1"}});
    CHECK(vcd.values.at("chip.stage_one.beat") == Changes{{2000, "b100"}});
}

TEST_CASE("a VCD window inside a quiet stretch begins with the values of that stretch") {
    const Folder folder;
    {
        VcdWriter vcd(folder.file(), 1000.0, VcdWriter::Cycles{5, 7});
        const auto a = vcd.add_vector("a", 8);
        vcd.set(a, 1);
        vcd.advance(10);
        vcd.set(a, 2);
    }
    const auto vcd = test::read_vcd(slurp(folder.file()));
    CHECK(vcd.values.at("a") == Changes{{5000, "b1"}});
    CHECK(vcd.stamps == std::vector<std::uint64_t>{5000, 8000});
}

TEST_CASE("a run that ends before the VCD window leaves declarations only") {
    const Folder folder;
    write_small(folder.file(), VcdWriter::Cycles{100, 200});
    const auto vcd = test::read_vcd(slurp(folder.file()));
    CHECK(vcd.stamps.empty());
    CHECK(vcd.bits.size() == 3);
}

TEST_CASE("VCD time is rounded, and the error never adds up") {
    const Folder folder;
    {
        VcdWriter vcd(folder.file(), 896.0);
        const auto a = vcd.add_vector("a", 1);
        for (std::uint64_t cycle : {0, 1, 2, 896000}) {
            vcd.advance(cycle);
            vcd.set(a, cycle & 1);
        }
    }
    // 1e6 / 896 = 1116.07 ps
    CHECK(test::read_vcd(slurp(folder.file())).stamps == std::vector<std::uint64_t>{0, 1116, 2232, 1000001116});
}

TEST_CASE("a VCD file is complete wherever it is closed, and absent before") {
    const Folder folder;
    std::mt19937_64 random(1);
    for (int run = 0; run < 50; ++run) {
        std::map<std::string, std::string> last;
        {
            VcdWriter vcd(folder.file(), 1000.0);
            std::vector<VcdWriter::Variable> variables;
            for (int i = 0; i < 200; ++i) variables.push_back(vcd.add_vector("v" + std::to_string(i), 1 + i % 64));
            const auto cycles = random() % 100;
            for (std::uint64_t cycle = 0; cycle <= cycles; ++cycle) {
                vcd.advance(cycle);
                for (int i = 0; i < 200; i += 1 + static_cast<int>(random() % 60)) {
                    const std::uint64_t value = random() >> (63 - i % 64);
                    vcd.set(variables[static_cast<std::size_t>(i)], value);
                    std::string digits;
                    for (std::uint64_t rest = value; rest != 0; rest >>= 1) digits.insert(0, rest & 1 ? "1" : "0");
                    if (digits.empty()) digits = "0";
                    last["v" + std::to_string(i)] = i % 64 == 0 ? digits : "b" + digits;
                }
            }
            CHECK_FALSE(fs::exists(folder.file()));
        }
        const auto vcd = test::read_vcd(slurp(folder.file()));
        CHECK(vcd.bits.size() == 200);
        for (const auto& [name, value] : last) CHECK(vcd.values.at(name).back().second == value);
        fs::remove(folder.file());
    }
    CHECK(fs::is_empty(folder.path));
}

TEST_CASE("a VCD clock rises at the beginning of every cycle, quiet ones and those of a window too") {
    const Folder folder;
    const auto clock_of = [&](std::optional<VcdWriter::Cycles> window) {
        VcdWriter vcd(folder.file(), 1000.0, window);
        vcd.add_clock("clk");
        const auto a = vcd.add_vector("a", 8);
        vcd.set(a, 1);
        vcd.advance(3);
        vcd.set(a, 2);
        vcd.advance(4);
        vcd.close(false);
        return test::read_vcd(slurp(folder.file()));
    };
    const auto whole = clock_of(std::nullopt);
    CHECK(whole.values.at("clk") ==
          Changes{{0, "1"}, {500, "0"}, {1000, "1"}, {1500, "0"}, {2000, "1"}, {2500, "0"}, {3000, "1"}, {3500, "0"}});
    CHECK(whole.values.at("a") == Changes{{0, "b1"}, {3000, "b10"}});
    CHECK(whole.stamps.back() == 4000);
    const auto part = clock_of(VcdWriter::Cycles{1, 2});
    CHECK(part.values.at("clk") == Changes{{1000, "1"}, {1500, "0"}, {2000, "1"}, {2500, "0"}});
    CHECK(part.values.at("a") == Changes{{1000, "b1"}});
    CHECK(part.stamps.back() == 3000);
}

TEST_CASE("the cycle that would make a VCD file too long is not in it, nor any later one") {
    const Folder folder;
    const auto written = [&](std::uint64_t most_bytes) {
        VcdWriter vcd(folder.file(), 1000.0, std::nullopt, most_bytes);
        const auto a = vcd.add_vector("a", 64);
        for (std::uint64_t cycle = 0; cycle < 9; ++cycle) {
            vcd.set(a, cycle == 5 ? ~std::uint64_t{0} : cycle);
            vcd.advance(cycle + 1);
        }
        vcd.close(false);
        return vcd.full_at();
    };
    CHECK_FALSE(written(kTraceLimitBytes));
    const std::string whole = slurp(folder.file());
    // Up to the long value, and the room that is kept for a last stamp.
    const std::uint64_t enough_for_five = whole.find("#6000") + 22;
    CHECK(written(enough_for_five) == 6);
    CHECK(slurp(folder.file()) == whole.substr(0, whole.find("#6000")) + "#6000\n");
    CHECK(written(enough_for_five - 1) == 5);
    CHECK(slurp(folder.file()) == whole.substr(0, whole.find("#5000")) + "#5000\n");
}

TEST_CASE("a VCD value becomes unknown again") {
    const Folder folder;
    {
        VcdWriter vcd(folder.file(), 1000.0);
        const auto a = vcd.add_vector("a", 8);
        vcd.set(a, 1);
        vcd.advance(1);
        vcd.set_unknown(a);
        vcd.advance(2);
        vcd.set(a, 1);
    }
    CHECK(test::read_vcd(slurp(folder.file())).values.at("a") == Changes{{0, "b1"}, {1000, "bx"}, {2000, "b1"}});
}

TEST_CASE("misuse of the VCD writer is an error") {
    const Folder folder;
    CHECK_THROWS_AS(VcdWriter(folder.file(), 0.0), std::invalid_argument);
    CHECK_THROWS_AS(VcdWriter(folder.file(), 1.0, VcdWriter::Cycles{2, 1}), std::invalid_argument);
    CHECK_THROWS_AS(VcdWriter((folder.path / "none" / "x.vcd").string(), 1.0), std::runtime_error);
    VcdWriter vcd(folder.file(), 1.0);
    CHECK_THROWS_AS(vcd.add_vector("a", 0), std::invalid_argument);
    CHECK_THROWS_AS(vcd.add_vector("a", 65), std::invalid_argument);
    CHECK_THROWS_AS(vcd.comment("now $end"), std::invalid_argument);
    CHECK_THROWS_AS(vcd.close_scope(), std::logic_error);
    const auto a = vcd.add_vector("a", 1);
    vcd.set(a, 1);
    vcd.advance(5);
    CHECK_THROWS_AS(vcd.advance(4), std::logic_error);
    CHECK_THROWS_AS(vcd.add_vector("late", 1), std::logic_error);
}

TEST_CASE("GTKWave's converter takes the VCD file") {
    if (std::system("command -v vcd2fst > /dev/null 2>&1") != 0) {
        WARN("skipped: vcd2fst (package gtkwave) is not installed");
        return;
    }
    const Folder folder;
    const std::string fst = (folder.path / "trace.fst").string();
    for (const auto& window : {std::optional<VcdWriter::Cycles>(), std::optional(VcdWriter::Cycles{2, 2})}) {
        write_small(folder.file(), window);
        CHECK(std::system(("vcd2fst " + folder.file() + " " + fst + " > /dev/null 2>&1").c_str()) == 0);
        CHECK(fs::file_size(fst) > 0);
        // And back: what the converter understood.
        if (std::system("command -v fst2vcd > /dev/null 2>&1") != 0) continue;
        const std::string back = (folder.path / "back.vcd").string();
        REQUIRE(std::system(("fst2vcd -f " + fst + " -o " + back + " > /dev/null 2>&1").c_str()) == 0);
        const std::string text = slurp(back);
        CHECK(text.find("srun ") != std::string::npos);
        CHECK(text.find("b0100 ") != std::string::npos);
    }
}
