// SPDX-License-Identifier: Apache-2.0
// The keys of finetune.json, each once.
#pragma once

#include "sim/finetune/finetune_result.h"
#include "sim/report/describe_parts.h"

namespace hashiflex {

inline const OneOf kTestSources{{"given", "test set", "training images"}};

template <class V>
void describe(V& v, const Score& score) {
    v.field("correct", score.correct, kCount, "Images whose class is their label.");
    v.field("total", score.total, kCount, "Images.");
    v.field("top1", score.top1(), kShare, "Their ratio.");
}

template <class V>
void describe(V& v, const OnChipTraining& training) {
    v.field("images", training.images, kCount, "Training images.");
    v.field("evaluations", training.evaluations, kCount,
            "Gradients over all of them: what the host's optimizer needed.");
    v.field("macs_per_image", training.macs_per_image, kCount, "Forward, and as many for the gradient.");
    v.field("cycles_per_image", training.cycles_per_image, kCount, "Of the NPU, for both.");
    v.field("memory_bits", training.memory_bits, kCount, "Gradient and master weights, 32 bits each.");
    v.field("seconds", training.seconds, kAmount, "At the clock of the design.");
    v.field("energy_uj", training.energy_uj, kAmount, "uJ of the NPU and of that memory.");
}

template <class V>
void describe(V& v, const core::LostRate& lost) {
    v.field("service_years", lost.service_years, kAmount, "How long a chip serves, as said.");
    v.field("hardwired_images_per_s", lost.hardwired_images_per_s, kAmount,
            "With a last layer that keeps up with those before it.");
    v.field("usd_per_image", lost.usd_per_image, kAmount,
            "USD: a die over its life, for the time that an image takes longer.");
    v.field("new_chip_usd", lost.new_chip_usd, kAmount, "USD: the masks that carry weights, and a die.");
    v.field("break_even_images", lost.break_even_images, kAmount,
            "With more images the rate that is lost costs more than the new chip.");
    v.field("break_even_lives", lost.break_even_lives, kAmount, "Chips that give as many images in their whole lives.");
}

template <class V>
void describe(V& v, const FinetuneResult& result) {
    v.field("design", result.run.info.design, Words{}, "Name of the design.");
    v.field("classes", result.classes, kCount, "Classes of the new labels.");
    v.field("weight_bits", result.weight_bits, kCount, "Bits of a new weight.");
    v.field("l2", result.l2, kAmount, "Weight of the squared weights in the loss.");
    v.field("loss", result.loss, kAmount, "At the end of the training.");
    v.field("gradient_norm", result.gradient_norm, kAmount, "At the end of the training; 0 at a minimum.");
    v.field("test_source", result.test_source, kTestSources, "Where the test images come from.");
    v.group("accuracy", "Before and after.", [&] {
        v.field("before", result.before, Mapping{}, "Test images with the weights that the design had.");
        v.field("train_real", result.train_real, Mapping{}, "Training images, new layer in real numbers.");
        v.field("train", result.train, Mapping{}, "Training images, new layer as the NPU holds it.");
        v.field("test_real", result.test_real, Mapping{}, "Test images, new layer in real numbers.");
        v.field("test", result.test, Mapping{}, "Test images, new layer as the NPU holds it.");
    });
    v.group("check", "The answers of the run against an evaluation.", [&] {
        v.field("before", result.checked_before, kCount, "Images with the old weights.");
        v.field("after", result.checked_after, kCount, "Images with the new ones.");
        v.field("wrong", result.wrong, kCount, "Images whose class differs.");
    });
    v.field("reprogram", result.run.reprogram, Mapping{}, "The writing, as in report.json.");
    v.field("images_per_s", result.run.images_per_s, kAmount, "Without reprogramming.");
    v.field("on_chip_training", result.on_chip, Mapping{}, "What training on the chip would take, an estimate.");
    v.field("lost_rate", known_or(result.lost_rate, "the technology has no block money"), Mapping{},
            "What the rate that the NPU costs is worth.");
    v.reasons("reasons", "Why each null is one, by key path.");
}

}  // namespace hashiflex
