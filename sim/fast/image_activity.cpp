// SPDX-License-Identifier: Apache-2.0
#include "sim/fast/image_activity.h"

#include "sim/fast/image_loop.h"
#include "sim/fast/image_values.h"

#include <algorithm>
#include <memory>
#include <mutex>

namespace hashiflex {
namespace {

// Images in a row by one thread, which computes the one before them, too.
constexpr std::uint64_t kMostInARow = 16;

}  // namespace

std::optional<core::ChipActivity> activity_of(const core::Design& design,
                                              const std::vector<std::vector<std::uint8_t>>& images, std::uint64_t count,
                                              std::uint64_t jobs, const std::atomic<bool>* stop) {
    const ImageEvaluator evaluate(design);
    const core::ChipToggles toggles_of(design);
    core::ChipActivity sum;
    std::mutex mutex;
    const std::uint64_t in_a_row = std::clamp<std::uint64_t>(count / std::max<std::uint64_t>(jobs, 1), 1, kMostInARow);
    const std::uint64_t rows = (count + in_a_row - 1) / in_a_row;
    for_each_image(rows, {jobs, stop, {}}, [&](std::uint64_t row) {
        const auto maps_of = [&](std::uint64_t image) {
            return std::make_shared<const core::ImageMaps>(evaluate.maps(images[image]));
        };
        const std::uint64_t first = row * in_a_row, last = std::min(first + in_a_row, count);
        const bool alone = count == 1;
        std::shared_ptr<const core::ImageMaps> before = alone ? nullptr : maps_of((first + count - 1) % count);
        for (std::uint64_t image = first; image < last; ++image) {
            const auto now = maps_of(image);
            const auto counted = toggles_of(*now, alone ? *now : *before);
            before = now;
            const std::lock_guard<std::mutex> lock(mutex);
            sum += counted;
        }
    });
    if (sum.images < count) return std::nullopt;
    return sum;
}

}  // namespace hashiflex
