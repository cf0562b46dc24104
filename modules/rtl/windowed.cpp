// SPDX-License-Identifier: Apache-2.0
// Stages that see windows of their inputs: conv, pools, and with a 1 x 1 window add, concat and argmax.
#include "modules/core/graph/builders.h"
#include "modules/core/overloaded.h"
#include "modules/rtl/graph_module.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>
#include <set>

namespace hashiflex::rtl {
namespace {

using core::StageDesign;
using core::Window;

int floor_div(int a, int b) {
    return a / b - (a % b < 0 ? 1 : 0);
}
int modulo(std::int64_t a, int b) {
    return static_cast<int>(((a % b) + b) % b);
}

Window window_of(const core::Operator& op) {
    if (const auto* conv = std::get_if<core::Conv>(&op)) return conv->window;
    if (const auto* pool = std::get_if<core::Pool>(&op)) return pool->window;
    return {};
}

// What the lanes of a step see of one input. Columns count from the first that lane 0 sees.
class View {
 public:
    View(const core::Design& design, const StageDesign& stage, std::size_t k)
        : stage_(stage),
          k_(k),
          window_(window_of(stage.op)),
          in_(design.grid_of(stage.inputs[k].producer)),
          grid_(step_grid(stage)),
          n_(str(static_cast<std::int64_t>(k))) {
        span_ = (stage.lanes() - 1) * window_.stride_w + window_.kernel_w;
        for (int c = 0; c < grid_.columns; ++c) reads_ = std::max(reads_, (align(c) + span_ - 1) / in_.lanes + 1);
    }

    int span() const { return span_; }
    const Window& window() const { return window_; }

    // The net window<k>: kernel rows x span pixels of the present step.
    std::string text() const {
        const int pixel = pixel_bits(stage_, k_);
        const std::string wires = range_of(std::int64_t{window_.kernel_h} * span_ * pixel);
        std::string text = "\n    // windows of input " + n_ + "\n" + ring();
        text += "    logic " + wires + " pixels" + n_ + ";\n" + alignment();
        text += "    // strides leave pixels out\n    // verilator lint_off UNUSED\n    logic " + wires + " window" +
                n_ + ";\n    // verilator lint_on UNUSED\n";
        return text + padding();
    }

 private:
    int first_column(int c) const { return c * stage_.lanes() * window_.stride_w - window_.pad_left; }
    int align(int c) const { return modulo(first_column(c), in_.lanes); }
    // Number of the first beat that is read, as if the map went on in all directions.
    std::int64_t place(int row, int c) const {
        return std::int64_t{row * window_.stride_h - window_.pad_top} * in_.beats_per_row() +
               floor_div(first_column(c), in_.lanes);
    }

    std::string ring() const {
        const int depth = stage_.inputs[k_].depth;
        const int bits = bits_for(depth);
        const Table moves(grid_, [&](int row, int c) {
            const bool last_column = c + 1 == grid_.columns;
            const std::int64_t next = !last_column           ? place(row, c + 1)
                                      : row + 1 < grid_.rows ? place(row + 1, 0)
                                                             : place(0, 0) + in_.beats();
            return std::int64_t{modulo(next - place(row, c), depth)};
        });
        std::string text = constant_of_step("moves_on" + n_, bits, false, moves);
        text +=
            "    // the first and last beats of a window are not read whole\n    // verilator lint_off UNUSED\n    "
            "logic " +
            range_of(std::int64_t{window_.kernel_h} * reads_ * input_bits(stage_, k_)) + " beats" + n_ +
            ";\n    // verilator lint_on UNUSED\n";
        return text + instance("hf_ring", "ring" + n_,
                               {{"WIDTH", str(input_bits(stage_, k_))},
                                {"DEPTH", str(depth)},
                                {"ADDRESS_BITS", str(bits)},
                                {"ROWS", str(window_.kernel_h)},
                                {"PITCH", str(in_.beats_per_row() % depth)},
                                {"READS", str(reads_)},
                                {"FIRST_PLACE", str(modulo(place(0, 0), depth))}},
                               {{"clk", "clk"},
                                {"rst", "rst"},
                                {"arrive", "arrive" + n_},
                                {"store", "store" + n_},
                                {"data", "in" + n_ + "_data"},
                                {"fire", "fire"},
                                {"moves_on", "moves_on" + n_},
                                {"window", "beats" + n_}});
    }

