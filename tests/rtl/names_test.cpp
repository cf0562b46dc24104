// SPDX-License-Identifier: Apache-2.0
// Can a name in a network file meet one that the emitter writes? Layers are called what a chip calls its own parts.
#include "sim/config/load.h"
#include "tests/rtl/tools.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>
#include <set>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

using Names = std::vector<std::string>;

// One layer of each kind that has modules of its own; a scaled classifier, hardwired, has its products and the argmax.
constexpr std::size_t kLayers = 7;

rtl::Emission emitted(const TempDir& folder, const Names& names) {
    const auto quoted = [&](std::size_t i) { return "\"" + names.at(i) + "\""; };
    const std::string format = ", output: {bits: 8, signed: true, frac: 0}";
    folder.write("n.yaml",
                 "name: n\ninput: {height: 4, width: 4, channels: 1, offset: 0, frac: 0}\n"
                 "weights: {synthetic: {seed: 1}}\nlayers:\n  - {kind: conv, kernel: 3, padding: same_upper, "
                 "channels: 2, name: " +
                     quoted(0) + format + "}\n  - {kind: avg_pool, kernel: 2, stride: 2, name: " + quoted(1) +
                     "}\n  - {kind: conv, kernel: 1, channels: 2, name: " + quoted(2) + format +
                     "}\n  - {kind: add, inputs: [" + quoted(1) + ", " + quoted(2) + "], name: " + quoted(3) + format +
                     "}\n  - {kind: concat, inputs: [" + quoted(2) + ", " + quoted(3) + "], name: " + quoted(4) +
                     "}\n  - {kind: global_avg_pool, name: " + quoted(5) +
                     "}\n  - {kind: classifier, classes: 3, name: " + quoted(6) + "}\n");
    const auto design = folder.write("d.yaml", "name: d\nnetwork: n.yaml\ntech: " HASHIFLEX_SOURCE_DIR
                                               "/configs/tech/unit.yaml\nclock: {mhz: 1}\nclassifier: hardwired\n");
    return rtl::emit_chip(load(design).design);
}

void write(const TempDir& folder, const rtl::Emission& emission) {
    for (const auto& file : emission.files) folder.write(file.name, file.text);
}

// Every word that may be a name, in what a chip is written as. What a comment says names nothing.
Names words_of(const rtl::Emission& emission) {
    const std::set<std::string> reserved{"input", "source", "sink"};
    std::set<std::string> words;
    const std::regex word("//[^\n]*|[A-Za-z_][A-Za-z0-9_]*");
    for (const auto& file : emission.files)
        for (std::sregex_iterator at(file.text.begin(), file.text.end(), word), end; at != end; ++at)
            if (at->str()[0] != '/' && reserved.count(at->str()) == 0) words.insert(at->str());
    return {words.begin(), words.end()};
}

void require_distinct(const rtl::Emission& emission) {
    std::set<std::string> files, modules;
    const std::regex declaration("(^|\n)module ([A-Za-z0-9_$]+)");
    for (const auto& file : emission.files) {
        INFO(file.name);
        CHECK(files.insert(file.name).second);
        for (std::sregex_iterator at(file.text.begin(), file.text.end(), declaration), end; at != end; ++at)
            CHECK(modules.insert((*at)[2].str()).second);
    }
}

// Chips whose layers have the names `beside` and then some of `words`, until each word was a layer's.
void check_names(const Names& words, const Names& beside) {
    const std::size_t a_chip = kLayers - beside.size();
    REQUIRE(words.size() > 10 * a_chip);
    for (std::size_t i = 0; i < words.size(); i += a_chip) {
        Names names = beside;
        for (std::size_t k = 0; names.size() < kLayers; ++k) {
            const std::string& word = words[(i + k) % words.size()];
            if (std::find(names.begin(), names.end(), word) == names.end()) names.push_back(word);
        }
        // Another kind of layer has the first word each time.
        std::rotate(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i / a_chip % kLayers), names.end());
        if (std::find(names.begin(), names.end(), names.back() + "_argmax") != names.end()) continue;
        std::string all;
        for (const auto& name : names) all += name + " ";
        INFO(all);
        const TempDir chip;
        const auto emission = emitted(chip, names);
        write(chip, emission);
        require_distinct(emission);
        REQUIRE(output_of(chip, "iverilog -g2012 -Wall -t null " + file_list(emission, true)) == "");
    }
}

}  // namespace

TEST_CASE("layers called as any part of a chip make modules, files and nets of their own", "[rtl]") {
    const TempDir folder;
    check_names(words_of(emitted(folder, {"a", "b", "c", "d", "e", "f", "g"})), {});
}

TEST_CASE("layers called as what is made for another layer make modules, files and nets of their own", "[rtl]") {
    // "a" beside what its channel, lane, products would be called.
    Names words;
    for (const char* layer : {"a", "b", "d", "g", "g_argmax"})
        for (const char* part : {"lane_", "stage_", "channel_", "products_", "mean_", "part0_lane_", "s_", "i_"})
            words.push_back(std::string(part) + layer);
    for (const char* layer : {"a", "b", "d"})
        for (const char* part : {"_channel", "_part0", "_products", "_valid", "_data", "_weights"})
            words.push_back(std::string(layer) + part);
    check_names(words, {"a", "b", "c", "d"});
}

TEST_CASE("layers called by keywords of SystemVerilog are clean in every compiler", "[rtl]") {
    for (const Names& names : {Names{"module", "endmodule", "wire", "logic", "always_ff", "case", "begin"},
                               Names{"clk", "rst", "tb", "dut", "chip", "null", "true"}}) {
        const TempDir folder;
        const auto emission = emitted(folder, names);
        write(folder, emission);
        REQUIRE(lint(folder, emission) == "");
    }
}
