// SPDX-License-Identifier: Apache-2.0
// What all points of one network share, whatever the hardware: weights, images, adder graphs, classes.
#pragma once

#include "sim/config/load.h"
#include "sim/fast/image_values.h"
#include "sim/process/interrupt.h"
#include "sim/run/run_images.h"
#include "sim/sweep/once_map.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

namespace hashiflex {

// The classes of images by their place in the image set. Values do not depend on hardware, so any design of the network
// will do, and any number of threads share the work.
class SharedClasses {
 public:
    // Of the first `count` images, -1 without a classifier; the same count each time. Throws Interrupted once `stop` is
    // set.
    const std::vector<int>& of(const core::Design& design, const ImageSet& images, std::size_t count,
                               const std::atomic<bool>& stop);

 private:
    void compute(const ImageSet& images, const std::atomic<bool>& stop);

    std::once_flag prepared_;
    std::unique_ptr<core::Design> design_;
    std::unique_ptr<ImageEvaluator> evaluate_;
    std::vector<int> classes_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::condition_variable finished_;
    std::size_t done_ = 0;
    std::exception_ptr error_;
};

struct SharedNetworkParts {
    LoadedNetwork loaded;
    RunImages images;  // without pixels if there is no test set: then nothing depends on them
};

struct SharedNetwork : SharedNetworkParts {
    SharedNetwork(SharedNetworkParts parts) : SharedNetworkParts(std::move(parts)) {}

    // Makes those that nobody has begun to make.
    void offer_adders();

    OnceMap<core::LaneAdders> adders;  // by layer
    SharedClasses classes;
};

}  // namespace hashiflex
