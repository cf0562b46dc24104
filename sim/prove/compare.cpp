// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

namespace hashiflex::prove {
namespace {

constexpr std::size_t kContext = 3;  // transfers before and after
constexpr std::size_t kShownDigits = 48;

using Cycle = std::vector<Transfer>;

struct History {
    std::uint64_t count = 0;
    std::deque<Transfer> last;
};

// The transfers of `stream` in a cycle, which are in the order of streams.
Cycle of_stream(const Cycle& cycle, std::size_t stream) {
    Cycle found;
    std::copy_if(cycle.begin(), cycle.end(), std::back_inserter(found),
                 [&](const Transfer& transfer) { return transfer.stream == stream; });
    return found;
}

// The first stream that one of them does not treat as the other; at least one of them has transfers.
std::optional<std::size_t> parting_stream(const Cycle& a, const Cycle& b) {
    if (a.empty() || b.empty() || a.front().cycle != b.front().cycle) {
        const bool b_first = a.empty() || (!b.empty() && b.front().cycle < a.front().cycle);
        return (b_first ? b : a).front().stream;
    }
    const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (in_a == a.end() && in_b == b.end()) return std::nullopt;
    if (in_a == a.end()) return in_b->stream;
    if (in_b == b.end()) return in_a->stream;
    return std::min(in_a->stream, in_b->stream);
}

// From `cycle` on, what moves on one stream: a few transfers.
std::vector<Transfer> what_follows(Cycle cycle, LogReader& log, std::size_t stream) {
    std::vector<Transfer> found;
    for (; !cycle.empty() && found.size() <= kContext; cycle = log.next_cycle())
        for (Transfer& transfer : of_stream(cycle, stream)) found.push_back(std::move(transfer));
    return found;
}

// Cycle of two logs read side by side: the earlier one's transfers alone if the other has none in it.
std::uint64_t earlier(const Cycle& a, const Cycle& b) {
    if (a.empty()) return b.front().cycle;
    if (b.empty()) return a.front().cycle;
    return std::min(a.front().cycle, b.front().cycle);
}

// "image 3, row 1, beat 5 of the row".
std::string place(const Mismatch& mismatch, const StreamShape& shape) {
    if (shape.bits == 0) return fmt::format("access {}", mismatch.number);
    const auto per_row = static_cast<std::uint64_t>(shape.beats_per_row);
    const auto per_image = per_row * static_cast<std::uint64_t>(shape.rows);
    return fmt::format("image {}, row {}, beat {} of the row", mismatch.number / per_image,
                       mismatch.number % per_image / per_row, mismatch.number % per_row);
}

// `bits` bits from bit `first` of a hexadecimal number, two's complement.
std::int64_t value_at(const std::string& digits, std::size_t first, int bits) {
    std::uint64_t value = 0;
    for (int b = bits - 1; b >= 0; --b) {
        const std::size_t bit = first + static_cast<std::size_t>(b);
        const std::size_t digit = bit / 4;
        const char c = digit < digits.size() ? digits[digits.size() - 1 - digit] : '0';
        const int nibble = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value << 1 | static_cast<std::uint64_t>(nibble >> (bit % 4) & 1);
    }
    if (bits < 64 && (value >> (bits - 1) & 1) != 0) value |= ~std::uint64_t{0} << bits;
    return static_cast<std::int64_t>(value);
}

// The first value in which two beats differ.
std::string differing_value(const Mismatch& mismatch, const StreamShape& shape) {
    if (mismatch.simulator.empty() || mismatch.rtl.empty() || shape.bits <= 0) return "";
    const Transfer& simulator = mismatch.simulator.front();
    const Transfer& rtl = mismatch.rtl.front();
    if (simulator.cycle != rtl.cycle) return "";
    for (int lane = 0; lane < shape.lanes; ++lane)
        for (int channel = 0; channel < shape.values_per_pixel; ++channel) {
            const auto first = static_cast<std::size_t>((lane * shape.values_per_pixel + channel) * shape.bits);
            const std::int64_t a = value_at(simulator.data, first, shape.bits);
            const std::int64_t b = value_at(rtl.data, first, shape.bits);
            if (a != b)
                return fmt::format("lane {}, channel {} (as {}-bit two's complement): simulator {}, RTL {}\n", lane,
                                   channel, shape.bits, a, b);
        }
    return "the values agree; the wires above them (the class) do not\n";
}

// The low digits of long beats; around the first difference if there is another beat to differ from.
std::string shown(const std::string& digits, const std::string& other) {
    if (digits.size() <= kShownDigits) return digits;
    std::size_t from_end = 0;  // digits to the right of the window
    if (digits.size() == other.size() && digits != other) {
        std::size_t last = digits.size() - 1;
        while (digits[last] == other[last]) --last;
        from_end = digits.size() - 1 - last;
        from_end -= std::min(from_end, kShownDigits / 2);
    }
    const std::size_t end = digits.size() - from_end;
    const std::size_t begin = end - std::min(end, kShownDigits);
    return (begin > 0 ? ".." : "") + digits.substr(begin, end - begin) + (from_end > 0 ? ".." : "");
}

std::string row(const std::string& side, const std::vector<Transfer>& transfers, const std::vector<Transfer>& other) {
    std::string text;
    for (std::size_t i = 0; i < transfers.size(); ++i)
        text += fmt::format("  {:<10} {:>8}  {}\n", side, transfers[i].cycle,
                            shown(transfers[i].data, i < other.size() ? other[i].data : ""));
    if (transfers.empty()) text += fmt::format("  {:<10} {:>8}  nothing moves any more\n", side, "");
    return text;
}

}  // namespace

Comparison compare(const std::filesystem::path& simulator, const std::filesystem::path& rtl) {
    LogReader logs[] = {LogReader(simulator), LogReader(rtl)};
    Cycle a = logs[0].next_cycle();
    Cycle b = logs[1].next_cycle();
    Comparison comparison;
    std::map<std::size_t, History> histories;
    for (; !a.empty() || !b.empty(); a = logs[0].next_cycle(), b = logs[1].next_cycle()) {
        const auto parting = parting_stream(a, b);
        if (parting) {
            const History& history = histories[*parting];
            comparison.mismatch = Mismatch{*parting,
                                           earlier(a, b),
                                           history.count,
                                           {history.last.begin(), history.last.end()},
                                           what_follows(a, logs[0], *parting),
                                           what_follows(b, logs[1], *parting)};
            break;
        }
        for (const Transfer& transfer : a) {
            ++comparison.transfers;
            History& history = histories[transfer.stream];
            ++history.count;
            history.last.push_back(transfer);
            if (history.last.size() > kContext) history.last.pop_front();
        }
    }
    comparison.streams = static_cast<std::uint64_t>(
        std::count_if(histories.begin(), histories.end(), [](const auto& entry) { return entry.second.count > 0; }));
    return comparison;
}

std::string to_text(const Mismatch& mismatch, const StreamShape& shape) {
    std::string text = fmt::format("first difference: stream {} at cycle {}, {}\n", shape.name, mismatch.cycle,
                                   place(mismatch, shape));
    text += differing_value(mismatch, shape);
    text += fmt::format("  {:<10} {:>8}  {}\n", "", "cycle", "data (lane 0, channel 0 at the right end)");
    if (!mismatch.before.empty()) text += row("both", mismatch.before, {});
    text += row("simulator", mismatch.simulator, mismatch.rtl);
    return text + row("RTL", mismatch.rtl, mismatch.simulator);
}

}  // namespace hashiflex::prove
