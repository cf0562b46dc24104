// SPDX-License-Identifier: Apache-2.0
#include "sim/finetune/finetune_files.h"
#include "sim/report/format.h"

#include <fmt/format.h>

namespace hashiflex {
namespace {

std::string scored(const char* what, const Score& score) {
    return fmt::format("  {:<36} = {:.2f} % ({} of {})\n", what, 100 * score.top1(), score.correct, score.total);
}

std::string amount(const core::Quantity& quantity, const char* unit) {
    return quantity.value ? readable(*quantity.value) + " " + unit : "unknown (" + quantity.reason + ")";
}

std::string number(const Known<std::uint64_t>& known) {
    return known.value ? with_thousands(static_cast<std::int64_t>(*known.value)) : "unknown (" + known.reason + ")";
}

std::string line(const char* what, const std::string& value) {
    return fmt::format("  {:<36} = {}\n", what, value);
}

core::Quantity lowest_rate(const FinetuneResult& result) {
    const core::Quantity& dip = result.run.reprogram->throughput_dip;
    return dip.value ? (1 - *dip.value) * result.run.images_per_s : dip;
}

// Of any size: what an image costs is far below a cent.
std::string three_digits(const core::Quantity& quantity) {
    return quantity.value ? fmt::format("{:.3g}", *quantity.value) : "unknown (" + quantity.reason + ")";
}

std::string lost_rate_text(const core::LostRate& lost) {
    std::string text = fmt::format("the rate that the NPU costs, of a chip that serves {} years\n", lost.service_years);
    text += line("images per second, hardwired", amount(lost.hardwired_images_per_s, ""));
    text += line("USD per image", three_digits(lost.usd_per_image));
    text += line("USD of a new chip", three_digits(lost.new_chip_usd));
    text += line("images until it costs more", three_digits(lost.break_even_images));
    text += line("chips that give as many", three_digits(lost.break_even_lives));
    return text;
}

}  // namespace

std::string to_text(const FinetuneResult& result) {
    const ReprogramResult& written = *result.run.reprogram;
    const OnChipTraining& chip = result.on_chip;
    std::string text = fmt::format("fine-tuning of {}: {} classes, {}-bit weights, l2 {}\n", result.run.info.design,
                                   result.classes, result.weight_bits, result.l2);
    text += "top-1\n";
    text += scored("before", result.before);
    text += scored("after", result.test);
    text += scored("after, last layer in real numbers", result.test_real);
    text += scored("training images, after", result.train);
    if (result.test_source == "training images") text += "  there are no test images: these are the training images\n";
    text += "reprogramming while images flow\n";
    text += line("bytes", number(written.bytes));
    text += line("write cycles", number(written.write_cycles));
    text += line("first image with the new weights", number(written.first_image));
    text += line("energy", amount(1e-3 * written.energy_pj, "nJ"));
    text += line("images per second", amount(result.run.images_per_s, ""));
    text += line("lowest while writing", amount(lowest_rate(result), ""));
    text +=
        line("images compared with an evaluation",
             fmt::format("{} before, {} after, {} wrong", result.checked_before, result.checked_after, result.wrong));
    text += "training on the chip instead (estimate)\n";
    text += line("gradients", fmt::format("{} of {} images", chip.evaluations, chip.images));
    text += line("MACs and cycles per image",
                 fmt::format("{} and {}", with_thousands(chip.macs_per_image), with_thousands(chip.cycles_per_image)));
    text += line("time", amount(1e3 * chip.seconds, "ms"));
    text += line("energy", amount(chip.energy_uj, "uJ"));
    text += line("memory beside the NPU's", with_thousands(chip.memory_bits) + " bits");
    if (result.lost_rate) text += lost_rate_text(*result.lost_rate);
    return text;
}

}  // namespace hashiflex
