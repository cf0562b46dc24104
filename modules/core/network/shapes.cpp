// SPDX-License-Identifier: Apache-2.0
#include "modules/core/network/shapes.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace hashiflex::core {
namespace {

// Pixels before and after, along one axis.
std::pair<int, int> same_pads(int in, int kernel, int stride, PaddingMode mode) {
    const int total = std::max(((in + stride - 1) / stride - 1) * stride + kernel - in, 0);
    const int smaller = total / 2;
    return mode == PaddingMode::same_upper ? std::make_pair(smaller, total - smaller)
                                           : std::make_pair(total - smaller, smaller);
}

void check_fits(const char* axis, int in, int kernel, int before, int after) {
    if (kernel > in + before + after)
        throw std::invalid_argument("a kernel of " + std::to_string(kernel) + " does not fit the padded " + axis +
                                    " of " + std::to_string(in + before + after));
    if (before >= kernel || after >= kernel)
        throw std::invalid_argument("a padding of " + std::to_string(std::max(before, after)) + " along the " + axis +
                                    " holds a whole kernel of " + std::to_string(kernel));
}

}  // namespace

Window make_window(const Extent& kernel, const Extent& stride, const Padding& padding, const Shape& in) {
    Window window;
    window.kernel_h = kernel.height;
    window.kernel_w = kernel.width;
    window.stride_h = stride.height;
    window.stride_w = stride.width;
    if (padding.mode == PaddingMode::explicit_pads) {
        window.pad_top = padding.top;
        window.pad_bottom = padding.bottom;
        window.pad_left = padding.left;
        window.pad_right = padding.right;
    } else if (padding.mode != PaddingMode::valid) {
        std::tie(window.pad_top, window.pad_bottom) = same_pads(in.height, kernel.height, stride.height, padding.mode);
        std::tie(window.pad_left, window.pad_right) = same_pads(in.width, kernel.width, stride.width, padding.mode);
    }
    check_fits("height", in.height, kernel.height, window.pad_top, window.pad_bottom);
    check_fits("width", in.width, kernel.width, window.pad_left, window.pad_right);
    return window;
}

Shape windowed_shape(const Window& window, const Shape& in, int channels) {
    return {(in.height + window.pad_top + window.pad_bottom - window.kernel_h) / window.stride_h + 1,
            (in.width + window.pad_left + window.pad_right - window.kernel_w) / window.stride_w + 1, channels};
}

std::string to_string(const Shape& shape) {
    return std::to_string(shape.height) + "x" + std::to_string(shape.width) + "x" + std::to_string(shape.channels);
}

}  // namespace hashiflex::core