    // Cuts the span out of the beats: it starts at a lane that depends on the column.
    std::string alignment() const {
        const int pixel = pixel_bits(stage_, k_);
        const std::int64_t row_bits = std::int64_t{reads_} * input_bits(stage_, k_);
        const auto cut = [&](std::int64_t first) {
            std::string rows;
            for (int r = window_.kernel_h; r-- > 0;) {
                const std::int64_t low = r * row_bits + first * pixel;
                rows += (rows.empty() ? "" : ", ") + ("beats" + n_ + "[" + str(low + std::int64_t{span_} * pixel - 1)) +
                        ":" + str(low) + "]";
            }
            return window_.kernel_h > 1 ? "{" + rows + "}" : rows;
        };
        const Table first(grid_, [&](int, int c) { return std::int64_t{align(c)}; });
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
            for (int i = 0; i < window_.kernel_h; ++i) {
                const int y = row * window_.stride_h - window_.pad_top + i;
                inside.push_back(y >= 0 && y < in_.rows);
            }
            return inside;
        };
        const auto columns = [&](int, int c) {
            std::vector<bool> inside;
            for (int i = 0; i < span_; ++i) {
                const int x = first_column(c) + i;
                // Lanes beyond the row see whatever there is: their result is not used.
                const bool of_row = i < (lanes_in_use(c) - 1) * window_.stride_w + window_.kernel_w;
                inside.push_back(!of_row || (x >= 0 && x < in_.width));
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

    int lanes_in_use(int c) const { return stage_.grid.pixels_of(c); }

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
    Window window_;
    core::BeatGrid in_;
    StepGrid grid_;
    std::string n_;
    int span_ = 1;
    int reads_ = 1;
};

std::string lane_header(const std::string& name, const std::string& title, std::int64_t tap_bits, std::int64_t y_bits) {
    return "// SPDX-License-Identifier: Apache-2.0\n// " + title + "\nmodule " + name +
           " (\n    // without registers there is no clock\n    // verilator lint_off UNUSED\n    input  logic clk,\n"
           "    // verilator lint_on UNUSED\n    input  logic " +
           range_of(tap_bits) + " taps" + kKeptTaps + ",\n    output logic " + range_of(y_bits) + " y\n);\n" + kShared;
}

// A lane whose channels are alike: `one` is the text of channel c, in a generate loop.
File lane_of_channels(const std::string& name, const std::string& title, std::int64_t tap_bits, int channels, int bits,
                      const std::string& one) {
    return {name + ".sv", lane_header(name, title, tap_bits, std::int64_t{channels} * bits) +
                              "    for (genvar c = 0; c < " + str(channels) + "; c++) begin : channel\n" + one +
                              "    end\nendmodule\n"};
}

// Gathers the taps of channel c, each `bits` wide, from `taps`, [tap][channel]; with `sign` bits above each.
std::string gather(int taps, int channels, int bits, const std::string& extended, int wide) {
    return "        logic " + range_of(std::int64_t{taps} * wide) + " mine;\n        for (genvar t = 0; t < " +
           str(taps) + "; t++) begin : tap\n            wire " + range_of(bits) + " x = taps[(t*" + str(channels) +
           "+c)*" + str(bits) + "+:" + str(bits) + "];\n            assign mine[t*" + str(wide) + "+:" + str(wide) +
           "] = " + extended + ";\n        end\n";
}

class LaneWriter {
 public:
    LaneWriter(const core::Design& design, const StageDesign& stage, const std::string& prefix)
        : stage_(stage), every_(levels_per_stage(design, stage)), name_(prefix + "lane_" + stage.name) {
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            tap_bits_ += std::int64_t{window_of(stage.op).taps()} * pixel_bits(stage, k);
    }

    const std::string& name() const { return name_; }
    int y_bits() const { return output_bits(stage_) / stage_.lanes(); }
    std::vector<File> files() {
        std::visit(core::Overloaded{
                       [&](const core::Conv& conv) { write(conv); }, [&](const core::Pool& pool) { write(pool); },
                       [&](const core::Add& add) { write(add); }, [&](const core::Concat& concat) { write(concat); },
                       [&](const core::Argmax& argmax) { write(argmax); }, [](const core::GlobalPool&) {},
                       [](const core::Classifier&) {}},
                   stage_.op);
        return std::move(files_);
    }

 private:
    int channels() const { return stage_.out.shape.channels; }
    int in_bits() const { return value_bits(stage_, 0); }
    bool in_signed() const { return stage_.in[0].is_signed; }
    std::string of_stage(const std::string& what) const { return what + " of stage " + stage_.name + "."; }

    void write(const core::Conv& conv) {
        GraphModule lane{name_,  of_stage("One lane"), stage_.graph.get(), in_bits(), in_signed(), {},
                         every_, stage_.latency};
        for (int c = 0; c < channels(); ++c)
            lane.finish.push_back({conv.shift[static_cast<std::size_t>(c)], conv.clamp, stage_.out.bits});
        append(graph_files(lane));
    }

    void write(const core::Pool& pool) {
        const int taps = pool.window.taps();
        if (pool.kind == core::PoolKind::max) return write_max(taps);
        const auto sum = core::scale(stage_.graph->inputs.front(), taps);
        write_channel({core::average_rounding(taps, sum).shift, std::nullopt, stage_.out.bits}, in_bits(), in_signed());
        files_.push_back(lane_of_channels(name_, of_stage("One lane"), tap_bits_, channels(), stage_.out.bits,
                                          gather(taps, channels(), in_bits(), "x", in_bits()) + channel_instance()));
    }

    void write_max(int taps) {
        const int wide = in_bits() + (in_signed() ? 0 : 1);
        std::string one = gather(taps, channels(), in_bits(), in_signed() ? "x" : "{1'b0, x}", wide);
        one += "        // a sign bit that is never set\n        // verilator lint_off UNUSED\n        logic " +
               range_of(wide) + " most;\n        // verilator lint_on UNUSED\n        hf_tree #(.N(" + str(taps) +
               "), .WIDTH(" + str(wide) + "), .EVERY(" + str(every_) + "), .MAXIMUM(1), .RESULT_BITS(" + str(wide) +
               ")) tree (.clk, .leaves(mine), .result(most));\n        assign y[c*" + str(stage_.out.bits) +
               "+:" + str(stage_.out.bits) + "] = most" + range_of(stage_.out.bits) + ";\n";
        files_.push_back(lane_of_channels(name_, of_stage("One lane"), tap_bits_, channels(), stage_.out.bits, one));
    }

    void write(const core::Add& add) {
        // Both operands at the same width: one bit more where only one of them is signed.
        const bool any_signed = stage_.in[0].is_signed || stage_.in[1].is_signed;
        const int a = stage_.in[0].bits, b = stage_.in[1].bits;
        const int wide = std::max(a + (any_signed && !stage_.in[0].is_signed ? 1 : 0),
                                  b + (any_signed && !stage_.in[1].is_signed ? 1 : 0));
        write_channel({add.shift, add.clamp, stage_.out.bits}, wide, any_signed);
        const auto operand = [&](const std::string& name, int bits, bool is_signed, std::int64_t at) {
            const std::string tap =
                "taps[" + (at == 0 ? "" : str(at) + "+") + "c*" + str(bits) + "+:" + str(bits) + "]";
            const std::string extended =
                is_signed ? str(wide) + "'($signed(" + tap + "))" : str(wide) + "'(" + tap + ")";
            return "        wire " + range_of(wide) + " " + name + " = " + extended + ";\n";
        };
        const std::string one = operand("a", a, stage_.in[0].is_signed, 0) +
                                operand("b", b, stage_.in[1].is_signed, std::int64_t{channels()} * a) +
                                "        wire " + range_of(2 * wide) + " mine = {b, a};\n" + channel_instance();
        files_.push_back(lane_of_channels(name_, of_stage("One lane"), tap_bits_, channels(), stage_.out.bits, one));
    }

    void write(const core::Concat& concat) {
        std::string text = lane_header(name_, of_stage("One lane"), tap_bits_, y_bits());
        std::int64_t from = 0;
        int to = 0;
        for (std::size_t k = 0; k < concat.in.size(); ++k) {
            const int bits = value_bits(stage_, k);
            const int out = stage_.out.bits;
            const int count = concat.in[k].channels;
            const std::string tap = "taps[" + str(from) + "+c*" + str(bits) + "+:" + str(bits) + "]";
            text +=
                "    for (genvar c = 0; c < " + str(count) + "; c++) begin : input" +
                str(static_cast<std::int64_t>(k)) + "\n        assign y[" + str(to) + "+c*" + str(out) +
                "+:" + str(out) + "] = " +
                (bits == out ? tap : str(out) + "'(" + (stage_.in[k].is_signed ? "$signed(" + tap + ")" : tap) + ")") +
                ";\n    end\n";
            from += std::int64_t{count} * bits;
            to += count * out;
        }
        files_.push_back({name_ + ".sv", text + "endmodule\n"});
    }

    void write(const core::Argmax& argmax) {
        const int sums = argmax.classes * stage_.out.bits;
        const int index = y_bits() - sums;
        int levels = 0;
        int wide = in_bits() + (in_signed() ? 0 : 1);
        std::string text = lane_header(name_, of_stage("The lane"), tap_bits_, y_bits());
        if (stage_.graph) {
            levels = core::depth(*stage_.graph);
            for (const auto& range : core::output_ranges(*stage_.graph)) wide = std::max(wide, signed_width(range));
            GraphModule products{name_ + "_products",
                                 of_stage("Sums times the multipliers of their classes"),
                                 stage_.graph.get(),
                                 in_bits(),
                                 in_signed(),
                                 {{0, std::nullopt, wide}},
                                 every_,
                                 levels / every_};
            append(graph_files(products));
            text += "    logic " + range_of(std::int64_t{argmax.classes} * wide) + " products;\n";
            text += instance(products.name, "scale", {}, {{"clk", "clk"}, {"taps", "taps"}, {"y", "products"}});
        } else {
            text += "    logic " + range_of(std::int64_t{argmax.classes} * wide) +
                    " products;\n    for (genvar c = 0; c < " + str(argmax.classes) +
                    "; c++) begin : class_\n        assign products[c*" + str(wide) + "+:" + str(wide) +
                    "] = " + str(wide) + "'(" + (in_signed() ? "$signed" : "") + "(taps[c*" + str(in_bits()) +
                    "+:" + str(in_bits()) + "]));\n    end\n";
        }
        text += "    // one class needs no index\n    // verilator lint_off UNUSED\n    logic " +
                range_of(std::max(index, 1)) + " index;\n    logic " + range_of(wide) +
                " best;\n    // verilator lint_on UNUSED\n";
        text += instance("hf_best", "tree",
                         {{"N", str(argmax.classes)},
                          {"WIDTH", str(wide)},
                          {"EVERY", str(every_)},
                          {"OFFSET", str(levels)},
                          {"INDEX_BITS", str(std::max(index, 1))}},
                         {{"clk", "clk"}, {"leaves", "products"}, {"best", "best"}, {"index", "index"}});
        text += instance("hf_delay", "beside", {{"WIDTH", str(sums)}, {"CYCLES", str(stage_.latency)}},
                         {{"clk", "clk"}, {"rst", "1'b0"}, {"d", "taps"}, {"q", "y" + range_of(sums)}});
        if (index > 0) text += "    assign y[" + str(y_bits() - 1) + ":" + str(sums) + "] = index;\n";
        files_.push_back({name_ + ".sv", text + "endmodule\n"});
    }

    // The graph of one channel.
    void write_channel(Finish finish, int bits, bool is_signed) {
        append(graph_files({name_ + "_channel",
                            of_stage("One channel"),
                            stage_.graph.get(),
                            bits,
                            is_signed,
                            {finish},
                            every_,
                            stage_.latency}));
    }
    std::string channel_instance() const {
        const std::string bits = str(stage_.out.bits);
        return "        " + name_ + "_channel adders (.clk, .taps(mine), .y(y[c*" + bits + "+:" + bits + "]));\n";
    }
    void append(std::vector<File> files) {
        for (auto& file : files) files_.push_back(std::move(file));
    }

    const StageDesign& stage_;
    int every_;
    std::string name_;
    std::int64_t tap_bits_ = 0;
    std::vector<File> files_;
};

// Every lane with its taps: [input][kernel row][kernel column][channel].
std::string lanes(const StageDesign& stage, const std::vector<View>& views, const LaneWriter& lane) {
    std::int64_t tap_bits = 0;
    std::string taps;
    for (std::size_t k = 0; k < views.size(); ++k) {
        const Window& window = views[k].window();
        const std::string pixel = str(pixel_bits(stage, k));
        const std::string n = str(static_cast<std::int64_t>(k));
        taps += "        for (genvar r = 0; r < " + str(window.kernel_h) + "; r++) begin : row" + n +
                "\n            for (genvar c = 0; c < " + str(window.kernel_w) + "; c++) begin : column\n" +
                "                assign taps[" + str(tap_bits) + "+(r*" + str(window.kernel_w) + "+c)*" + pixel +
                "+:" + pixel + "] = window" + n + "[(r*" + str(views[k].span()) + "+lane*" + str(window.stride_w) +
                "+c)*" + pixel + "+:" + pixel + "];\n            end\n        end\n";
        tap_bits += std::int64_t{window.taps()} * pixel_bits(stage, k);
    }
    const std::string y = str(lane.y_bits());
    std::string text = "\n    // lanes\n    logic " + range_of(output_bits(stage)) + " result;\n";
    const int rest = stage.grid.width % stage.lanes();
    const StepGrid grid = step_grid(stage);
    if (rest != 0) {
        text +=
            "    logic " + range_of(stage.lanes()) + " in_row, in_row_late;  // the last beat of a row is not full\n";
        text += "    assign in_row = column == " +
                unsigned_literal(grid.column_bits(), static_cast<std::uint64_t>(grid.columns - 1)) + " ? " +
                str(stage.lanes()) + "'b" + std::string(static_cast<std::size_t>(rest), '1') + " : '1;\n";
        text += instance("hf_delay", "in_row_delay", {{"WIDTH", str(stage.lanes())}, {"CYCLES", str(stage.latency)}},
                         {{"clk", "clk"}, {"rst", "1'b0"}, {"d", "in_row"}, {"q", "in_row_late"}});
    }
    text += "    for (genvar lane = 0; lane < " + str(stage.lanes()) + "; lane++) begin : lanes\n        logic " +
            range_of(tap_bits) + " taps;\n" + taps + "        logic " + range_of(lane.y_bits()) + " y;\n        " +
            lane.name() + " datapath (.clk, .taps, .y);\n        assign result[lane*" + y + "+:" + y +
            "] = " + (rest != 0 ? "in_row_late[lane] ? y : '0" : "y") + ";\n    end\n";
    if (rest != 0 && lane.y_bits() > 8192)
        text = "    // pixels are wide\n    // verilator lint_off WIDTHCONCAT\n" + text +
               "    // verilator lint_on WIDTHCONCAT\n";
    return text;
}

}  // namespace

Body windowed_body(const core::Design& design, const StageDesign& stage, const std::string& prefix) {
    Body body;
    std::vector<View> views;
    for (std::size_t k = 0; k < stage.inputs.size(); ++k) views.emplace_back(design, stage, k);
    for (const View& view : views) body.text += view.text();
    LaneWriter lane(design, stage, prefix);
    body.text += lanes(stage, views, lane);
    body.files = lane.files();
    return body;
}

}  // namespace hashiflex::rtl
