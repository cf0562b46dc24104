// SPDX-License-Identifier: Apache-2.0
#include "sim/images/fit.h"

#include "modules/core/numeric/int128.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace hashiflex {
namespace {

// The input pixels that make up one output pixel, along one axis.
struct Taps {
    int first = 0;
    std::vector<std::int64_t> weights;
    std::int64_t total = 0;
};

std::vector<Taps> triangle(int in, int out) {
    std::vector<Taps> result(static_cast<std::size_t>(out));
    const std::int64_t reach = 2 * std::int64_t{std::max(in, out)};
    for (std::int64_t o = 0; o < out; ++o) {
        Taps& taps = result[static_cast<std::size_t>(o)];
        const std::int64_t center = (2 * o + 1) * in;
        // The first i with (2 i + 1) * out > center - reach.
        const std::int64_t first = std::max<std::int64_t>((center - reach + out) / (2 * out) - 1, 0);
        for (std::int64_t i = first; i < in; ++i) {
            const std::int64_t position = (2 * i + 1) * out;
            const std::int64_t weight = reach - std::abs(position - center);
            if (weight <= 0 && position > center) break;
            if (weight <= 0) continue;
            if (taps.weights.empty()) taps.first = static_cast<int>(i);
            taps.weights.push_back(weight);
            taps.total += weight;
        }
    }
    return result;
}

Fitting::Crop crop_of(const Picture& picture, const core::Shape& shape) {
    const auto part = [](int of, int numerator, int denominator) {
        return std::max(1, static_cast<int>(std::int64_t{of} * numerator / denominator));
    };
    Fitting::Crop crop{0, 0, picture.width, picture.height};
    crop.width = std::min(picture.width, part(picture.height, shape.width, shape.height));
    if (crop.width == picture.width)
        crop.height = std::min(picture.height, part(picture.width, shape.height, shape.width));
    crop.x = (picture.width - crop.width) / 2;
    crop.y = (picture.height - crop.height) / 2;
    return crop;
}

// Sums along x of the pixels of one row of the crop, [width][channels].
std::vector<std::int64_t> along_row(const Picture& picture, const Fitting::Crop& crop, int y,
                                    const std::vector<Taps>& columns) {
    const auto channels = static_cast<std::size_t>(picture.channels);
    const auto begin = static_cast<std::size_t>(crop.y + y) * static_cast<std::size_t>(picture.width) +
                       static_cast<std::size_t>(crop.x);
    std::vector<std::int64_t> sums(columns.size() * channels);
    for (std::size_t x = 0; x < columns.size(); ++x) {
        const std::uint8_t* pixel = &picture.pixels[(begin + static_cast<std::size_t>(columns[x].first)) * channels];
        for (const std::int64_t weight : columns[x].weights)
            for (std::size_t c = 0; c < channels; ++c) sums[x * channels + c] += weight * *pixel++;
    }
    return sums;
}

std::vector<std::uint8_t> resize(const Picture& picture, const Fitting::Crop& crop, const core::Shape& shape) {
    const std::vector<Taps> columns = triangle(crop.width, shape.width);
    const std::vector<Taps> rows = triangle(crop.height, shape.height);
    const auto channels = static_cast<std::size_t>(picture.channels);
    const std::size_t row_size = columns.size() * channels;
    std::vector<std::vector<std::int64_t>> sums(static_cast<std::size_t>(crop.height));
    std::vector<std::uint8_t> pixels;
    pixels.reserve(rows.size() * row_size);
    int read = 0;  // rows of the crop so far
    for (const Taps& taps : rows) {
        const int end = taps.first + static_cast<int>(taps.weights.size());
        for (; read < end; ++read) sums[static_cast<std::size_t>(read)] = along_row(picture, crop, read, columns);
        for (int y = 0; y < taps.first; ++y) sums[static_cast<std::size_t>(y)] = {};  // not needed any more
        for (std::size_t i = 0; i < row_size; ++i) {
            core::Int128 sum = 0;
            for (std::size_t k = 0; k < taps.weights.size(); ++k)
                sum += core::Int128{taps.weights[k]} * sums[static_cast<std::size_t>(taps.first) + k][i];
            const core::Int128 total = core::Int128{taps.total} * columns[i / channels].total;
            pixels.push_back(static_cast<std::uint8_t>((2 * sum + total) / (2 * total)));
        }
    }
    return pixels;
}

std::vector<std::uint8_t> grey_to_rgb(const std::vector<std::uint8_t>& grey) {
    std::vector<std::uint8_t> pixels;
    pixels.reserve(grey.size() * 3);
    for (const std::uint8_t value : grey) pixels.insert(pixels.end(), 3, value);
    return pixels;
}

std::vector<std::uint8_t> rgb_to_grey(const std::vector<std::uint8_t>& rgb) {
    std::vector<std::uint8_t> pixels;
    pixels.reserve(rgb.size() / 3);
    for (std::size_t i = 0; i < rgb.size(); i += 3)
        pixels.push_back(static_cast<std::uint8_t>((77 * rgb[i] + 150 * rgb[i + 1] + 29 * rgb[i + 2] + 128) >> 8));
    return pixels;
}

}  // namespace

FittedPicture fit(const Picture& picture, const core::Shape& shape) {
    if (shape.channels != 1 && shape.channels != 3)
        throw std::invalid_argument("found a picture; allowed: an array file, since the network takes " +
                                    std::to_string(shape.channels) + " channels");
    FittedPicture fitted;
    fitted.fitting = {picture.width,           picture.height, picture.orientation,
                      crop_of(picture, shape), "none",         "as they are"};
    const Fitting::Crop& crop = fitted.fitting.crop;
    fitted.pixels = resize(picture, crop, shape);
    if (crop.width != shape.width || crop.height != shape.height) fitted.fitting.resize = "bilinear";
    if (picture.channels == 1 && shape.channels == 3) {
        fitted.pixels = grey_to_rgb(fitted.pixels);
        fitted.fitting.channels = "grey to RGB";
    } else if (picture.channels == 3 && shape.channels == 1) {
        fitted.pixels = rgb_to_grey(fitted.pixels);
        fitted.fitting.channels = "RGB to grey";
    }
    return fitted;
}

}  // namespace hashiflex
