// SPDX-License-Identifier: Apache-2.0
#include "sim/finetune/finetune.h"

#include "modules/core/finetune/classifier_rounding.h"
#include "modules/core/network/evaluate.h"
#include "modules/core/network/weight_image.h"
#include "sim/finetune/image_features.h"
#include "sim/finetune/train_classifier.h"
#include "sim/run/measure.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

namespace hashiflex {
namespace {

using ClassOf = std::function<int(const std::int32_t* features)>;

const core::Classifier& classifier_of(const core::Design& design) {
    return std::get<core::Classifier>(design.stages.back().op);
}

// Integers as the NPU computes them: written out here, so that the run below is compared with something else.
int npu_class(const core::Classifier& classifier, const std::int32_t* features) {
    const auto inputs = static_cast<std::size_t>(classifier.inputs());
    std::vector<std::int32_t> sums(classifier.bias);
    for (std::size_t c = 0; c < sums.size(); ++c) {
        std::int64_t sum = sums[c];
        for (std::size_t i = 0; i < inputs; ++i) sum += std::int64_t{classifier.weights[c * inputs + i]} * features[i];
        sums[c] = static_cast<std::int32_t>(sum);
    }
    return core::classify(sums.data(), classifier.classes, classifier.multiplier);
}

ClassOf of(const core::Classifier& classifier) {
    return [&classifier](const std::int32_t* features) { return npu_class(classifier, features); };
}

ClassOf of(const core::RealClassifier& classifier) {
    return [&classifier](const std::int32_t* features) { return core::classify(classifier, features); };
}

Score score(const core::LabelledFeatures& features, const ClassOf& class_of) {
    Score score{0, features.images()};
    for (std::size_t i = 0; i < features.images(); ++i)
        score.correct += class_of(features.image(i)) == features.labels[i] ? 1 : 0;
    return score;
}

// Images until the new weights are in use, and as many again, at least `kAfter`, that they compute.
std::uint64_t images_to_simulate(const core::Design& design, std::uint64_t reprogram_at) {
    constexpr std::uint64_t kAfter = 8;
    const auto bytes = static_cast<std::uint64_t>(core::weight_image_bytes(classifier_of(design)));
    const auto port = static_cast<std::uint64_t>(design.npu->write_port_bytes);
    const auto cycles = static_cast<std::uint64_t>(design.ideal_cycles_per_image());
    return reprogram_at + ((bytes + port - 1) / port + cycles) / cycles + 2 + kAfter;
}

Measured simulate_reprogramming(const core::Design& design, const FinetuneRequest& request,
                                const core::Classifier& trained, std::uint64_t images) {
    SimulateOptions simulation;
    simulation.images = images;
    simulation.reprogram_at = request.reprogram_at;
    simulation.reprogram_with = trained;
    simulation.keep_sums = 0;
    simulation.stop = request.stop;
    simulation.progress = [&](const Progress& now) {
        request.progress("images of the run", now.images_done, now.images);
    };
    return measure(design, request.test.images, simulation, Engine::systemc, 1);
}

// Every image of the run against an evaluation: with the old weights before the change, with the new ones from it on.
void check(const Measured& measured, const core::LabelledFeatures& test, const core::Classifier& old,
           FinetuneResult& result) {
    const std::uint64_t change = measured.reprogram->first_image.value_or(measured.images.size());
    for (std::uint64_t i = 0; i < measured.images.size(); ++i) {
        const bool after = i >= change;
        const core::Classifier& used = after ? result.classifier : old;
        ++(after ? result.checked_after : result.checked_before);
        if (measured.images[i].top1 != npu_class(used, test.image(i % test.images()))) ++result.wrong;
    }
}

core::Quantity npu_energy(const RunResult& run) {
    return run.stages.back().energy_pj;
}

// Against the same chip with a last layer that keeps up with the others.
std::optional<core::LostRate> lost_rate(const core::Design& design, const RunResult& run, double service_years) {
    if (!run.money) return std::nullopt;
    const double cycles = design.ideal_cycles_per_image(false);
    return core::lost_rate(*run.money, run.images_per_s, core::Quantity::known(design.clock.mhz * 1e6 / cycles),
                           service_years);
}

}  // namespace

std::optional<FinetuneResult> finetune(const LoadedDesign& loaded, const FinetuneRequest& request, RunInfo info) {
    const core::Design& design = loaded.design;
    const core::Design front = front_of(design);
    const core::Classifier& old = classifier_of(design);
    const auto stopped = [&] { return request.stop != nullptr && *request.stop; };
    const auto features_of = [&](const RunImages& images, const char* step) {
        return image_features(front, images, request.jobs, request.stop,
                              [&](std::uint64_t done) { request.progress(step, done, images.images.size()); });
    };
    const core::LabelledFeatures train = features_of(request.train, "training images");
    const core::LabelledFeatures test = stopped() ? train : features_of(request.test, "test images");
    if (stopped()) return std::nullopt;

    FinetuneResult result;
    result.test_source = request.test_source;
    result.classes = *std::max_element(train.labels.begin(), train.labels.end()) + 1;
    result.weight_bits = request.weight_bits.value_or(old.weight_bits);
    result.l2 = request.l2;
    const TrainedClassifier trained = train_classifier(train, result.classes, request.l2);
    result.loss = trained.loss;
    result.gradient_norm = trained.gradient_norm;
    result.classifier = core::npu_classifier(trained.real, trained.units, old, result.weight_bits,
                                             design.stages.back().in.front().range);
    result.before = score(test, of(old));
    result.train_real = score(train, of(trained.real));
    result.train = score(train, of(result.classifier));
    result.test_real = score(test, of(trained.real));
    result.test = score(test, of(result.classifier));

    info.images = images_to_simulate(design, request.reprogram_at);
    info.reprogram_at = request.reprogram_at;
    const Measured measured = simulate_reprogramming(design, request, result.classifier, info.images);
    if (measured.interrupted) return std::nullopt;
    if (measured.deadlock) throw std::runtime_error(*measured.deadlock);
    check(measured, test, old, result);
    info.limiting_buffer = limiting_buffer(design, measured);
    result.run = assemble(design, loaded.technology, stage_costs(design, loaded.technology), measured, info);
    result.on_chip =
        estimate_on_chip(design, loaded.technology, npu_energy(result.run), train.images(), trained.evaluations);
    result.lost_rate = lost_rate(design, result.run, request.service_years);
    return result;
}

}  // namespace hashiflex
