// SPDX-License-Identifier: Apache-2.0
// The keys of eval.json, in the order in which a reader wants them.
#pragma once

#include "sim/eval/eval_json.h"
#include "sim/eval/eval_result.h"
#include "sim/report/describe_report.h"

#include <optional>
#include <string>

namespace hashiflex {

template <class V>
void describe(V& v, const SampledShare& share) {
    v.field("share", share.share, kShare, "hits / of.");
    v.field("low", share.low, kShare, "Lower end of its 95 % interval (Wilson).");
    v.field("high", share.high, kShare, "Upper end.");
    v.field("hits", share.hits, kCount, "Images of which it is true.");
    v.field("of", share.of, kCount, "Images that were asked.");
}

inline constexpr Definition kSampledShare{"sampled_share"};

template <class V>
void describe(V& v, const FloatModelResult& model) {
    v.field("agreement", model.agreement, kSampledShare, "Images of which chip and float model say the same class.");
    v.field("kl_nats", model.kl_nats, kAmount,
            "Mean Kullback-Leibler divergence of the chip's softmax from the float model's, nats.");
    v.field("kl_standard_error", model.kl_standard_error, kAmount, "Of this mean over the images, nats.");
    v.field("top1", model.top1, kSampledShare, "Of the float model itself.");
    v.field("top5", model.top5, kSampledShare, "Of the float model itself.");
}

template <class V>
void describe(V& v, const ClassRow& row) {
    v.field("class", row.label, kCount, "Its index.");
    v.field("found", row.found, kCount, "Labelled images that were taken for it.");
    v.field("right", row.right, kSampledShare, "Images of this class that were classified right.");
    v.field("precision", row.precision, kShare, "right.hits / found.");
}

template <class V>
void describe(V& v, const EvalResult& result) {
    const auto partial_reason =
        result.partial_reason.empty() ? std::nullopt : std::optional<std::string>(result.partial_reason);
    v.field("schema_version", kEvalSchemaVersion, Exactly{kEvalSchemaVersion},
            "Larger if a key changes its meaning or goes.");
    v.field("design", result.info.design, Words{}, "Name of the design.");
    v.field("network", result.network, Words{}, "Name of the network.");
    v.field("classes", result.classes, kSize, "Of its classifier.");
    v.field("images", result.images_done, kCount, "Images that were evaluated.");
    v.field("images_requested", result.info.images, kCount, "Images that were asked for.");
    v.field("image_source", result.info.image_source, kImageSources, "Where they come from.");
    v.field("labelled", result.labelled, kCount, "Images with a label among those evaluated.");
    v.field("partial", partial_reason.has_value(), Flag{}, "It ended before the images requested were done.");
    v.field("partial_reason", partial_reason, Words{}, "Why; null: it is not partial.");
    v.field("top1", result.top1, kSampledShare, "The label is the class that the chip says.");
    v.field("top5", result.top5, kSampledShare, "The label is among the five best classes.");
    v.field("float_model", result.float_model, Mapping{}, "Against the model that the weights were made of.");
    v.field("per_class", result.per_class, ListOf<Mapping>{}, "By class; empty without labels.");
    v.field_if("quantization", result.info.quantization, Mapping{}, "How integers were made of float weights.");
    v.reasons("reasons", "By key path: why it is null.");
    v.group("provenance", "What the numbers depend on.", [&] {
        v.field("tool_version", result.info.tool_version, Words{}, "Version of hashiflex.");
        v.field("overrides", result.info.overrides, ListOf<Words>{}, "KEY=VALUE of each --set, in order.");
        v.field_if("weights_digest", weights_digest(result.info), kSha256,
                   "Of integers that were made of float weights.");
        v.field("inputs", result.info.inputs, ListOf<Mapping>{}, "Every file that was read.");
    });
}

}  // namespace hashiflex
