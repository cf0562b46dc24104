// SPDX-License-Identifier: Apache-2.0
// The window of the present step in registers.
#include "modules/rtl/part_text.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/step_constants.h"
#include "modules/rtl/window_text.h"

#include <algorithm>
#include <utility>

namespace hashiflex::rtl {
namespace {

class WindowRegisters {
 public:
    WindowRegisters(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry,
                    const core::WindowHardware& hardware)
        : stage_(stage),
          k_(k),
          geometry_(geometry),
          hardware_(hardware),
          n_(str(static_cast<std::int64_t>(k))),
          pixel_(pixel_bits(stage, k)) {}

    std::string text() const {
        return window_memories(stage_, k_, hardware_) + next_window() + arrivals() + registers() + window();
    }

 private:
    const core::WindowPlan& plan() const { return hardware_.plan; }
    static std::string number(std::size_t i) { return str(static_cast<std::int64_t>(i)); }
    std::string pixels() const { return range_of(static_cast<std::int64_t>(plan().registers()) * pixel_); }

    // The net padded<k>: the window of the next step, as far as its pixels have arrived.
    std::string next_window() const {
        std::vector<std::string> windows;
        for (const auto& move : plan().moves) {
            std::vector<Piece> pieces;
            for (const core::PixelSource& source : move)
                pieces.push_back(source.from == core::PixelSource::From::pixel ? Piece{"pixels" + n_, source.index}
                                                                               : read_pixel(k_, hardware_, source));
            windows.push_back(side_by_side(pieces, pixel_));
        }
        const int bits = bits_for(static_cast<std::int64_t>(windows.size()));
        const std::string which = windows.size() > 1 ? decoded("move" + n_, bits, hardware_.move) : "";
        return "\n    // the next window\n    logic " + pixels() + " pixels" + n_ + ", moved" + n_ + ", padded" + n_ +
               ";\n" + which + chosen("moved" + n_, pixels(), windows, "move" + n_) +
               padding(hardware_.early, "moved" + n_, "padded" + n_);
    }

    // Gives a net one of several values. Each has wires of its own: Icarus reads no part of a vector in an always_comb.
    static std::string chosen(const std::string& net, const std::string& range, const std::vector<std::string>& values,
                              const std::string& by) {
        if (values.size() == 1) return "    assign " + net + " = " + values.front() + ";\n";
        std::string text;
        for (std::size_t i = 0; i < values.size(); ++i)
            text += "    wire " + range + " " + net + "_" + number(i) + " = " + values[i] + ";\n";
        const int bits = bits_for(static_cast<std::int64_t>(values.size()));
        text += "    always_comb begin\n        case (" + by + ")\n";
        for (std::size_t i = values.size(); i-- > 0;)
            text += "            " + (i == 0 ? "default" : unsigned_literal(bits, i)) + ": " + net + " = " + net + "_" +
                    number(i) + ";\n";
        return text + "        endcase\n    end\n";
    }

    // Padding of the next step's window before the registers, or of the present step's behind them. Everything that can
    // be padding is, in reset: the first window finds it there.
    std::string padding(const std::optional<core::PaddingHardware>& flags, const std::string& from,
                        const std::string& to) const {
        if (!flags) return "    assign " + to + " = " + from + ";\n";
        const bool early = &flags == &hardware_.early;
        const std::string when = early ? "next_" : "";
        const std::string rows = "row_inside_" + when + n_, columns = "column_inside_" + when + n_;
        const auto held = [&](const std::string& net, const std::vector<bool>& always) {
            return early ? "rst ? " + flags_literal(always) + " : " + net : net;
        };
        return decoded(rows, flags->rows) + decoded(columns, flags->columns) +
               instance(flags->part, (early ? "pad" : "pad_late") + n_,
                        {{"pixels", from},
                         {"row_inside", held(rows, flags->always_rows)},
                         {"column_inside", held(columns, flags->always_columns)},
                         {"window", to}});
    }

