// SPDX-License-Identifier: Apache-2.0
#include "modules/core/activity/step_values.h"

#include <algorithm>

namespace hashiflex::core {

LaneSteps::LaneSteps(const BeatGrid& grid) : lanes_(static_cast<std::size_t>(std::min(grid.lanes, grid.width))) {
    const int lanes = static_cast<int>(lanes_);
    for (int beat = 0; beat < grid.beats_per_row(); ++beat)
        for (int lane = 0; lane < lanes; ++lane) {
            const int column = beat * grid.lanes + lane;
            columns_.push_back(column < grid.width ? column : column - grid.lanes);
        }
}

template <class Word>
StepValues<Word>::StepValues(const Window& window, const Shape& in, int out_rows, const LaneSteps& steps, Of of,
                             std::int32_t padding)
    : window_(window), in_(in), out_rows_(out_rows), steps_(steps), of_(of), padding_(padding) {}

template <class Word>
std::size_t StepValues<Word>::taps() const {
    const auto places = static_cast<std::size_t>(window_.taps());
    return of_ == Of::lanes ? places * static_cast<std::size_t>(in_.channels) : places;
}

template <class Word>
std::size_t StepValues<Word>::lag() const {
    return of_ == Of::lanes ? steps_.lanes() : steps_.lanes() * static_cast<std::size_t>(in_.channels);
}

template <class Word>
void StepValues<Word>::load(const MapPair& map, int first, int last) {
    const std::size_t channels = of_ == Of::lanes ? 1 : static_cast<std::size_t>(in_.channels);
    const std::size_t row = steps_.columns().size() * channels;
    places_ = lag() + row * static_cast<std::size_t>(last - first);
    values_.resize(taps() * places_);
    const std::size_t last_step = steps_.columns().size() - steps_.lanes();
    if (first > 0)
        load_row(*map.now, first - 1, last_step, 0);
    else
        load_row(*map.before, out_rows_ - 1, last_step, 0);
    for (int y = first; y < last; ++y) load_row(*map.now, y, 0, lag() + static_cast<std::size_t>(y - first) * row);
}

// Output row `row`, from the place `from` of its columns on.
template <class Word>
void StepValues<Word>::load_row(const PackedMap& map, int row, std::size_t from, std::size_t to) {
    for (int r = 0; r < window_.kernel_h; ++r) {
        const int y = row * window_.stride_h - window_.pad_top + r;
        const std::size_t first_tap = static_cast<std::size_t>(r) * static_cast<std::size_t>(window_.kernel_w);
        if (of_ == Of::lanes)
            load_planes(map, y, first_tap * static_cast<std::size_t>(in_.channels), from, to);
        else
            load_pixels(map, y, first_tap, from, to);
    }
}

template <class Word>
const std::int32_t* StepValues<Word>::unpacked_line(const PackedMap& map, int y) {
    const auto values = static_cast<std::size_t>(in_.width) * static_cast<std::size_t>(in_.channels);
    line_.resize(values);
    if (y < 0 || y >= in_.height) return nullptr;
    const std::size_t bytes = values * static_cast<std::size_t>(map.format.bytes);
    unpack(map.format, map.bytes.data() + static_cast<std::size_t>(y) * bytes, values, line_.data());
    return line_.data();
}

// Each channel of the row by itself, with its padding; a tap is a part of that.
template <class Word>
void StepValues<Word>::load_planes(const PackedMap& map, int y, std::size_t first_tap, std::size_t from,
                                   std::size_t to) {
    const auto channels = static_cast<std::size_t>(in_.channels);
    const std::vector<int>& columns = steps_.columns();
    const auto left = static_cast<std::size_t>(window_.pad_left);
    const int last = *std::max_element(columns.begin(), columns.end()) * window_.stride_w + window_.kernel_w;
    const std::size_t wide = std::max(static_cast<std::size_t>(last), left + static_cast<std::size_t>(in_.width));
    planes_.assign(channels * wide, static_cast<Word>(std::int64_t{padding_}));
    if (const std::int32_t* line = unpacked_line(map, y)) {
        constexpr std::size_t kBlock = 16;  // a cache line of values
        for (std::size_t k = 0; k < channels; k += kBlock)
            for (std::size_t x = 0; x < static_cast<std::size_t>(in_.width); ++x)
                for (std::size_t c = k; c < std::min(k + kBlock, channels); ++c)
                    planes_[c * wide + left + x] = static_cast<Word>(std::int64_t{line[x * channels + c]});
    }
    const auto stride = static_cast<std::size_t>(window_.stride_w);
    for (std::size_t c = 0; c < static_cast<std::size_t>(window_.kernel_w); ++c)
        for (std::size_t k = 0; k < channels; ++k) {
            Word* const value = values_.data() + (first_tap + c * channels + k) * places_ + to;
            const Word* const plane = planes_.data() + k * wide + c;
            for (std::size_t i = from; i < columns.size(); ++i)
                value[i - from] = plane[static_cast<std::size_t>(columns[i]) * stride];
        }
}

// Pixel after pixel, as they lie in the row.
template <class Word>
void StepValues<Word>::load_pixels(const PackedMap& map, int y, std::size_t first_tap, std::size_t from,
                                   std::size_t to) {
    const auto channels = static_cast<std::size_t>(in_.channels);
    const std::vector<int>& columns = steps_.columns();
    const std::int32_t* const line = unpacked_line(map, y);
    for (int c = 0; c < window_.kernel_w; ++c)
        for (std::size_t i = from; i < columns.size(); ++i) {
            const int x = columns[i] * window_.stride_w - window_.pad_left + c;
            Word* const values =
                values_.data() + (first_tap + static_cast<std::size_t>(c)) * places_ + to + (i - from) * channels;
            const bool inside = line != nullptr && x >= 0 && x < in_.width;
            for (std::size_t k = 0; k < channels; ++k)
                values[k] = static_cast<Word>(
                    std::int64_t{inside ? line[static_cast<std::size_t>(x) * channels + k] : padding_});
        }
}

template class StepValues<std::uint32_t>;
template class StepValues<std::uint64_t>;

}  // namespace hashiflex::core
