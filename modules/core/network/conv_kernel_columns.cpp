// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/conv_kernel_columns.h"

#include "modules/core/line_aligned.h"

#if defined(__x86_64__)
#include <algorithm>
#include <array>
#include <cstring>
#include <emmintrin.h>
#include <iterator>

namespace hashiflex::core {
namespace {

constexpr int kChannels = 16;  // interleaved together

// Of this thread.
std::uint8_t* column_scratch(std::size_t bytes) {
    thread_local LineAligned<std::uint8_t> memory;
    if (memory.size() < bytes) memory.resize(bytes);
    return memory.data();
}

// Padding is a value 0 as rows store it.
void fill_padding(const ConvPlan& plan, std::uint8_t* from, std::uint8_t* to) {
    if (plan.of_bytes()) return std::fill(from, to, plan.from.as_byte(0));
    const auto word = static_cast<std::int16_t>(-plan.from.zero);
    for (; from + sizeof word <= to; from += sizeof word) std::memcpy(from, &word, sizeof word);
}

// Values of a row as the plan's form takes them: bytes become words where it asks for words.
void copy_values(const ConvPlan& plan, RowView row, std::size_t count, std::uint8_t* to) {
    if (plan.from.bytes == plan.value_bytes()) {
        std::memcpy(to, row, count * static_cast<std::size_t>(plan.value_bytes()));
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::int16_t word = row[i];
        std::memcpy(to + i * sizeof word, &word, sizeof word);
    }
}

__m128i load(const void* from) {
    return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

void store(std::int32_t* to, __m128i value) {
    _mm_store_si128(reinterpret_cast<__m128i*>(to), value);
}

// How the rows lie in memory, and how they are interleaved.
enum class Rows { bytes, words_of_bytes, words };

// Where the rows of one step are read: values of padding stay where they are.
struct Row {
    const std::uint8_t* at;
    std::ptrdiff_t of_column;
};

// 16 channels of a pixel of 4 or 2 rows, which start at `rows[r].at + offset`.
template <Rows Kind>
void interleave(const Row (&rows)[4], std::ptrdiff_t offset, std::int32_t* to) {
    const auto part = [&](int r, int half) { return load(rows[r].at + offset + 16 * half); };
    if constexpr (Kind == Rows::bytes) {
        const __m128i a = part(0, 0), b = part(1, 0), c = part(2, 0), d = part(3, 0);
        const __m128i ab_low = _mm_unpacklo_epi8(a, b), ab_high = _mm_unpackhi_epi8(a, b);
        const __m128i cd_low = _mm_unpacklo_epi8(c, d), cd_high = _mm_unpackhi_epi8(c, d);
        store(to, _mm_unpacklo_epi16(ab_low, cd_low));
        store(to + 4, _mm_unpackhi_epi16(ab_low, cd_low));
        store(to + 8, _mm_unpacklo_epi16(ab_high, cd_high));
        store(to + 12, _mm_unpackhi_epi16(ab_high, cd_high));
    } else {
        const __m128i zero = _mm_setzero_si128();
        for (int half = 0; half < 2; ++half) {
            const auto words = [&](int r) {
                if (Kind == Rows::words) return part(r, half);
                return half == 0 ? _mm_unpacklo_epi8(part(r, 0), zero) : _mm_unpackhi_epi8(part(r, 0), zero);
            };
            store(to + 8 * half, _mm_unpacklo_epi16(words(0), words(1)));
            store(to + 8 * half + 4, _mm_unpackhi_epi16(words(0), words(1)));
        }
    }
}

// One step of `count` channels, of which there are as many or fewer left in a pixel.
template <Rows Kind>
void interleave_channels(const ConvPlan& plan, const Row (&rows)[4], int channel, int count, std::int32_t* to) {
    const int bytes = plan.from.bytes;
    const int whole = std::min(count, (plan.in.channels - channel) / kChannels * kChannels);
    for (int c = 0; c < whole; c += kChannels) interleave<Kind>(rows, std::ptrdiff_t{c} * bytes, to + c);
    const int left = std::min(count, plan.in.channels - channel) - whole;
    if (left == 0) return;
    std::uint8_t last[4][2 * kChannels] = {};  // rows end with their last channel
    Row copies[4];
    for (int r = 0; r < 4; ++r) {
        std::memcpy(last[r], rows[r].at + std::ptrdiff_t{whole} * bytes, static_cast<std::size_t>(left * bytes));
        copies[r] = {last[r], 0};
    }
    interleave<Kind>(copies, 0, to + whole);
}

// All columns of one step: `to` is its place in the first one.
template <Rows Kind>
void interleave_step(const ConvPlan& plan, const std::vector<RowView>& rows, int step, int channel, int channels,
                     std::int32_t* to) {
    std::uint8_t nothing[8 * kChannels * 2];                                  // as many channels as a group has
    std::fill(std::begin(nothing), std::end(nothing), plan.from.as_byte(0));  // two of them: the word 0
    const Row padding{nothing, 0};
    Row inside[4] = {padding, padding, padding, padding};  // also beyond the window: weights are 0
    for (int r = 0; r < plan.per_step(); ++r) {
        const auto row = static_cast<std::size_t>(step * plan.per_step() + r);
        if (row < rows.size() && rows[row] != nullptr)
            inside[r] = {rows[row] + std::ptrdiff_t{channel} * plan.from.bytes,
                         std::ptrdiff_t{plan.in.channels} * plan.from.bytes};
    }
    const Row outside[4] = {padding, padding, padding, padding};
    const std::ptrdiff_t per_column = std::ptrdiff_t{plan.steps} * channels;
    const int first = -plan.window.pad_left;
    for (int column = first; column < first + plan.packed_width(); ++column, to += per_column) {
        const bool in_map = column >= 0 && column < plan.in.width;
        interleave_channels<Kind>(plan, in_map ? inside : outside, channel, channels, to);
        if (!in_map) continue;
        for (Row& row : inside) row.at += row.of_column;
    }
}

}  // namespace

PaddedRows padded_rows(const ConvPlan& plan, const std::vector<RowView>& rows) {
    const bool pointwise = plan.window.taps() == 1 && rows.front() != nullptr && plan.window.pad_left == 0 &&
                           plan.window.pad_right == 0 && plan.pixel_bytes() % 4 == 0;
    if (pointwise && plan.from.bytes == plan.value_bytes()) return {rows.front(), 0};
    const std::ptrdiff_t row_bytes = plan.packed_row();
    std::uint8_t* const all = column_scratch(rows.size() * static_cast<std::size_t>(row_bytes));
    const int width = std::min(plan.in.width, plan.packed_width() - plan.window.pad_left);
    const std::ptrdiff_t left = std::ptrdiff_t{plan.window.pad_left} * plan.pixel_bytes();
    const std::ptrdiff_t right = left + std::ptrdiff_t{width} * plan.pixel_bytes();
    std::uint8_t* row = all;
    for (const RowView values : rows) {
        fill_padding(plan, row, row + (values == nullptr ? row_bytes : left));
        if (values != nullptr) {
            copy_values(plan, values, static_cast<std::size_t>(width * plan.in.channels), row + left);
            fill_padding(plan, row + right, row + row_bytes);
        }
        row += row_bytes;
    }
    return {all, row_bytes};
}

const std::int32_t* interleaved_columns(const ConvPlan& plan, const std::vector<RowView>& rows, int channel,
                                        int channels) {
    const auto values = static_cast<std::size_t>(plan.packed_width() * plan.steps * channels);
    auto* const all = reinterpret_cast<std::int32_t*>(column_scratch(values * sizeof(std::int32_t)));
    for (int step = 0; step < plan.steps; ++step) {
        std::int32_t* const to = all + step * channels;
        if (plan.of_bytes())
            interleave_step<Rows::bytes>(plan, rows, step, channel, channels, to);
        else if (plan.from.bytes == 1)
            interleave_step<Rows::words_of_bytes>(plan, rows, step, channel, channels, to);
        else
            interleave_step<Rows::words>(plan, rows, step, channel, channels, to);
    }
    return all;
}

}  // namespace hashiflex::core
#endif
