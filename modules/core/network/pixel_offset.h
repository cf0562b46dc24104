// SPDX-License-Identifier: Apache-2.0
// What is taken from host pixels, uint8: one number, or one for each channel.
#pragma once

#include "modules/core/numeric/interval.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace hashiflex::core {

class PixelOffset {
 public:
    PixelOffset(int of_all = 0) : values_{of_all} {}  // implicit: most networks have one
    explicit PixelOffset(std::vector<int> of_channels) : values_(std::move(of_channels)) {}

    // Of value i of an image: [row][column][channel].
    int of(std::size_t i) const { return values_[i % values_.size()]; }
    bool is_one() const { return values_.size() == 1; }
    const std::vector<int>& values() const { return values_; }  // one, or one for each channel

    // Of what is left of a pixel.
    Interval range() const {
        const auto [least, largest] = std::minmax_element(values_.begin(), values_.end());
        return {-*largest, 255 - *least};
    }

    friend bool operator==(const PixelOffset& a, const PixelOffset& b) { return a.values_ == b.values_; }
    friend bool operator!=(const PixelOffset& a, const PixelOffset& b) { return !(a == b); }

 private:
    std::vector<int> values_;
};

// What is left of `count` host pixels, from a pixel's first channel on.
inline void take(const PixelOffset& offset, const std::uint8_t* pixels, std::size_t count, std::int32_t* values) {
    const std::vector<int>& offsets = offset.values();
    if (offset.is_one()) {
        const int of_all = offsets.front();
        for (std::size_t i = 0; i < count; ++i) values[i] = pixels[i] - of_all;
        return;
    }
    for (std::size_t i = 0; i < count; i += offsets.size())
        for (std::size_t c = 0; c < offsets.size(); ++c) values[i + c] = pixels[i + c] - offsets[c];
}

// An image of host pixels after its offset.
inline std::vector<std::int32_t> taken_from(const std::vector<std::uint8_t>& pixels, const PixelOffset& offset) {
    std::vector<std::int32_t> values(pixels.size());
    take(offset, pixels.data(), pixels.size(), values.data());
    return values;
}

}  // namespace hashiflex::core
