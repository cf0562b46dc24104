// SPDX-License-Identifier: Apache-2.0
#include "sim/dump/tensor_recorder.h"

#include "sim/config/npy_dtype.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace hashiflex {
namespace {

const core::TensorType& type_of(const core::Design& design, int producer) {
    if (producer == core::kSource) return design.source.type;
    return design.stages.at(static_cast<std::size_t>(producer)).out;
}

const NpyDtype& dtype_of(const core::TensorType& type) {
    const core::Interval range = core::full_range(type.bits, type.is_signed);
    return narrowest_dtype(range.lo, range.hi);
}

// All branches of a fork carry the same beats.
std::string wire_of(const core::Design& design, int producer) {
    for (const auto& stage : design.stages)
        for (const auto& input : stage.inputs)
            if (input.producer == producer) return input.name;
    return "sink";
}

}  // namespace

RecordedTensor::RecordedTensor(const core::Design& design, int producer, std::uint64_t images)
    : producer_(producer),
      type_(type_of(design, producer)),
      dtype_(dtype_of(type_).name),
      value_bytes_(dtype_of(type_).bytes),
      images_(images),
      moved_(static_cast<std::size_t>(images)),
      bytes_(static_cast<std::size_t>(images * bytes_per_image()), '\0') {}

std::uint64_t RecordedTensor::bytes_per_image(const core::Design& design, int producer) {
    const core::TensorType& type = type_of(design, producer);
    return static_cast<std::uint64_t>(type.shape.elements()) * dtype_of(type).bytes;
}

void RecordedTensor::record(const tlm::tlm_generic_payload& payload) {
    const stream::Beat& beat = stream::beat_of(payload);
    const std::uint64_t image = beat.image;
    if (image >= images_) return;
    const std::size_t count = beat.count();
    values_.resize(count);
    beat.unpack(values_.data());
    char* to = &bytes_[static_cast<std::size_t>(image * bytes_per_image()) + beat.first() * value_bytes_];
    // Two's complement, little-endian: the low bytes of a value that fits are that value.
    for (const std::int32_t& value : values_) {
        std::memcpy(to, &value, value_bytes_);
        to += value_bytes_;
    }
    moved_[static_cast<std::size_t>(image)] += count;
}

std::uint64_t RecordedTensor::whole_images() const {
    const auto all = static_cast<std::uint64_t>(type_.shape.elements());
    const auto part = std::find_if(moved_.begin(), moved_.end(), [&](std::uint64_t moved) { return moved != all; });
    return static_cast<std::uint64_t>(part - moved_.begin());
}

std::string_view RecordedTensor::bytes(std::uint64_t images) const {
    if (images > whole_images())
        throw std::logic_error("image " + std::to_string(whole_images()) + " has not moved as a whole");
    return std::string_view(bytes_).substr(0, static_cast<std::size_t>(images * bytes_per_image()));
}

TensorRecorder::TensorRecorder(const core::Design& design, const std::vector<int>& producers, std::uint64_t images) {
    for (const int producer : producers) {
        tensors_.emplace_back(design, producer, images);
        wires_.push_back(wire_of(design, producer));
    }
}

std::uint64_t TensorRecorder::whole_images() const {
    std::uint64_t images = std::numeric_limits<std::uint64_t>::max();
    for (const RecordedTensor& tensor : tensors_) images = std::min(images, tensor.whole_images());
    return images;
}

void TensorRecorder::connect(tlm::tlm_initiator_socket<>& from, TargetSocket& to, const std::string& wire) {
    for (std::size_t t = 0; t < tensors_.size(); ++t) {
        if (wires_[t] != wire) continue;
        probes_.push_back(std::make_unique<stream::Probe>(
            sc_core::sc_gen_unique_name("dump"),
            [this, t](const tlm::tlm_generic_payload& payload) { tensors_[t].record(payload); }));
        from.bind(probes_.back()->in);
        probes_.back()->out.bind(to);
        return;
    }
    from.bind(to);
}

}  // namespace hashiflex
