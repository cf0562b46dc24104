// SPDX-License-Identifier: Apache-2.0
// Do the memories of the NPU hold the bytes that the bus writes, wherever they lie, and does the array read them?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "modules/core/network/evaluate.h"
#include "modules/core/network/weight_image.h"
#include "modules/rtl/npu_memories.h"
#include "tests/rtl/expected.h"
#include "tests/rtl/tools.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iomanip>
#include <map>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Npu {
    rtl::NpuSection weights;
    int port_bytes;
    bool scaled;
};

std::ostream& operator<<(std::ostream& out, const Npu& npu) {
    const rtl::NpuSection& w = npu.weights;
    return out << w.inputs << " inputs x " << w.classes << " classes of int" << w.bits << " on " << w.rows << " x "
               << w.columns << ", " << npu.port_bytes << " bytes a write";
}

core::Array random_integers(Random& random, std::vector<std::size_t> shape, int most) {
    core::Array array;
    array.shape = std::move(shape);
    std::size_t count = 1;
    for (const std::size_t n : array.shape) count *= n;
    for (std::size_t i = 0; i < count; ++i) array.integers.push_back(random.between(-most - 1, most));
    return array;
}

// A row of pixels and the NPU.
core::Design design_of(const Npu& npu, Random& random) {
    core::NetworkSpec network;
    network.name = "npu";
    network.input.width = npu.weights.inputs;
    core::ClassifierSpec spec;
    spec.classes = npu.weights.classes;
    spec.weight_bits = npu.weights.bits;
    network.layers.push_back({"fc", {}, spec});
    const auto classes = static_cast<std::size_t>(npu.weights.classes);
    core::WeightSet weights;
    weights["fc.weight"] = random_integers(random, {classes, static_cast<std::size_t>(npu.weights.inputs)},
                                           (1 << (npu.weights.bits - 1)) - 1);
    weights["fc.bias"] = random_integers(random, {classes}, 1 << 20);
    if (npu.scaled) {
        core::Array& scale = weights["fc.scale"];
        scale.shape = {classes};
        scale.is_integer = false;
        for (std::size_t k = 0; k < classes; ++k)
            scale.reals.push_back(static_cast<float>(random.between(1, 1000)) / 512.0F);
    }
    core::HardwareSpec hardware;
    hardware.npu.emplace();
    hardware.npu->rows = npu.weights.rows;
    hardware.npu->columns = npu.weights.columns;
    hardware.npu->write_port_bytes = npu.port_bytes;
    return core::resolve(core::build_network(network, weights), hardware);
}

std::string hex(std::uint64_t value, int digits) {
    std::ostringstream text;
    text << std::hex << std::setw(digits) << std::setfill('0') << value;
    return text.str();
}

// The bus master, an access a cycle: what it asks, and what must be answered.
class Host {
 public:
    void write(Bytes& set, std::size_t offset, const Bytes& data) {
        std::copy(data.begin(), data.end(), set.begin() + static_cast<std::ptrdiff_t>(offset));
        std::string text;
        for (const std::uint8_t byte : data) text = hex(byte, 2) + text;
        ask(true, kWeights + offset, data.size(), text);
    }
    void read(const Bytes& set, std::size_t offset, std::size_t bytes) {
        std::uint32_t answer = 0;
        for (std::size_t i = 0; i < bytes; ++i) answer |= std::uint32_t{set[offset + i]} << (8 * i);
        answers_[cycle_] = answer;
        ask(false, kWeights + offset, bytes, "0");
    }
    // Each byte as the first, second, .. of an access, as far as it goes.
    void read_all(const Bytes& set) {
        for (std::size_t offset = 0; offset < set.size(); ++offset)
            for (const std::size_t bytes : {std::size_t{4}, offset % 3 + 1})
                read(set, offset, std::min(bytes, set.size() - offset));
    }
    void commit() { ask(true, 0, 4, "1"); }
    void wait(long long cycles) { cycle_ += cycles; }

    long long cycle() const { return cycle_; }
    const std::string& accesses() const { return accesses_; }
    std::size_t count() const { return count_; }
    const std::map<long long, std::uint32_t>& answers() const { return answers_; }

 private:
    static constexpr std::uint64_t kWeights = 0x10000000;

    void ask(bool write, std::uint64_t address, std::size_t bytes, const std::string& data) {
        accesses_ += std::to_string(cycle_++) + (write ? " 1 " : " 0 ") + hex(address, 8) + " " +
                     std::to_string(bytes) + " " + data + "\n";
        ++count_;
    }

    long long cycle_ = 1;
    std::size_t count_ = 0;
    std::string accesses_;
    std::map<long long, std::uint32_t> answers_;  // by cycle of the access
};

