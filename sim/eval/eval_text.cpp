// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/eval_text.h"

#include "sim/report/format.h"
#include "sim/report/text_table.h"
#include "sim/report/to_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hashiflex {
namespace {

std::string in_percent(const Quantity& share) {
    return share.value ? with_decimals(100 * *share.value, 2) : "unknown";
}

// "92.50 %  (370 of 400; 95 % interval 89.49 to 94.70)"
std::string shown_share(const SampledShare& share) {
    if (!share.share.value) return "unknown (" + share.share.reason + ")";
    return fmt::format("{} %  ({} of {}; 95 % interval {} to {})", in_percent(share.share), share.hits, share.of,
                       in_percent(share.low), in_percent(share.high));
}

std::string headline(const EvalResult& result) {
    std::string text = fmt::format("hashiflex {}: eval of {} (network {}, {} classes), {} of {} images ({})\n",
                                   result.info.tool_version, result.info.design, result.network, result.classes,
                                   result.images_done, result.info.images, result.info.image_source);
    if (!result.partial_reason.empty()) text += "PARTIAL: " + result.partial_reason + "\n";
    return text;
}

// A page shows those with images; of very many classes the worst.
std::string class_table(const EvalResult& result) {
    constexpr std::size_t kShown = 20;
    std::vector<const ClassRow*> rows;
    for (const ClassRow& row : result.per_class)
        if (row.right.of > 0) rows.push_back(&row);
    if (rows.empty()) return "";
    const std::size_t all = rows.size();
    if (all > kShown) {
        std::stable_sort(rows.begin(), rows.end(), [](const ClassRow* a, const ClassRow* b) {
            return *a->right.share.value < *b->right.share.value;
        });
        rows.resize(kShown);
    }
    TextTable table({{"class"}, {"images"}, {"right"}, {"right %"}, {"low %"}, {"high %"}, {"found"}, {"precision %"}});
    for (const ClassRow* row : rows)
        table.add({std::to_string(row->label), std::to_string(row->right.of), std::to_string(row->right.hits),
                   in_percent(row->right.share), in_percent(row->right.low), in_percent(row->right.high),
                   std::to_string(row->found), row->precision.value ? in_percent(row->precision) : "-"});
    std::string text = table.text();
    if (all > kShown) text += fmt::format("the worst {} of {} classes; all are in eval.json\n", kShown, all);
    return text + "\n";
}

std::string float_text(const EvalResult& result) {
    const auto line = [](const char* name, const std::string& value) {
        return fmt::format("{:<20} {}\n", name, value);
    };
    if (!result.float_model.value) return line("float model", "unknown (" + result.float_model.reason + ")");
    const FloatModelResult& model = *result.float_model.value;
    std::string kl = shown(model.kl_nats) + " nats";
    if (model.kl_standard_error.value) kl += " +- " + shown(model.kl_standard_error);
    std::string text = line("same as float", shown_share(model.agreement)) + line("KL divergence", kl);
    if (model.top1.share.value) text += line("float top-1", shown_share(model.top1));
    if (model.top5.share.value) text += line("float top-5", shown_share(model.top5));
    return text;
}

}  // namespace

std::string to_text(const EvalResult& result) {
    std::string text = headline(result) + "\n" + class_table(result);
    text += fmt::format("{:<20} {}\n", "top-1", shown_share(result.top1));
    text += fmt::format("{:<20} {}\n", "top-5", shown_share(result.top5));
    return text + float_text(result);
}

}  // namespace hashiflex
