// SPDX-License-Identifier: Apache-2.0
// Exact numbers are marked =, modelled ones ~; what is not known says why.
#include "sim/report/to_text.h"

#include "modules/core/cost/storage_choice.h"
#include "sim/report/chip_summary.h"
#include "sim/report/format.h"
#include "sim/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hashiflex {
namespace {

using Align = TextTable::Align;

// In a table there is no room for reasons: they follow below it, each once.
std::string cell(const Quantity& number, double factor, std::vector<std::string>& reasons) {
    if (number.value) return readable(factor * *number.value);
    if (std::find(reasons.begin(), reasons.end(), number.reason) == reasons.end()) reasons.push_back(number.reason);
    return "unknown";
}

std::string count(std::uint64_t value) {
    return with_thousands(static_cast<std::int64_t>(value));
}

std::string percent(double part) {
    return with_decimals(100 * part, 2) + " %";
}

std::string headline(const RunResult& result) {
    const auto& info = result.info;
    const auto& shape = result.input.shape;
    std::string line = fmt::format(
        "hashiflex {}: run of {} (network {}, {}x{}x{}), engine {}, {} of {} images ({}), {} MHz, {}",
        info.tool_version, info.design, result.network, shape.height, shape.width, shape.channels, info.engine,
        result.images_done, info.images, info.image_source, result.clock.mhz, result.technology);
    if (!result.partial_reason.empty()) line += "\nPARTIAL: " + result.partial_reason;
    return line + "\n";
}

// One part of all cycles, in percent.
std::string share(std::uint64_t part, const CycleCounts& of) {
    const std::uint64_t total = of.busy + of.starved + of.blocked;
    return with_decimals(total == 0 ? 0.0 : 100 * static_cast<double>(part) / static_cast<double>(total), 1);
}

std::string stage_table(const RunResult& result) {
    TextTable table({{"stage", Align::left},
                     {"kind", Align::left},
                     {"lanes ="},
                     {"beats ="},
                     {"busy % ="},
                     {"starved % ="},
                     {"blocked % ="},
                     {"adders ="},
                     {"area um2 ~"},
                     {"energy nJ ~"}});
    std::vector<std::string> reasons;
    const auto add = [&](const StageResult& stage) {
        table.add({stage.name, stage.kind, with_thousands(stage.lanes), with_thousands(stage.beats_per_image),
                   share(stage.cycles.busy, stage.cycles), share(stage.cycles.starved, stage.cycles),
                   share(stage.cycles.blocked, stage.cycles), with_thousands(stage.counts.adders),
                   cell(stage.area_um2, 1, reasons), cell(stage.energy_pj, 1e-3, reasons)});
    };
    add(result.source);
    for (const auto& stage : result.stages) add(stage);
    std::string text = table.text();
    for (const auto& reason : reasons) text += "unknown: " + reason + "\n";
    return text;
}

std::string buffer_table(const RunResult& result) {
    TextTable table({{"buffer", Align::left},
                     {"kind", Align::left},
                     {"depth ="},
                     {"high water ="},
                     {"bits ="},
                     {"in", Align::left},
                     {"because", Align::left}});
    for (const auto& buffer : result.buffers) {
        table.add({buffer.name, buffer.kind,
                   with_thousands(buffer.depth) + (buffer.automatic || buffer.kind == "feature" ? "" : " (given)"),
                   count(buffer.high_water), with_thousands(buffer.bits), core::storage_text(buffer.storage),
                   buffer.storage.why});
    }
    return table.text();
}

std::string reprogram_text(const ReprogramResult& reprogram) {
    std::string text = fmt::format("reprogramming at image {}: {}", reprogram.requested_at, reprogram.status);
    if (reprogram.start_cycle.value) {
        text += fmt::format("; {} bytes from cycle {} on, {} write cycles, {} nJ", count(*reprogram.bytes.value),
                            count(*reprogram.start_cycle.value), count(*reprogram.write_cycles.value),
                            shown(reprogram.energy_pj, 1e-3));
    }
    if (reprogram.first_image.value)
        text += fmt::format("; image {} is the first with the new weights", *reprogram.first_image.value);
    if (reprogram.throughput_dip.value) text += "; throughput dip " + percent(*reprogram.throughput_dip.value);
    return text + "\n";
}

// A page shows some; all are in report.json.
std::string photograph_text(const RunResult& result) {
    constexpr std::size_t kShown = 20;
    const auto& shape = result.input.shape;
    std::string text;
    for (std::size_t i = 0; i < std::min(kShown, result.photographs.size()); ++i) {
        const auto& [photograph, top1] = result.photographs[i];
        const Fitting& fitting = photograph.fitting;
        const Fitting::Crop& crop = fitting.crop;
        text += fmt::format("{}: {} = {}; {}x{} pixels", photograph.file, top1.value ? "class" : "class unknown",
                            top1.value ? std::to_string(*top1.value) : top1.reason, fitting.width, fitting.height);
        if (fitting.orientation != 1) text += fmt::format(", turned upright (EXIF {})", fitting.orientation);
        if (crop.width != fitting.width || crop.height != fitting.height)
            text += fmt::format(", crop {}x{} at {}, {}", crop.width, crop.height, crop.x, crop.y);
        if (fitting.resize != "none") text += fmt::format(", {} to {}x{}", fitting.resize, shape.width, shape.height);
        if (fitting.channels != "as they are") text += ", " + fitting.channels;
        text += "\n";
    }
    if (result.photographs.size() > kShown)
        text += fmt::format("{} more photographs: report.json\n", result.photographs.size() - kShown);
    return text;
}

std::string in_mm2(const Quantity& um2) {
    return shown(um2, 1e-6);
}

// Logic is what adds, multiplies, compares and selects.
std::string power_parts(const RunResult& result) {
    const auto& energy = result.energy_pj;
    if (!result.power_mw.value) return "";
    const auto watts = [&](const Quantity& pj) { return shown(pj, *result.images_per_s.value * 1e-12); };
    return fmt::format("logic {}, flops {}, latches {}, clock {}, sram {}, leakage {}",
                       watts(energy.adders + energy.multipliers + energy.comparators_and_muxes), watts(energy.flops),
                       watts(energy.latches), watts(energy.clock), watts(energy.sram), watts(energy.leakage));
}

// The two idlest groups; empty if no stage is ever idle.
std::string idle_text(const std::vector<IdleGroup>& groups) {
    std::string text;
    for (std::size_t g = 0; g < std::min<std::size_t>(groups.size(), 2); ++g) {
        const auto& group = groups[g];
        if (group.idle == 0) break;
        text += fmt::format("{}{} % of {}", g == 0 ? "" : "; ", with_decimals(100 * group.idle, 1), group.first);
        if (group.stages > 1) text += fmt::format(" .. {} ({} stages)", group.last, group.stages);
    }
    return text;
}

// Below what a board can deliver there is nothing to say.
std::string link_text(const RunResult& result) {
    const auto& port = result.input_gb_per_s;
    if (!port.value || *port.value <= kPcie6x16GbPerS) return "";
    return fmt::format("{} % of an HBM3 stack ({} GB/s), {} x PCIe 6.0 x16",
                       with_decimals(100 * *result.input_share_of_hbm3_stack.value, 0), kHbm3StackGbPerS,
                       with_decimals(*port.value / kPcie6x16GbPerS, 1));
}

// "error_feedback, 7 levels, 1 term, 8-bit activations; calibrated on 48 images of crops.npz".
std::string quantization_text(const QuantizationInfo& what) {
    std::string text = fmt::format("{}, {} levels, {} term{}, {}-bit activations", what.method, what.levels, what.terms,
                                   what.terms == 1 ? "" : "s", what.activation_bits);
    if (what.prune > 0) text += ", pruned " + percent(what.prune);
    if (what.calibration_file)
        return text + fmt::format("; calibrated on {} images of {}", what.calibration_images, *what.calibration_file);
    return text + (what.calibration_images > 0 ? "; NOT CALIBRATED: synthetic images" : "; no calibration images");
}

std::string money_text(const core::Money& money) {
    std::string text;
    const auto add = [&](const std::string& what, const Quantity& usd, double factor, const char* unit) {
        if (usd.value)
            text += fmt::format("{}{} ${}{}", text.empty() ? "" : ", ", what, readable(factor * *usd.value), unit);
    };
    add("silicon", money.die.usd, 1, "");
    add("mask set", money.mask_set_usd, 1e-6, " M");
    add("weight masks", money.weight_masks_usd, 1e-6, " M");
    if (money.break_even_chips.value)
        text += fmt::format(", as much as the NPU in {} chips", readable(*money.break_even_chips.value));
    return text;
}

// The numbers that people quote: name, mark, value, note.
std::string quoted(const RunResult& result) {
    std::string text;
    const auto line = [&](const char* name, char mark, const std::string& value, const std::string& note = "") {
        text += fmt::format("{:<20} {} {}{}{}\n", name, mark, value, note.empty() ? "" : "   ", note);
    };
    const auto with_unit = [](const Quantity& number, double factor, const char* unit) {
        return number.value ? shown(number, factor) + " " + unit : shown(number);
    };
    const auto& cycles = result.cycles;
    line("cycles per image", '=',
         cycles.per_image.value ? with_decimals(cycles.per_image.value->value(), 3)
                                : "unknown (" + cycles.per_image.reason + ")",
         fmt::format("needed {} by {}{}", with_thousands(cycles.needed), result.bottleneck,
                     target_text(cycles.target, cycles.target_met)));
    line("images per second", '=', shown(result.images_per_s),
         result.limiting_buffer.value ? "limited by buffer " + *result.limiting_buffer.value : "");
    line("latency", '=', with_unit(result.latency_us, 1, "us"),
         cycles.first_image.value ? count(*cycles.first_image.value) + " cycles" : "");
    const auto& split = result.area_split;
    line("area", '~', with_unit(result.area_um2.total_um2(), 1e-6, "mm2"),
         split.classifier_um2.value
             ? "front " + in_mm2(split.front_um2) + ", classifier " + in_mm2(split.classifier_um2)
             : "");
    if (result.money) line("die", '~', with_unit(result.money->die.mm2, 1, "mm2"), money_text(*result.money));
    line("energy per image", '~', with_unit(result.energy_pj.total(), 1e-6, "uJ"));
    line("power", '~', with_unit(result.power_mw, 1e-3, "W"), power_parts(result));
    const auto& compute = result.compute;
    line("compute", '=', with_unit(compute.tops, 1, "TOPS"),
         "2 x " + count(static_cast<std::uint64_t>(compute.macs_per_image)) + " MACs an image" +
             (compute.tops_per_w.value ? "; ~ " + shown(compute.tops_per_w) + " TOPS/W" : ""));
    line("input port", '=', with_unit(result.input_gb_per_s, 1, "GB/s"), link_text(result));
    if (const auto idle = idle_text(result.idle); !idle.empty()) line("idle", '=', idle);
    const auto& accuracy = result.accuracy;
    line("top-1", '=',
         accuracy.top1.value
             ? fmt::format("{} ({} of {})", percent(*accuracy.top1.value), accuracy.correct, accuracy.total)
             : shown(accuracy.top1),
         "float model " +
             (accuracy.float_top1.value ? percent(*accuracy.float_top1.value) : shown(accuracy.float_top1)));
    if (result.info.quantization) line("weights", '=', quantization_text(*result.info.quantization));
    const auto& path = result.critical_path;
    std::string clock = "clock " + clock_text(result.clock);
    if (path.met && !*path.met) clock += ", NOT MET";
    line("maximum clock", '~', with_unit(path.max_clock_mhz, 1, "MHz"),
         clock + (path.stage.empty() ? "" : ", limited by " + path.stage) +
             (path.what.empty() ? "" : " (" + path.what + ")"));
    return text;
}

}  // namespace

std::string target_text(const std::optional<int>& target, const Known<bool>& met) {
    if (!target) return "";
    return ", target " + with_thousands(*target) + (met.value && !*met.value ? " MISSED" : "");
}

std::string clock_text(const core::Clock& clock) {
    std::string text = fmt::format("{} MHz", clock.mhz);
    if (clock.automatic) text += " (auto)";
    if (clock.margin_percent > 0) text += fmt::format(", margin {} %", clock.margin_percent);
    return text;
}

std::string shown(const Quantity& number, double factor) {
    return number.value ? readable(factor * *number.value) : "unknown (" + number.reason + ")";
}

std::string to_text(const RunResult& result) {
    std::string text = headline(result) + "\n" + stage_table(result) + "\n" + buffer_table(result) + "\n";
    if (result.reprogram) text += reprogram_text(*result.reprogram) + "\n";
    if (!result.photographs.empty()) text += photograph_text(result) + "\n";
    text += "= exact: simulated or counted   ~ modelled: counts times prices of " + result.technology + " (" +
            result.corner + "), no wires\n\n";
    return text + quoted(result);
}

}  // namespace hashiflex