// Bursts of all lengths anywhere, and the longest across each border of the set.
void write_some(Host& host, Bytes& set, const std::vector<std::size_t>& borders, std::size_t port, Random& random) {
    const std::size_t most = std::min(port, set.size());
    const auto data = [&](std::size_t bytes) {
        Bytes text(bytes);
        for (auto& byte : text) byte = static_cast<std::uint8_t>(random.between(0, 255));
        return text;
    };
    for (int n = 0; n < 30; ++n) {
        const auto bytes = static_cast<std::size_t>(random.between(1, static_cast<int>(most)));
        host.write(set, static_cast<std::size_t>(random.between(0, static_cast<int>(set.size() - bytes))), data(bytes));
        host.read(set, set.size() - 1, 1);
    }
    for (const std::size_t border : borders)
        for (const std::size_t before : {most, most - most / 2, std::size_t{1}})
            if (before <= border && border - before + most <= set.size()) host.write(set, border - before, data(most));
}

}  // namespace

TEST_CASE("every byte of a weight set is where the bus put it, and the array reads it there", "[rtl]") {
    const auto npu = GENERATE(Npu{{64, 10, 8, 8, 5}, 4, true},   // digits
                              Npu{{7, 5, 2, 3, 1}, 16, false},   // the last byte has unused bits; one column
                              Npu{{5, 3, 4, 4, 2}, 4, true},     // the same, and a class without a column
                              Npu{{1, 9, 2, 1, 4}, 8, false},    // one input
                              Npu{{16, 6, 4, 8, 3}, 1, true},    // classes and words begin at whole bytes
                              Npu{{13, 7, 8, 8, 3}, 9, true},    // bursts longer than a word
                              Npu{{66, 2, 4, 66, 1}, 4, false},  // a word wider than a memory
                              Npu{{3, 5, 8, 2, 5}, 24, true},    // a burst is many classes
                              Npu{{9, 2, 8, 2, 1}, 3, true});
    INFO(npu);
    Random random(static_cast<std::uint64_t>(npu.weights.inputs + npu.port_bytes));
    const core::Design design = design_of(npu, random);
    const auto& classifier = std::get<core::Classifier>(design.stages.back().op);
    const Bytes initial = core::pack_weights(classifier);
    const std::size_t weight_bytes =
        (static_cast<std::size_t>(npu.weights.inputs) * static_cast<std::size_t>(npu.weights.classes) *
             static_cast<std::size_t>(npu.weights.bits) +
         7) /
        8;
    const std::size_t bias_end = weight_bytes + 4 * static_cast<std::size_t>(npu.weights.classes);
    REQUIRE(initial.size() == bias_end + (npu.scaled ? 2 * static_cast<std::size_t>(npu.weights.classes) : 0));
    const std::vector<std::size_t> borders{static_cast<std::size_t>(npu.weights.inputs * npu.weights.bits / 8),
                                           weight_bytes, bias_end, initial.size()};

    // Each set is written, committed, and used by one image.
    Images images(2);
    std::vector<Bytes> sets(2, initial);
    Host host;
    std::string open;
    for (std::size_t s = 0; s < 2; ++s) {
        host.read_all(sets[s]);
        write_some(host, sets[s], borders, static_cast<std::size_t>(std::max(4, npu.port_bytes)), random);
        host.read_all(sets[s]);
        host.commit();
        for (auto n = static_cast<long long>(open.size()) / 2; n < host.cycle(); ++n) open += "0\n";
        for (int n = 0; n < design.source.grid.beats(); ++n) open += "1\n";
        host.wait(design.source.grid.beats() + 300);
        for (int i = 0; i < npu.weights.inputs; ++i)
            images[s].push_back(static_cast<std::uint8_t>(random.between(0, 255)));
    }

    const TempDir folder;
    const rtl::Emission emission = rtl::emit_chip(design);
    write_bench((folder / "").string(), emission, design, images, {});
    std::filesystem::remove(folder / "expected.log");
    folder.write("bus.txt", host.accesses());
    folder.write("source_open.hex", open);
    CHECK(lint(folder, emission) == "");
    INFO(simulate(folder, emission));

    const auto seen = transfers(folder, emission.wires.size());
    REQUIRE(seen.size() == host.count());
    std::size_t read = 0;
    for (const auto& access : seen) {
        INFO("cycle " << access.cycle << ": " << access.data);
        REQUIRE(access.data[1] == '0');
        if (access.data[0] == '1') continue;
        REQUIRE(access.data.substr(access.data.size() - 8) == hex(host.answers().at(access.cycle - 1), 8));
        ++read;
    }
    CHECK(read == host.answers().size());

    const auto results = transfers(folder, emission.wires.size() - 1);
    const auto columns = static_cast<std::size_t>(npu.weights.columns);
    const auto classes = static_cast<std::size_t>(npu.weights.classes);
    const std::size_t groups = (classes + columns - 1) / columns;
    REQUIRE(results.size() == 2 * groups);
    for (std::size_t s = 0; s < 2; ++s) {
        core::Network network = network_of(design);
        const core::Classifier written = core::unpack_weights(classifier, sets[s]);
        network.layers.back().op = written;
        const auto sums = core::evaluate(network, images[s]).back();
        for (std::size_t k = 0; k < classes; ++k) {
            INFO("image " << s << ", class " << k);
            const std::string& data = results[s * groups + k / columns].data;
            const std::size_t end = data.size() - 8 * (k % columns);
            CHECK(data.substr(end - 8, 8) == hex(static_cast<std::uint32_t>(sums[k]), 8));
        }
        // the class, in the digits above the sums of the last group
        const std::string& last = results[s * groups + groups - 1].data;
        CHECK(std::stoi(last.substr(0, last.size() - 8 * columns), nullptr, 16) ==
              core::classify(sums.data(), npu.weights.classes, written.multiplier));
    }
}

