// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/npu_memories.h"

#include <algorithm>
#include <numeric>

namespace hashiflex::rtl {
namespace {

int ceil_div(int a, int b) {
    return (a + b - 1) / b;
}

// Most weights in a row that never lie in two words of one memory. Only other words of the class, and the class that
// comes next in the same column, can meet there.
std::int64_t reach(const NpuSection& section, int bank_rows) {
    constexpr std::int64_t kNever = std::int64_t{1} << 40;
    std::int64_t least = kNever;
    std::vector<std::int64_t> last(static_cast<std::size_t>(ceil_div(section.rows, bank_rows)), -kNever);
    for (int k = 0; k < section.classes && k <= section.columns; k += section.columns)
        for (int input = 0, run = 0; input < section.inputs; input += run) {
            const int row = input % section.rows;
            run = std::min({bank_rows - row % bank_rows, section.rows - row, section.inputs - input});
            const std::int64_t begin = std::int64_t{k} * section.inputs + input;
            std::int64_t& end = last[static_cast<std::size_t>(row / bank_rows)];
            least = std::min(least, begin - end);
            end = begin + run - 1;
        }
    return least;
}

char hex_digit(unsigned value) {
    return "0123456789abcdef"[value];
}

// A word as $readmemh reads it; the first element lowest.
std::string hex_word(const std::vector<std::uint32_t>& elements, int bits) {
    const std::size_t word_bits = elements.size() * static_cast<std::size_t>(bits);
    std::string text((word_bits + 3) / 4, '0');
    for (std::size_t digit = 0; digit < text.size(); ++digit) {
        unsigned value = 0;
        for (std::size_t i = 4 * digit; i < std::min(4 * digit + 4, word_bits); ++i) {
            const auto width = static_cast<std::size_t>(bits);
            value |= ((elements[i / width] >> (i % width)) & 1U) << (i - 4 * digit);
        }
        text[text.size() - 1 - digit] = hex_digit(value);
    }
    return text + "\n";
}

}  // namespace

NpuBanks npu_banks(const NpuSection& section, int burst_bytes) {
    // Bursts begin at whole bytes: if rows and classes do, too, all weights of a byte go together.
    const int per_byte = 8 / section.bits;
    const bool in_bytes = section.inputs % per_byte == 0 && section.rows % per_byte == 0;
    const int unit = in_bytes ? per_byte : 1;
    NpuSection units = section;
    units.inputs /= unit;
    units.rows /= unit;
    const int burst = burst_bytes * per_byte / unit;

    NpuBanks best;
    int fewest = 0;
    for (int banks = 1; banks <= units.rows; ++banks) {
        const int bank_rows = ceil_div(units.rows, banks);
        if (bank_rows * unit > kMostBankElements) continue;
        const int ports = ceil_div(burst, static_cast<int>(std::min<std::int64_t>(burst, reach(units, bank_rows))));
        if (fewest != 0 && ports >= fewest) continue;
        fewest = ports;
        best = {bank_rows * unit, ceil_div(burst, ports) * unit};
    }
    return best;
}

std::vector<File> npu_memory_files(const std::string& name, const NpuSection& section, const NpuBanks& banks,
                                   const std::function<std::uint32_t(int, int)>& value) {
    std::vector<File> files;
    for (int column = 0; column < section.columns; ++column)
        for (int first = 0; first < section.rows; first += banks.bank_rows) {
            std::string text;
            std::vector<std::uint32_t> word(static_cast<std::size_t>(std::min(banks.bank_rows, section.rows - first)));
            for (int group = 0; group < section.classes; group += section.columns)
                for (int step = 0; step < section.inputs; step += section.rows) {
                    for (std::size_t i = 0; i < word.size(); ++i) {
                        const int k = group + column;
                        const int input = step + first + static_cast<int>(i);
                        const bool exists = k < section.classes && input < section.inputs;
                        word[i] = exists ? value(k, input) : 0;
                    }
                    text += hex_word(word, section.bits);
                }
            const std::string number = std::to_string(files.size());
            files.push_back({name + "_" + std::string(5 - number.size(), '0') + number + ".hex", std::move(text)});
        }
    return files;
}

}  // namespace hashiflex::rtl
