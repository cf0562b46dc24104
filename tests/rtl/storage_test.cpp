// SPDX-License-Identifier: Apache-2.0
// Is what synthesis sees of buffers and FIFOs, flops or latches and one-hot trees, what simulators prove?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/rtl/library.h"
#include "sim/config/load.h"
#include "tests/rtl/expected.h"
#include "tests/rtl/tools.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <string>

using namespace hashiflex;
using namespace hashiflex::test;
using Catch::Matchers::Contains;

namespace {

// Words of flops and of latches side by side, written at random. In the high phase everything changes, in the low phase
// data go on changing and are still at the edge.
constexpr const char* kWordsBench = R"(
module bench;
    localparam int WIDTH = 70;  // three gates, the last one of 6 latches
    localparam int DEPTH = 5;
    logic clk = 1'b0;
    logic write = 1'b0;
    logic [2:0] to = '0, from = '0;
    logic [WIDTH-1:0] data = '0, of_flops, of_latches;
    logic [DEPTH*WIDTH-1:0] flops, latches;
    hf_words #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(3), .LATCHES(0)) a (.clk, .write, .to, .data, .words(flops));
    hf_words #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_BITS(3), .LATCHES(1)) b (.clk, .write, .to, .data, .words(latches));
    hf_select #(.WIDTH(WIDTH), .WORDS(DEPTH), .ADDRESS_BITS(3)) c (.words(flops), .from, .word(of_flops));
    hf_select #(.WIDTH(WIDTH), .WORDS(DEPTH), .ADDRESS_BITS(3)) d (.words(latches), .from, .word(of_latches));

    int compared = 0, wrong = 0;
    function automatic logic [WIDTH-1:0] noise;
        noise = {$urandom, $urandom, 6'($urandom)};
    endfunction
    initial begin
        for (int cycle = 0; cycle < 2000; cycle++) begin
            #1 write = 1'($urandom); to = 3'($urandom); data = noise();
            #2 write = 1'($urandom); to = 3'($urandom % DEPTH); data = noise(); from = 3'($urandom % DEPTH);
            #2 clk = 1'b0;
            #1 data = noise();
            #2 data = noise();
            #1 for (int i = 0; i < DEPTH; i++)
                if (cycle > 200 && !(write && to == 3'(i))) begin
                    compared++;
                    if (flops[i*WIDTH+:WIDTH] !== latches[i*WIDTH+:WIDTH]) wrong++;
                    if (from == 3'(i) && (of_flops !== flops[i*WIDTH+:WIDTH] || of_latches !== of_flops)) wrong++;
                end
            #1 clk = 1'b1;
        end
        $display("%s: %0d compared, %0d wrong", compared > 7000 && wrong == 0 ? "EQUAL" : "DIFFERENT", compared, wrong);
        $finish;
    end
endmodule
)";

const std::string kWordFiles = "hf_latched_word.sv hf_words.sv hf_select.sv bench.sv";

void write_words_bench(const TempDir& folder) {
    for (const auto& file : rtl::library_modules()) folder.write(file.name, file.text);
    folder.write("bench.sv", kWordsBench);
}

std::string in_icarus(const TempDir& folder) {
    return output_of(folder, "iverilog -g2012 -s bench -o bench " + kWordFiles + " && vvp -n bench");
}

// What reaches an enable half a cycle before the edge is what latches need: the bench changes its inputs behind the
// edge, not half a cycle later.
std::string early(std::string bench) {
    const auto replace = [&](const std::string& from, const std::string& to) {
        REQUIRE(bench.find(from) != std::string::npos);
        bench.replace(bench.find(from), from.size(), to);
    };
    replace("always #1 clk", "always #2 clk");
    replace("always @(negedge clk) begin", "always @(posedge clk) begin #1;");
    return bench;
}

// The chip as synthesis sees it.
void require_synthesized(const core::Design& design, const Images& images, const Stall& stall) {
    const TempDir folder;
    const rtl::Emission emission = rtl::emit_chip(design);
    const core::Cycle cycles = write_bench((folder / "").string(), emission, design, images, stall);
    folder.write("tb.sv", early(TempDir::read(folder / "tb.sv")));
    const std::string compile = "iverilog -g2012 -DSYNTHESIS -s tb -o sim " + file_list(emission, true);
    REQUIRE(output_of(folder, compile) == "");
    REQUIRE_THAT(output_of(folder, "timeout 200 vvp -n sim +cycles=" + std::to_string(cycles)), Contains("PASS: "));
}

void require_random(core::StorageChoice storage, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        INFO("seed " << seed);
        RandomOptions options;
        options.explicit_depths = seed % 2 == 1;
        auto random = random_design(seed, options);
        random.hardware.storage = storage;
        const auto design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
        require_synthesized(design, random.images, {seed, seed % 3 == 0 ? 100 : 70, seed % 3 == 1 ? 100 : 60});
    }
}

// Instances of a module in the stages.
std::size_t occurrences(const rtl::Emission& emission, const std::string& module) {
    std::size_t found = 0;
    for (const auto& file : emission.files)
        if (file.name.rfind("stage_", 0) == 0)
            for (std::size_t at = 0; (at = file.text.find(module + " #", at)) != std::string::npos; ++at) ++found;
    return found;
}

}  // namespace

TEST_CASE("words of latches hold what words of flops hold, whatever data do before the edge", "[rtl]") {
    const TempDir folder;
    write_words_bench(folder);
    CHECK_THAT(in_icarus(folder), Contains("EQUAL: "));
    const std::string build =
        "verilator --binary --timing -Wno-fatal -Wno-lint -Wno-style -O0 --top-module bench " + kWordFiles;
    CHECK_THAT(output_of(folder, build + " > build.log 2>&1; obj_dir/Vbench"), Contains("EQUAL: "));

    const std::string word = TempDir::read(folder / "hf_latched_word.sv");
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string other = word;
        REQUIRE(other.find(from) != std::string::npos);
        folder.write("hf_latched_word.sv", other.replace(other.find(from), from.size(), to));
        return in_icarus(folder);
    };
    CHECK_THAT(with("enable && !clk", "enable && clk"), Contains("DIFFERENT: "));  // open in the high phase
    CHECK_THAT(with("if (clk) enable", "if (!clk) enable"), Contains("DIFFERENT: "));
    CHECK_THAT(with("= write;", "= 1'b1;"), Contains("DIFFERENT: "));
}

TEST_CASE("random chips of latches as synthesis sees them", "[rtl]") {
    require_random(core::StorageChoice::latches, 1, 10);
}
TEST_CASE("random chips of flops as synthesis sees them", "[rtl]") {
    require_random(core::StorageChoice::flops, 11, 16);
}

TEST_CASE("random chips of SRAM", "[rtl]") {
    std::size_t memories = 0, banks = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        INFO("seed " << seed);
        RandomOptions options;
        options.explicit_depths = seed % 2 == 1;
        auto random = random_design(seed, options);
        ask_for_sram(random);
        const auto design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
        const TempDir folder;
        const rtl::Emission emission = rtl::emit_chip(design);
        const Stall stall{seed, seed % 3 == 0 ? 100 : 70, seed % 3 == 1 ? 100 : 60};
        const core::Cycle cycles = write_bench((folder / "").string(), emission, design, random.images, stall);
        if (seed <= 2) REQUIRE(lint(folder, emission) == "");
        REQUIRE_THAT(simulate(folder, emission, cycles), Contains("PASS: "));
        memories += occurrences(emission, "hf_sram_ring") + occurrences(emission, "hf_banks");
        banks += occurrences(emission, "hf_banks");
    }
    CHECK(memories > 10);
    CHECK(banks > 2);
}

