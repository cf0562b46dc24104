// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/lane_modules.h"

#include "modules/core/graph/builders.h"
#include "modules/core/overloaded.h"
#include "modules/core/parts/window_geometry.h"
#include "modules/rtl/graph_module.h"
#include "modules/rtl/stage.h"
#include "modules/rtl/stage_parts.h"
#include "modules/rtl/text.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace hashiflex::rtl {
namespace {

using core::StageDesign;

std::string lane_header(const std::string& name, const std::string& title, int go_bits, std::int64_t tap_bits,
                        std::int64_t y_bits) {
    const std::string go = go_bits > 0 ? "    input  logic " + range_of(go_bits) + " go,\n" : "";
    return "// SPDX-License-Identifier: Apache-2.0\n// " + title + "\nmodule " + name +
           " (\n    // without registers there is no clock\n    // verilator lint_off UNUSED\n    input  logic clk,\n" +
           go + "    // verilator lint_on UNUSED\n    input  logic " + range_of(tap_bits) + " taps" + kKeptTaps +
           ",\n    output logic " + range_of(y_bits) + " y\n);\n" + kShared;
}

// A lane whose channels are alike: `one` is the text of channel c, in a generate loop.
File lane_of_channels(const std::string& name, const std::string& title, int go_bits, std::int64_t tap_bits,
                      int channels, int bits, const std::string& one) {
    return {name + ".sv", lane_header(name, title, go_bits, tap_bits, std::int64_t{channels} * bits) +
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
    LaneWriter(const StageDesign& stage, const std::string& prefix, bool gated)
        : stage_(stage),
          prefix_(prefix),
          gated_(gated),
          every_(stage.adders.levels_per_stage),
          name_(lane_name(stage, prefix)) {
        for (std::size_t k = 0; k < stage.inputs.size(); ++k)
            tap_bits_ += std::int64_t{core::window_of(stage.op).taps()} * pixel_bits(stage, k);
    }

    std::vector<File> files() {
        std::visit(core::Overloaded{
                       [&](const core::Conv& conv) { write(conv); }, [&](const core::Pool& pool) { write(pool); },
                       [&](const core::Add& add) { write(add); }, [&](const core::Concat& concat) { write(concat); },
                       [](const core::GlobalPool&) {}, [](const core::Argmax&) {}, [](const core::Classifier&) {}},
                   stage_.op);
        return std::move(files_);
    }

 private:
    // Of the port `go`; 0: there is none.
    int go_bits() const { return gated_ ? stage_.latency : 0; }
    // What loads the registers of boundaries first .. last, for a part that always has such a port.
    std::string go(int first, int last) const {
        if (go_bits() == 0 || last < first) return all_ones(last - first + 1);
        return "go[" + str(last) + ":" + str(first) + "]";
    }
    int channels() const { return stage_.out.shape.channels; }
    int in_bits() const { return value_bits(stage_, 0); }
    bool in_signed() const { return stage_.in[0].is_signed; }
    std::string of_stage(const std::string& what) const { return what + " of stage " + stage_.name + "."; }

    void write(const core::Conv& conv) {
        GraphModule lane{name_, of_stage("One lane"), stage_.graph.get(), in_bits(), in_signed(),
                         {},    stage_.adders,        stage_.latency,     gated_};
        for (int c = 0; c < channels(); ++c)
            lane.finish.push_back({conv.shift[static_cast<std::size_t>(c)], conv.clamp, stage_.out.bits});
        append(graph_files(lane));
    }

    void write(const core::Pool& pool) {
        const int taps = pool.window.taps();
        if (pool.kind == core::PoolKind::max) return write_max(taps);
        const auto sum = core::scale(stage_.graph->inputs.front(), taps);
        write_channel({core::average_rounding(taps, sum).shift, std::nullopt, stage_.out.bits}, in_bits(), in_signed());
        files_.push_back(lane_of_channels(name_, of_stage("One lane"), go_bits(), tap_bits_, channels(),
                                          stage_.out.bits,
                                          gather(taps, channels(), in_bits(), "x", in_bits()) + channel_instance()));
    }

    void write_max(int taps) {
        const std::string bits = str(in_bits());
        std::string one = gather(taps, channels(), in_bits(), "x", in_bits());
        one += "        hf_tree #(.N(" + str(taps) + "), .WIDTH(" + bits + "), .EVERY(" + str(every_) +
               "), .MAXIMUM(1), .SIGNED(" + (in_signed() ? "1" : "0") + "), .RESULT_BITS(" + bits +
               ")) tree (.clk, .go(" + go(0, stage_.latency - 1) + "), .leaves(mine), .result(y[c*" + bits +
               "+:" + bits + "]));\n";
        files_.push_back(
            lane_of_channels(name_, of_stage("One lane"), go_bits(), tap_bits_, channels(), stage_.out.bits, one));
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
        files_.push_back(
            lane_of_channels(name_, of_stage("One lane"), go_bits(), tap_bits_, channels(), stage_.out.bits, one));
    }

    void write(const core::Concat& concat) {
        std::string text = lane_header(name_, of_stage("One lane"), go_bits(), tap_bits_, lane_bits(stage_));
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

    // The graph of one channel.
    void write_channel(Finish finish, int bits, bool is_signed) {
        append(graph_files({module_name(prefix_, "channel", stage_),
                            of_stage("One channel"),
                            stage_.graph.get(),
                            bits,
                            is_signed,
                            {finish},
                            stage_.adders,
                            stage_.latency,
                            gated_}));
    }
    std::string channel_instance() const {
        const std::string bits = str(stage_.out.bits);
        return "        " + module_name(prefix_, "channel", stage_) + " adders (.clk, " +
               (go_bits() > 0 ? ".go, " : "") + ".taps(mine), .y(y[c*" + bits + "+:" + bits + "]));\n";
    }
    void append(std::vector<File> files) {
        for (auto& file : files) files_.push_back(std::move(file));
    }

    const StageDesign& stage_;
    const std::string& prefix_;
    bool gated_;
    int every_;
    std::string name_;
    std::int64_t tap_bits_ = 0;
    std::vector<File> files_;
};

}  // namespace

std::string lane_name(const StageDesign& stage, const std::string& prefix) {
    return module_name(prefix, "lane", stage);
}

int lane_bits(const StageDesign& stage) {
    return output_bits(stage) / stage.lanes();
}

std::vector<File> lane_modules(const StageDesign& stage, const std::string& prefix, bool gated) {
    return LaneWriter(stage, prefix, gated).files();
}

}  // namespace hashiflex::rtl