    // The nets arriving<k>, what a beat brings to a row of the window after this edge, and its_own<k>, to which
    // registers.
    std::string arrivals() const {
        const std::string range = range_of(static_cast<std::int64_t>(plan().columns.size()) * pixel_);
        const std::string own = range_of(static_cast<std::int64_t>(plan().registers())) + " its_own" + n_;
        if (plan().arrivals.empty())
            return "\n    // no beat is waited for\n    wire " + range + " arriving" + n_ + " = '0;\n    wire " + own +
                   " = '0;\n";
        std::string text = "\n    // beats that arrive\n" + arriving(range);
        for (std::size_t a = 0; a < hardware_.dues.size(); ++a) {
            const std::string name = n_ + "_" + number(a);
            text += decoded("due" + name, hardware_.ahead_bits, hardware_.dues[a].present) +
                    decoded("due_next" + name, hardware_.ahead_bits, hardware_.dues[a].next);
            text += "    wire arrives" + name + " = store" + n_ + " && (fire ? ahead" + n_ + " == due_next" + name +
                    " : ahead" + n_ + " == due" + name + ");\n";
        }
        text += "    wire " + own + " = {";
        for (std::size_t p = plan().registers(); p-- > 0;)
            text += (plan().arrival_of[p] < 0 ? "1'b0" : "arrives" + n_ + "_" + str(plan().arrival_of[p])) +
                    (p > 0 ? ", " : "};\n");
        return text;
    }

    std::string arriving(const std::string& range) const {
        std::vector<std::string> rows;
        for (const std::int64_t align : hardware_.aligns) {
            std::vector<Piece> pieces;
            for (const int column : plan().columns)
                pieces.push_back({"in" + n_ + "_data", (align + column) % geometry_.map().lanes});
            rows.push_back(side_by_side(pieces, pixel_));
        }
        std::string text = "    logic " + range + " arriving" + n_ + ";\n";
        if (rows.size() > 1) {
            const int bits = bits_for(static_cast<std::int64_t>(rows.size()));
            text += decoded("align" + n_, bits, hardware_.align) +
                    decoded("align_next" + n_, bits, hardware_.align_next) + "    wire " + range_of(bits) +
                    " align_after" + n_ + " = fire ? align_next" + n_ + " : align" + n_ + ";\n";
        }
        return text + chosen("arriving" + n_, range, rows, "align_after" + n_);
    }

    std::string registers() const {
        return instance(hardware_.registers, "window_of" + n_,
                        {{"clk", "clk"},
                         {"its_own", "its_own" + n_},
                         {"arriving", "arriving" + n_},
                         {"load", "fire || rst"},
                         {"moved", "padded" + n_},
                         {"pixels", "pixels" + n_}});
    }

    // All pixels under the lanes' kernels; where no step sees one, padding.
    std::string window() const {
        const int span = geometry_.span();
        const int rows = geometry_.window().kernel_h;
        std::string text =
            "    logic " + pixels() + " seen" + n_ + ";\n" + padding(hardware_.late, "pixels" + n_, "seen" + n_);
        const std::string fill = unsigned_literal(value_bits(stage_, k_), static_cast<std::uint64_t>(hardware_.fill));
        const std::string none = "{" + str(stage_.in[k_].shape.channels) + "{" + fill + "}}";
        std::vector<Piece> pieces;
        for (int r = 0; r < rows; ++r)
            for (int i = 0; i < span; ++i) {
                const auto row = std::find(plan().rows.begin(), plan().rows.end(), r);
                const auto column = std::find(plan().columns.begin(), plan().columns.end(), i);
                if (row == plan().rows.end() || column == plan().columns.end())
                    pieces.push_back({none, -1});
                else
                    pieces.push_back(
                        {"seen" + n_, (row - plan().rows.begin()) * static_cast<std::int64_t>(plan().columns.size()) +
                                          (column - plan().columns.begin())});
            }
        return text +
               "    // strides leave pixels out, and pixels may be wide\n    // verilator lint_off UNUSED\n    // "
               "verilator lint_off WIDTHCONCAT\n    wire " +
               range_of(std::int64_t{rows} * span * pixel_) + " window" + n_ + " = " + side_by_side(pieces, pixel_) +
               ";\n    // verilator lint_on WIDTHCONCAT\n    // verilator lint_on UNUSED\n";
    }

    const core::StageDesign& stage_;
    std::size_t k_;
    const core::WindowGeometry& geometry_;
    const core::WindowHardware& hardware_;
    std::string n_;
    std::int64_t pixel_;
};

}  // namespace

std::string window_registers(const core::StageDesign& stage, std::size_t k, const core::WindowGeometry& geometry,
                             const core::WindowHardware& hardware) {
    return WindowRegisters(stage, k, geometry, hardware).text();
}

}  // namespace hashiflex::rtl
