// SPDX-License-Identifier: Apache-2.0
// The resolved design as tables: stages, buffers, NPU, totals.
#include "sim/report/bill_of_hardware.h"

#include "modules/core/cost/storage_choice.h"
#include "sim/report/chip_summary.h"
#include "sim/report/format.h"
#include "sim/report/hardware_result.h"
#include "sim/report/text_table.h"
#include "sim/report/to_text.h"

#include <fmt/format.h>

namespace hashiflex {
namespace {

using Align = TextTable::Align;

std::string area_cell(const Quantity& area) {
    return area.value ? readable(*area.value) : "unknown";
}

std::string stage_table(const StageResult& source, const std::vector<StageResult>& stages,
                        const core::AreaBreakdown& area) {
    TextTable table({{"stage", Align::left},
                     {"kind", Align::left},
                     {"lanes"},
                     {"beats"},
                     {"cycles"},
                     {"latency"},
                     {"adders"},
                     {"bias adders"},
                     {"adder bits"},
                     {"flop bits"},
                     {"latch bits"},
                     {"sram bits"},
                     {"area um2 ~"},
                     {"path ps ~"}});
    const auto add = [&](const std::string& name, const std::string& kind, const std::vector<std::string>& own,
                         const core::Counts& counts, const Quantity& um2, const std::string& path) {
        std::vector<std::string> cells{name, kind};
        cells.insert(cells.end(), own.begin(), own.end());
        for (const std::int64_t count : {counts.adders, counts.bias_adders, counts.adder_bits(), counts.flop_bits(),
                                         counts.latch_bits, counts.sram_bits}) {
            cells.push_back(with_thousands(count));
        }
        cells.push_back(area_cell(um2));
        cells.push_back(path);
        table.add(cells);
    };
    const auto add_stage = [&](const StageResult& stage) {
        add(stage.name, stage.kind,
            {with_thousands(stage.lanes), with_thousands(stage.beats_per_image), with_thousands(stage.cycles_needed),
             with_thousands(stage.latency)},
            stage.counts, stage.area_um2, area_cell(stage.path.ps));
    };
    add_stage(source);
    for (const auto& stage : stages) add_stage(stage);
    add("total", "", {"", "", "", ""}, total_counts(source, stages), area.total_um2(), "");
    return table.text();
}

// The feature buffer always holds two images: nobody chose.
const char* how_chosen(const BufferResult& buffer) {
    if (buffer.kind == "feature") return "fixed";
    return buffer.automatic ? "auto" : "given";
}

std::string buffer_table(const core::Design& design) {
    TextTable table({{"buffer", Align::left},
                     {"kind", Align::left},
                     {"depth"},
                     {"chosen", Align::left},
                     {"bits"},
                     {"in", Align::left},
                     {"because", Align::left}});
    for (const auto& buffer : buffer_hardware(design)) {
        table.add({buffer.name, buffer.kind, with_thousands(buffer.depth), how_chosen(buffer),
                   with_thousands(buffer.bits), core::storage_text(buffer.storage), buffer.storage.why});
    }
    return table.text();
}

std::string npu_line(const NpuResult& npu) {
    return fmt::format(
        "NPU {}: {} inputs x {} classes a cycle, {}-bit weights, {} inputs, {} classes, {} cycles per image, "
        "weight memory {} bits (both sets), write port {} bytes a cycle\n\n",
        npu.stage, npu.spec.rows, npu.spec.columns, npu.weight_bits, with_thousands(npu.inputs),
        with_thousands(npu.classes), with_thousands(npu.cycles_per_image), with_thousands(npu.weight_memory_bits),
        npu.spec.write_port_bytes);
}

std::string argmax_line(const ArgmaxResult& argmax) {
    return fmt::format("argmax {}: {} of {} classes a step{}, {} cycles per image\n\n", argmax.stage,
                       with_thousands(argmax.classes_per_step), with_thousands(argmax.classes),
                       argmax.scaled ? ", each with a 16-bit multiplier" : "", with_thousands(argmax.cycles_per_image));
}

std::string area_lines(const core::AreaBreakdown& area) {
    std::string text;
    const auto line = [&](const char* name, const Quantity& um2) {
        text += fmt::format("{:<24} ~ {}\n", name, um2.value ? shown(um2) + " um2" : shown(um2));
    };
    line("adders", area.adders_um2);
    line("multipliers", area.multipliers_um2);
    line("comparators and muxes", area.comparators_and_muxes_um2);
    line("flops", area.flops_um2);
    line("latches", area.latches_um2);
    line("sram", area.sram_um2);
    line("total area", area.total_um2());
    return text;
}

std::string rate_lines(const core::Design& design, const DesignRate& rate, const Quantity& energy_pj) {
    const auto& cycles = rate.cycles_per_image;
    const auto per_s = cycles.value ? Quantity::known(design.clock.mhz * 1e6 / cycles.value->value())
                                    : Quantity::unknown(cycles.reason);
    const auto power = per_s.value ? *per_s.value * 1e-12 * energy_pj : per_s;
    std::string text;
    text +=
        fmt::format("{:<24} = {}, needed {} by {}{}\n", "cycles per image",
                    cycles.value ? with_decimals(cycles.value->value(), 3) : "unknown (" + cycles.reason + ")",
                    with_thousands(design.ideal_cycles_per_image()), bottleneck(design),
                    target_text(design.target_cycles_per_image, target_met(design.target_cycles_per_image, cycles)));
    text += fmt::format("{:<24} = {}{}\n", "images per second", shown(per_s),
                        rate.limiting_buffer ? "   limited by buffer " + *rate.limiting_buffer : "");
    text += fmt::format("{:<24} ~ {}\n", "energy per image", shown(energy_pj, 1e-6) + (energy_pj.value ? " uJ" : ""));
    text += fmt::format("{:<24} ~ {}\n", "power", shown(power) + (power.value ? " W" : ""));
    return text;
}

}  // namespace

std::string bill_of_hardware(const core::Design& design, const core::Technology& tech,
                             const std::vector<StageCost>& costs, const DesignRate& rate) {
    std::optional<double> cycles;
    if (rate.cycles_per_image.value) cycles = rate.cycles_per_image.value->value();
    const StageResult source = source_hardware(design, tech, {cycles, nullptr});
    std::vector<StageResult> stages;
    for (std::size_t s = 0; s < costs.size(); ++s)
        stages.push_back(stage_hardware(design, s, tech, costs[s], {cycles, nullptr}));
    const auto area = core::area(total_counts(source, stages), tech);
    const auto path = critical_path_result(design, costs);
    const auto& shape = design.source.type.shape;
    std::string text =
        fmt::format("network {}, {}x{}x{}, {} stages, clock {}, technology {} ({})\n\n", design.network, shape.height,
                    shape.width, shape.channels, stages.size(), clock_text(design.clock), tech.name, tech.corner);
    text += stage_table(source, stages, area) + "\n" + buffer_table(design) + "\n";
    if (const auto npu = npu_hardware(design)) text += npu_line(*npu);
    if (const auto argmax = argmax_hardware(design)) text += argmax_line(*argmax);
    text += area_lines(area);
    const auto split = area_split(design, source, stages);
    if (split.classifier_um2.value)
        text += fmt::format("{:<24} ~ {} um2, front {} um2\n", "of it, classifier", shown(split.classifier_um2),
                            shown(split.front_um2));
    text += fmt::format("{:<24} ~ {}{}\n", "maximum clock", shown(path.max_clock_mhz),
                        path.max_clock_mhz.value
                            ? " MHz, limited by " + path.stage + (path.what.empty() ? "" : " (" + path.what + ")")
                            : "");
    text += rate_lines(design, rate, total_energy(source, stages).total());
    return text + "\n= exact: counted, or computed cycle by cycle   ~ modelled: counts times prices, no wires\n";
}

}  // namespace hashiflex
