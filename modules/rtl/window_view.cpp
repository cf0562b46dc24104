// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/window_view.h"

#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"
#include "modules/rtl/window_geometry.h"
#include "modules/rtl/window_ring.h"

#include <set>
#include <vector>

namespace hashiflex::rtl {
namespace {

using core::StageDesign;
using core::Window;

// What the lanes of a step see of one input. Columns count from the first that lane 0 sees.
class View {
 public:
    View(const core::Design& design, const StageDesign& stage, std::size_t k)
        : stage_(stage),
          k_(k),
          geometry_(design, stage, k),
          window_(geometry_.window()),
          grid_(geometry_.steps()),
          n_(str(static_cast<std::int64_t>(k))),
          span_(geometry_.span()) {}

    int span() const { return span_; }
    const Window& window() const { return window_; }

    // The net window<k>: kernel rows x span pixels of the present step.
    std::string text() const {
        const int pixel = pixel_bits(stage_, k_);
        const std::string wires = range_of(std::int64_t{window_.kernel_h} * span_ * pixel);
        std::string text = "\n    // windows of input " + n_ + "\n" + window_ring(stage_, k_, geometry_);
        text += "    logic " + wires + " pixels" + n_ + ";\n" + alignment();
        text += "    // strides leave pixels out\n    // verilator lint_off UNUSED\n    logic " + wires + " window" +
                n_ + ";\n    // verilator lint_on UNUSED\n";
        return text + padding();
    }

 private:
    // Cuts the span out of the beats: it starts at a lane that depends on the column.
    std::string alignment() const {
        const int pixel = pixel_bits(stage_, k_);
        const std::int64_t row_bits = std::int64_t{geometry_.reads()} * input_bits(stage_, k_);
        const auto cut = [&](std::int64_t first) {
            std::string rows;
            for (int r = window_.kernel_h; r-- > 0;) {
                const std::int64_t low = r * row_bits + first * pixel;
                rows += (rows.empty() ? "" : ", ") + ("beats" + n_ + "[" + str(low + std::int64_t{span_} * pixel - 1)) +
                        ":" + str(low) + "]";
            }
            return window_.kernel_h > 1 ? "{" + rows + "}" : rows;
        };
        const Table first(grid_, [&](int, int c) { return std::int64_t{geometry_.align(c)}; });
        const std::set<std::int64_t> firsts(first.values.begin(), first.values.end());
        if (firsts.size() == 1) return "    assign pixels" + n_ + " = " + cut(*firsts.begin()) + ";\n";
        std::string text;
        const auto from = [&](std::int64_t lane) { return "pixels" + n_ + "_from" + str(lane); };
        for (const auto lane : firsts)
            text += "    wire " + range_of(std::int64_t{window_.kernel_h} * span_ * pixel) + " " + from(lane) + " = " +
                    cut(lane) + ";\n";
        return text + select(first, [&](std::int64_t lane) { return "pixels" + n_ + " = " + from(lane) + ";"; });
    }

    std::string padding() const {
        const auto rows = [&](int row, int) {
            std::vector<bool> inside;
            for (int i = 0; i < window_.kernel_h; ++i) inside.push_back(geometry_.row_inside(row, i));
            return inside;
        };
        const auto columns = [&](int, int c) {
            std::vector<bool> inside;
            for (int i = 0; i < span_; ++i) {
                // Lanes beyond the row see whatever there is: their result is not used.
                const bool of_row = i < (geometry_.lanes_in_use(c) - 1) * window_.stride_w + window_.kernel_w;
                inside.push_back(!of_row || geometry_.column_inside(c, i));
            }
            return inside;
        };
        if (all_inside(rows) && all_inside(columns)) return "    assign window" + n_ + " = pixels" + n_ + ";\n";
        const int bits = value_bits(stage_, k_);
        const auto* pool = std::get_if<core::Pool>(&stage_.op);
        const bool lowest = pool != nullptr && pool->kind == core::PoolKind::max && stage_.in[k_].is_signed;
        std::string text = flags_of_step("row_inside" + n_, grid_, window_.kernel_h, rows);
        text += flags_of_step("column_inside" + n_, grid_, span_, columns);
        return text + instance("hf_window", "pad" + n_,
                               {{"ROWS", str(window_.kernel_h)},
                                {"COLUMNS", str(span_)},
                                {"CHANNELS", str(stage_.in[k_].shape.channels)},
                                {"BITS", str(bits)},
                                {"FILL", lowest ? unsigned_literal(bits, std::uint64_t{1} << (bits - 1))
                                                : unsigned_literal(bits, 0)}},
                               {{"pixels", "pixels" + n_},
                                {"row_inside", "row_inside" + n_},
                                {"column_inside", "column_inside" + n_},
                                {"window", "window" + n_}});
    }

    template <typename Flags>
    bool all_inside(const Flags& flags) const {
        for (int r = 0; r < grid_.rows; ++r)
            for (int c = 0; c < grid_.columns; ++c)
                for (const bool inside : flags(r, c))
                    if (!inside) return false;
        return true;
    }

    const StageDesign& stage_;
    std::size_t k_;
    WindowGeometry geometry_;
    const Window& window_;
    const StepGrid& grid_;
    std::string n_;
    int span_;
};

}  // namespace

WindowView window_view(const core::Design& design, const StageDesign& stage, std::size_t input) {
    const View view(design, stage, input);
    return {view.window(), view.span(), view.text()};
}

}  // namespace hashiflex::rtl
