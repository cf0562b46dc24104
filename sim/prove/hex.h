// SPDX-License-Identifier: Apache-2.0
// The wires of a beat as a hexadecimal number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hashiflex::prove {

// `bits` wires, all 0 at first.
class Wires {
 public:
    explicit Wires(std::size_t bits) : bits_(bits), words_((bits + kWordBits - 1) / kWordBits + 1) {}

    // Wires first .. first + bits - 1, at most 64: the low bits of `value`, two's complement.
    void set(std::size_t first, int bits, std::int64_t value) {
        auto low = static_cast<std::uint64_t>(value);
        if (bits < 64) low &= (std::uint64_t{1} << bits) - 1;
        const std::size_t word = first / kWordBits;
        const std::size_t offset = first % kWordBits;
        words_[word] |= low << offset;
        if (offset > 0) words_[word + 1] |= low >> (kWordBits - offset);
    }

    // As Verilog's %h prints it: all digits, the highest first.
    std::string hex() const {
        constexpr char kDigits[] = "0123456789abcdef";
        std::string text;
        for (std::size_t digit = (bits_ + 3) / 4; digit-- > 0;)
            text += kDigits[words_[digit / 16] >> (digit % 16 * 4) & 15];
        return text;
    }

 private:
    static constexpr std::size_t kWordBits = 64;

    std::size_t bits_;
    std::vector<std::uint64_t> words_;
};

// The digits of `beat` where those of `mask`, as many, have their bits set.
inline std::string masked(const std::string& beat, const std::string& mask) {
    const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
    std::string text = beat;
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = "0123456789abcdef"[value(beat[i]) & value(mask.at(i))];
    return text;
}

}  // namespace hashiflex::prove