namespace {

// Do the parts of every burst of the section reach one word of each memory at most?
bool holds(const rtl::NpuSection& s, const rtl::NpuBanks& banks, int burst_bytes) {
    const int per_byte = 8 / s.bits;
    const int count = s.inputs * s.classes;
    const int burst = burst_bytes * per_byte;
    for (int start = 0; start < count; start += per_byte)
        for (int part = 0; part < burst; part += banks.part) {
            std::map<std::pair<int, int>, std::pair<int, int>> words;  // by memory: column and rows
            for (int i = part; i < std::min(part + banks.part, burst) && start + i < count; ++i) {
                const int k = (start + i) / s.inputs;
                const int input = (start + i) % s.inputs;
                const std::pair<int, int> memory{k % s.columns, input % s.rows / banks.bank_rows};
                const std::pair<int, int> word{k / s.columns, input / s.rows};
                if (words.emplace(memory, word).first->second != word) return false;
            }
        }
    return true;
}

int ports(const rtl::NpuBanks& banks, int burst) {
    return (burst + banks.part - 1) / banks.part;
}

}  // namespace

TEST_CASE("a part of a burst reaches one word of a memory, and no cut needs fewer ports", "[rtl]") {
    Random random(3);
    for (int n = 0; n < 300; ++n) {
        constexpr int kWidths[] = {2, 4, 8};
        rtl::NpuSection s;
        s.inputs = random.between(1, 24);
        s.classes = random.between(1, 9);
        s.bits = kWidths[random.between(0, 2)];
        s.rows = random.between(1, s.inputs);
        s.columns = random.between(1, s.classes);
        const int bytes = random.between(4, 12);
        const int burst = bytes * 8 / s.bits;
        const rtl::NpuBanks banks = rtl::npu_banks(s, bytes);
        INFO(s.inputs << " inputs, " << s.classes << " classes, " << s.bits << " bits, " << s.rows << " x " << s.columns
                      << ", " << bytes << " bytes: " << banks.bank_rows << " rows, parts of " << banks.part);
        REQUIRE(banks.bank_rows >= 1);
        REQUIRE(banks.bank_rows <= s.rows);
        REQUIRE(holds(s, banks, bytes));
        const int unit = 8 / s.bits;  // a burst begins at a whole byte; where classes do not, weights are counted alone
        if (s.inputs % unit != 0 || s.rows % unit != 0) continue;
        for (int rows = 1; rows <= s.rows; ++rows)
            for (int part = unit; part <= burst; part += unit)
                if (ports({rows, part}, burst) < ports(banks, burst)) REQUIRE_FALSE(holds(s, {rows, part}, bytes));
    }
}

TEST_CASE("digits: ten memories of four rows, one port", "[rtl]") {
    const rtl::NpuBanks banks = rtl::npu_banks({64, 10, 8, 8, 5}, 4);
    CHECK(banks.bank_rows == 4);
    CHECK(banks.part == 4);
    // [class][input] = 16 class + input: the words of the last column's second memory
    const auto files = rtl::npu_memory_files(
        "w", {64, 10, 8, 8, 5}, banks, [](int k, int input) { return static_cast<std::uint32_t>(16 * k + input); });
    REQUIRE(files.size() == 10);
    CHECK(files[9].name == "w_00009.hex");
    CHECK(files[9].text.substr(0, 18) == "47464544\n4f4e4d4c\n");  // class 4: inputs 4 .. 7, 12 .. 15
    CHECK(files[9].text.size() == 16 * 9);
}
