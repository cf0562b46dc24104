// SPDX-License-Identifier: Apache-2.0
// Conv and pools: windows that move over a padded map.
#include "tests/support/onnx_reference/operators.h"

#include <algorithm>
#include <limits>

namespace hashiflex::test::reference {

namespace {

struct Windows {
    Ints kernel, strides, dilations, before, out;
};

Windows windows_of(const Node& node, const Ints& in, const Ints& kernel) {
    const std::size_t n = kernel.size();
    Windows w{kernel, node.integers("strides", Ints(n, 1)), node.integers("dilations", Ints(n, 1)), Ints(n, 0),
              Ints(n, 0)};
    const Ints pads = node.integers("pads", Ints(2 * n, 0));
    const std::string mode = node.text("auto_pad", "NOTSET");
    for (std::size_t k = 0; k < n; ++k) {
        const std::int64_t reach = (kernel[k] - 1) * w.dilations[k] + 1;
        std::int64_t total = pads[k] + pads[k + n];
        w.before[k] = pads[k];
        if (mode == "VALID") total = w.before[k] = 0;
        if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
            const std::int64_t out = (in[k] + w.strides[k] - 1) / w.strides[k];
            total = std::max<std::int64_t>((out - 1) * w.strides[k] + reach - in[k], 0);
            w.before[k] = mode == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
        }
        const std::int64_t room = in[k] + total - reach;
        w.out[k] = room / w.strides[k] + 1;
        if (node.integer("ceil_mode", 0) == 0) continue;
        w.out[k] = (room + w.strides[k] - 1) / w.strides[k] + 1;
        if ((w.out[k] - 1) * w.strides[k] >= in[k] + w.before[k]) --w.out[k];
    }
    return w;
}

// Calls visit(tap, index in the map or none) for every tap of a window.
void each_tap(const Windows& w, const Ints& out, const Ints& in,
              const std::function<void(const Ints& tap, const Ints& index, bool inside)>& visit) {
    for (std::int64_t i = 0; i < count(w.kernel); ++i) {
        const Ints tap = index_of(i, w.kernel);
        Ints index(tap.size());
        bool inside = true;
        for (std::size_t k = 0; k < tap.size(); ++k) {
            index[k] = out[k] * w.strides[k] - w.before[k] + tap[k] * w.dilations[k];
            inside &= index[k] >= 0 && index[k] < in[k];
        }
        visit(tap, index, inside);
    }
}

}  // namespace

T conv(const Node& node) {
    const T &x = node.in(0), &w = node.in(1);
    const Ints in(x.shape.begin() + 2, x.shape.end()), kernel(w.shape.begin() + 2, w.shape.end());
    const Windows windows = windows_of(node, in, kernel);
    const std::int64_t per_group = w.shape[1], groups = node.integer("group", 1), out_per_group = w.shape[0] / groups;
    return made(joined({x.shape[0], w.shape[0]}, windows.out), [&](const Ints& y) {
        double sum = node.has(2) ? node.in(2).values[static_cast<std::size_t>(y[1])] : 0;
        each_tap(windows, {y.begin() + 2, y.end()}, in, [&](const Ints& tap, const Ints& index, bool inside) {
            for (std::int64_t c = 0; inside && c < per_group; ++c)
                sum +=
                    at(w, joined({y[1], c}, tap)) * at(x, joined({y[0], y[1] / out_per_group * per_group + c}, index));
        });
        return sum;
    });
}

T pool(const Node& node, bool is_max) {
    const T& x = node.in(0);
    const Ints in(x.shape.begin() + 2, x.shape.end());
    const Windows windows = windows_of(node, in, node.integers("kernel_shape", {}));
    const bool all = node.integer("count_include_pad", 0) != 0;
    return made(joined({x.shape[0], x.shape[1]}, windows.out), [&](const Ints& y) {
        double sum = 0, most = -std::numeric_limits<double>::infinity();
        int taps = 0;
        each_tap(windows, {y.begin() + 2, y.end()}, in, [&](const Ints&, const Ints& index, bool inside) {
            if (inside) {
                const double value = at(x, joined({y[0], y[1]}, index));
                sum += value;
                most = std::max(most, value);
            }
            taps += inside || all ? 1 : 0;
        });
        return is_max ? most : sum / taps;
    });
}

}  // namespace hashiflex::test::reference
