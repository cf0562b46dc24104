// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/eval_result.h"

#include "modules/core/accuracy/divergence.h"
#include "modules/core/accuracy/wilson.h"
#include "sim/images/labelled_array.h"

#include <algorithm>

namespace hashiflex {
namespace {

SampledShare sampled(std::uint64_t hits, std::uint64_t of, const std::string& reason_of_none) {
    SampledShare result{hits, of, Quantity::unknown(reason_of_none), Quantity::unknown(reason_of_none),
                        Quantity::unknown(reason_of_none)};
    if (of == 0) return result;
    const core::ShareInterval interval = core::wilson95(hits, of);
    result.share = Quantity::known(static_cast<double>(hits) / static_cast<double>(of));
    result.low = Quantity::known(interval.low);
    result.high = Quantity::known(interval.high);
    return result;
}

SampledShare unknown_share(const std::string& reason) {
    return sampled(0, 0, reason);
}

constexpr const char* kNoLabels = "the images have no labels";

// Which labelled images have their label among the classes that `best_of` gives for them.
class LabelCounter {
 public:
    LabelCounter(const std::vector<int>& labels, std::size_t images) : labels_(labels), images_(images) {}

    template <class BestOf>
    SampledShare among(std::size_t most, const BestOf& best_of) const {
        std::uint64_t hits = 0;
        for (std::size_t i = 0; i < images_; ++i) {
            const std::vector<int>& best = best_of(i);
            const auto end = best.begin() + static_cast<std::ptrdiff_t>(std::min(most, best.size()));
            hits += has(i) && std::find(best.begin(), end, labels_[i]) != end;
        }
        return sampled(hits, labelled(), labels_.empty() ? kNoLabels : "no image with a label is done");
    }
    // Of so few classes all are among the best five.
    template <class BestOf>
    SampledShare among_five(int classes, const BestOf& best_of) const {
        if (classes <= static_cast<int>(kBestClasses))
            return unknown_share("the network has no more than five classes");
        return among(kBestClasses, best_of);
    }
    bool has(std::size_t i) const { return !labels_.empty() && labels_[i] != kNoLabel; }
    std::uint64_t labelled() const {
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < images_; ++i) count += has(i);
        return count;
    }

 private:
    const std::vector<int>& labels_;
    std::size_t images_;  // that are done
};

FloatModelResult compared(const EvalRequest& request, const std::vector<EvaluatedImage>& images,
                          const LabelCounter& labels) {
    FloatModelResult result;
    std::uint64_t same = 0;
    std::vector<double> divergences;
    for (const EvaluatedImage& image : images) {
        same += image.chip.found() == image.model->best.front();
        divergences.push_back(image.model->divergence);
    }
    result.agreement = sampled(same, images.size(), "no image is done");
    const core::MeanValue kl = core::mean_of(divergences);
    result.kl_nats = Quantity::known(kl.mean);
    result.kl_standard_error =
        kl.standard_error ? Quantity::known(*kl.standard_error) : Quantity::unknown("a single image has no deviation");
    const auto best = [&](std::size_t i) -> const std::vector<int>& { return images[i].model->best; };
    const auto unasked = unknown_share("not asked for: --float");
    result.top1 = request.float_accuracy ? labels.among(1, best) : unasked;
    result.top5 = request.float_accuracy ? labels.among_five(request.classes, best) : unasked;
    return result;
}

std::vector<ClassRow> class_rows(const core::Confusion& confusion) {
    std::vector<ClassRow> rows;
    for (int label = 0; label < confusion.classes(); ++label) {
        const std::uint64_t right = confusion.at(label, label), found = confusion.found(label);
        rows.push_back({label, found, sampled(right, confusion.labelled(label), "no image of this class"),
                        found == 0 ? Quantity::unknown("no image was taken for this class")
                                   : Quantity::known(static_cast<double>(right) / static_cast<double>(found))});
    }
    return rows;
}

}  // namespace

EvalResult assemble_eval(const EvalRequest& request, const std::vector<EvaluatedImage>& images) {
    EvalResult result;
    result.info = request.info;
    result.network = request.network;
    result.classes = request.classes;
    result.images_done = images.size();
    if (result.images_done < request.info.images) result.partial_reason = "interrupted";
    const LabelCounter labels(request.info.labels, images.size());
    result.labelled = labels.labelled();
    const auto best = [&](std::size_t i) -> const std::vector<int>& { return images[i].chip.best; };
    result.top1 = labels.among(1, best);
    result.top5 = labels.among_five(request.classes, best);
    result.confusion = core::Confusion(request.classes);
    for (std::size_t i = 0; i < images.size(); ++i)
        if (labels.has(i)) result.confusion.add(request.info.labels[i], images[i].chip.found());
    if (result.labelled > 0) result.per_class = class_rows(result.confusion);
    const bool compares = !images.empty() && images.front().model.has_value();
    result.float_model = compares ? Known<FloatModelResult>{compared(request, images, labels), ""}
                                  : Known<FloatModelResult>{std::nullopt, request.no_float_model};
    return result;
}

}  // namespace hashiflex
