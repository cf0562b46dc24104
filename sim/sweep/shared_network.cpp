// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/shared_network.h"

#include <chrono>
#include <variant>

namespace hashiflex {

const std::vector<int>& SharedClasses::of(const core::Design& design, const ImageSet& images, std::size_t count,
                                          const std::atomic<bool>& stop) {
    std::call_once(prepared_, [&] {
        design_ = std::make_unique<core::Design>(design);
        evaluate_ = std::make_unique<ImageEvaluator>(*design_);
        classes_.resize(count);
    });
    compute(images, stop);
    std::unique_lock<std::mutex> lock(mutex_);
    constexpr auto kLook = std::chrono::milliseconds(50);
    while (done_ < classes_.size() && !error_) {
        if (stop) throw Interrupted();
        finished_.wait_for(lock, kLook);
    }
    if (error_) std::rethrow_exception(error_);
    return classes_;
}

// Each thread takes the next image that nobody has taken.
void SharedClasses::compute(const ImageSet& images, const std::atomic<bool>& stop) {
    for (std::size_t i = 0; (i = next_++) < classes_.size();) {
        if (stop) throw Interrupted();
        std::exception_ptr error;
        try {
            classes_[i] = (*evaluate_)(images[i]).top1;
        } catch (...) {
            error = std::current_exception();
        }
        const std::lock_guard<std::mutex> lock(mutex_);
        ++done_;
        if (error) error_ = error;
        finished_.notify_all();
    }
}

// But for the classifier: if it is hardwired, another operator takes its place.
void SharedNetwork::offer_adders() {
    const core::Network& network = loaded.network;
    for (const auto& layer : network.layers) {
        if (std::holds_alternative<core::Classifier>(layer.op)) continue;
        adders.offer(layer.name, [&] {
            std::vector<core::TensorType> in;
            for (const int tensor : layer.inputs) in.push_back(network.tensor(tensor));
            return core::lane_adders(layer.op, in);
        });
    }
}

}  // namespace hashiflex