TEST_CASE("a beat that comes when its step waits is caught beside the SRAM", "[rtl]") {
    const auto loaded = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml", {"storage=sram"});
    const TempDir folder;
    const rtl::Emission emission = rtl::emit_chip(loaded.design);
    Images images(2, std::vector<std::uint8_t>(64));
    for (std::size_t i = 0; i < 64; ++i) images[0][i] = images[1][63 - i] = static_cast<std::uint8_t>(3 * i);
    const core::Cycle cycles = write_bench((folder / "").string(), emission, loaded.design, images, {1, 70, 70});
    CHECK_THAT(simulate(folder, emission, cycles), Contains("PASS: "));
    std::string text = TempDir::read(folder / "hf_banks.sv");
    const std::string caught = "fresh ? caught : held";
    REQUIRE(text.find(caught) != std::string::npos);
    folder.write("hf_banks.sv", text.replace(text.find(caught), caught.size(), "held"));
    CHECK_THAT(simulate(folder, emission, cycles), Contains("FAIL: "));
}

TEST_CASE("storage changes what is written, word by word", "[rtl]") {
    const std::string file = std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml";
    const auto count = [&](const char* set, const std::string& word) {
        std::size_t found = 0;
        for (const auto& written : rtl::emit_chip(load(file, {set}).design).files) {
            if (written.name.rfind("stage_", 0) != 0) continue;
            for (std::size_t at = written.text.find(word); at != std::string::npos;
                 at = written.text.find(word, at + 1))
                ++found;
        }
        return found;
    };
    const std::size_t words = count("storage=latches", ".LATCHES(1)");
    CHECK(words > 30);
    CHECK(count("storage=latches", ".LATCHES(0)") == 0);
    CHECK(count("storage=flops", ".LATCHES(0)") == words);
    CHECK(count("storage=flops", ".LATCHES(1)") == 0);
    const std::size_t of_stem = count("stages.stem.storage=flops", ".LATCHES(0)");
    CHECK(of_stem > 1);
    CHECK(of_stem < words);
    CHECK(count("stages.stem.storage=flops", ".LATCHES(1)") == words - of_stem);
}
