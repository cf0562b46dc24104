// SPDX-License-Identifier: Apache-2.0
#include "sim/import/window.h"

#include <algorithm>

namespace hashiflex::importing {
namespace {

constexpr std::int64_t kLargestKernel = 64, kLargestStride = 64, kLargestPad = 63;  // of the chip

struct AxisWindow {
    std::int64_t kernel = 1, stride = 1, dilation = 1, before = 0, after = 0, overhang = 0, out = 1;
    std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
};

std::vector<std::int64_t> list_of(const Node& node, const char* key, std::size_t count, std::int64_t otherwise,
                                  std::int64_t least) {
    auto values = node.integers(key, std::vector<std::int64_t>(count, otherwise));
    constexpr std::int64_t kMost = 1 << 20;
    const bool sound = values.size() == count && std::all_of(values.begin(), values.end(), [&](std::int64_t value) {
                           return value >= least && value <= kMost;
                       });
    if (!sound)
        throw Unsupported("its " + std::string(key) + " are " + shape_text(values) +
                          "; allowed: " + std::to_string(count) + " values from " + std::to_string(least));
    return values;
}

// TensorFlow's SAME: as many windows as fit strides into the map, the odd pixel after or before.
void same_pads(AxisWindow& axis, std::int64_t in, bool odd_after) {
    const std::int64_t windows = (in + axis.stride - 1) / axis.stride;
    const std::int64_t total = std::max<std::int64_t>((windows - 1) * axis.stride + axis.reach() - in, 0);
    axis.before = odd_after ? total / 2 : total - total / 2;
    axis.after = total - axis.before;
}

// A last window begins in the map or in the padding before it.
void count_windows(AxisWindow& axis, std::int64_t in, bool ceil) {
    const std::int64_t room = in + axis.before + axis.after - axis.reach();
    if (room < 0)
        throw Unsupported("its kernel reaches over " + std::to_string(axis.reach()) + ", the padded map has " +
                          std::to_string(in + axis.before + axis.after));
    axis.out = room / axis.stride + 1;
    if (!ceil || room % axis.stride == 0 || axis.out * axis.stride >= in + axis.before) return;
    axis.overhang = axis.stride - room % axis.stride;
    ++axis.out;
}

void judge(Lowering& context, const AxisWindow& axis) {
    const auto report = [&](const std::string& what, std::int64_t found, std::int64_t most, const char* help) {
        if (found > most)
            context.report(Unsupported(
                "its " + what + " is " + std::to_string(found) + "; the most is " + std::to_string(most), help));
    };
    if (axis.dilation > 1 && axis.reach() > kLargestKernel)
        context.report(Unsupported("its dilated kernel reaches over " + std::to_string(axis.reach()) +
                                       "; the most is " + std::to_string(kLargestKernel),
                                   "train the network with less dilation"));
    report("kernel", axis.kernel, kLargestKernel, "");
    report("stride", axis.stride, kLargestStride, "");
}

}  // namespace

bool is_padding_within_kernel(const WindowOf& window) {
    const auto fits = [](int before, int behind, int kernel) {
        return std::max(before, behind) <= std::min<std::int64_t>(kLargestPad, kernel - 1);
    };
    return fits(window.pads.top, window.pads.bottom + window.overhang.bottom, window.kernel.height) &&
           fits(window.pads.left, window.pads.right + window.overhang.right, window.kernel.width);
}

WindowOf window_of(Lowering& context, const Node& node, const core::Shape& in,
                   const std::vector<std::int64_t>& kernel) {
    const std::size_t count = kernel.size();
    const auto strides = list_of(node, "strides", count, 1, 1), dilations = list_of(node, "dilations", count, 1, 1);
    const auto pads = list_of(node, "pads", 2 * count, 0, 0);
    const std::string mode = node.text("auto_pad", "NOTSET");
    if (mode != "NOTSET" && mode != "SAME_UPPER" && mode != "SAME_LOWER" && mode != "VALID")
        throw Unsupported("its auto_pad is '" + mode + "'; ONNX knows NOTSET, SAME_UPPER, SAME_LOWER and VALID");
    AxisWindow axes[2];  // height, width
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_width = i + 1 == count;
        AxisWindow& axis = axes[is_width ? 1 : 0];
        const std::int64_t extent = is_width ? in.width : in.height;
        axis.kernel = kernel[i];
        axis.stride = strides[i];
        axis.dilation = axis.kernel == 1 ? 1 : dilations[i];
        if (mode == "NOTSET") {
            axis.before = pads[i];
            axis.after = pads[i + count];
        } else if (mode != "VALID") {
            same_pads(axis, extent, mode == "SAME_UPPER");
        }
        count_windows(axis, extent, node.integer("ceil_mode", 0) != 0);
        judge(context, axis);
    }
    const auto narrow = [](std::int64_t value) { return static_cast<int>(value); };
    WindowOf window;
    window.is_too_large = std::max(axes[0].reach(), axes[1].reach()) > kLargestKernel;
    window.kernel = {narrow(axes[0].reach()), narrow(axes[1].reach())};
    window.dilation = {narrow(axes[0].dilation), narrow(axes[1].dilation)};
    window.stride = {narrow(axes[0].stride), narrow(axes[1].stride)};
    window.pads = {narrow(axes[0].before), narrow(axes[0].after), narrow(axes[1].before), narrow(axes[1].after)};
    window.overhang = {0, narrow(axes[0].overhang), 0, narrow(axes[1].overhang)};
    window.out = {narrow(axes[0].out), narrow(axes[1].out), in.channels};
    return window;
}

}  // namespace hashiflex::importing
