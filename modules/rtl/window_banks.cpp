// SPDX-License-Identifier: Apache-2.0
// Buffers of SRAM with window registers behind them.
#include "modules/core/parts/bank_parts.h"
#include "modules/rtl/part_text.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/step_constants.h"
#include "modules/rtl/window_text.h"

#include <functional>

namespace hashiflex::rtl {
namespace {

class WindowBanks {
 public:
    WindowBanks(const core::StageDesign& stage, std::size_t k, const core::WindowHardware& hardware)
        : stage_(stage),
          k_(k),
          hardware_(hardware),
          banks_(*hardware.banks),
          n_(number(k)),
          bank_bits_(bits_for(banks_.count)),
          word_bits_(bits_for(banks_.words)) {}

    std::string text() const {
        if (hardware_.memories.empty()) return "";
        std::string text = moves("_arrival" + n_, {std::nullopt, {1 % (banks_.count * banks_.words)}}) +
                           cursor("to" + n_, *hardware_.arrivals, "arrive" + n_, "_arrival" + n_);
        for (std::size_t m = 0; m < hardware_.cursor_moves.size(); ++m)
            text += moves(n_ + "_" + number(m), hardware_.cursor_moves[m]);
        for (std::size_t c = 0; c < hardware_.cursors.size(); ++c)
            text += cursor(place(c), *hardware_.cursors[c].part, "fire", n_ + "_" + number(hardware_.cursors[c].move));
        for (std::size_t m = 0; m < hardware_.memories.size(); ++m) text += memory(m);
        return text;
    }

 private:
    static std::string number(std::size_t i) { return str(static_cast<std::int64_t>(i)); }
    std::string place(std::size_t cursor) const { return "from" + n_ + "_" + number(cursor); }

    // The nets by_bank<name> and by_word<name>: how far a cursor goes on.
    std::string moves(const std::string& name, const core::StepConstant& by) const {
        const auto literal = [](int bits, std::int64_t value) {
            return unsigned_literal(bits, static_cast<std::uint64_t>(value));
        };
        return decoded(by, {{"by_bank" + name, bank_bits_,
                             [=](std::int64_t value) { return literal(bank_bits_, core::bank_of(value, banks_)); }},
                            {"by_word" + name, word_bits_,
                             [=](std::int64_t value) { return literal(word_bits_, core::word_of(value, banks_)); }}});
    }

    // The nets <name>_bank and <name>_word, and what they are after the next move.
    std::string cursor(const std::string& name, const core::Part& part, const std::string& move,
                       const std::string& by) const {
        return "    // nobody looks ahead of what arrives\n    // verilator lint_off UNUSED\n    logic " +
               range_of(bank_bits_) + " " + name + "_bank, next_" + name + "_bank;\n    logic " + range_of(word_bits_) +
               " " + name + "_word, next_" + name + "_word;\n    // verilator lint_on UNUSED\n" +
               instance(part, name + "_cursor",
                        {{"clk", "clk"},
                         {"rst", "rst"},
                         {"move", move},
                         {"by_bank", "by_bank" + by},
                         {"by_word", "by_word" + by},
                         {"bank", name + "_bank"},
                         {"word", name + "_word"},
                         {"next_bank", "next_" + name + "_bank"},
                         {"next_word", "next_" + name + "_word"}});
    }

    std::string memory(std::size_t m) const {
        const core::HeldMemory& memory = hardware_.memories[m];
        const std::string name = n_ + "_" + number(m);
        std::vector<Piece> data;
        for (const int lane : memory.lanes) data.push_back({"in" + n_ + "_data", lane});
        const auto of_ports = [&](const std::string& before, const std::string& after) {
            std::string nets;
            for (std::size_t port = 0; port < memory.cursors.size(); ++port)
                nets = before + place(memory.cursors[port]) + after + (port == 0 ? "" : ", ") + nets;
            return memory.cursors.size() > 1 ? "{" + nets + "}" : nets;
        };
        return decoded("asks" + name, memory.next_asks) +
               "    // not every port reads all of a word\n    // verilator lint_off UNUSED\n    logic " +
               range_of(static_cast<std::int64_t>(memory.cursors.size()) * memory.words.bits) + " words" + name +
               ";\n    // verilator lint_on UNUSED\n" +
               instance(memory.part, "beats" + name,
                        {{"clk", "clk"},
                         {"write", "store" + n_},
                         {"to_bank", "to" + n_ + "_bank"},
                         {"to_word", "to" + n_ + "_word"},
                         {"data", side_by_side(data, pixel_bits(stage_, k_))},
                         {"move", "fire"},
                         {"asks", "asks" + name},
                         {"bank", of_ports("", "_bank")},
                         {"word", of_ports("", "_word")},
                         {"next_bank", of_ports("next_", "_bank")},
                         {"next_word", of_ports("next_", "_word")},
                         {"words", "words" + name}});
    }

    const core::StageDesign& stage_;
    std::size_t k_;
    const core::WindowHardware& hardware_;
    core::Banks banks_;
    std::string n_;
    int bank_bits_;
    int word_bits_;
};

}  // namespace

std::string window_banks(const core::StageDesign& stage, std::size_t k, const core::WindowHardware& hardware) {
    return WindowBanks(stage, k, hardware).text();
}

}  // namespace hashiflex::rtl
