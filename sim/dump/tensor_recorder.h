// SPDX-License-Identifier: Apache-2.0
// Keeps what moves over some wires of a chip: tensors as the simulated pipeline carried them, by probes.
#pragma once

#include "modules/stream/probe.h"
#include "sim/chip/chip.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hashiflex {

// The output of one stage, or of the input port, for the first images of a run. Values lie as a .npy file wants them:
// little-endian, in the narrowest type that holds every value of the tensor's wires, [images][height][width][channels].
class RecordedTensor {
 public:
    // `producer` is core::kSource or an index into the stages of `design`.
    RecordedTensor(const core::Design& design, int producer, std::uint64_t images);

    int producer() const { return producer_; }
    const std::string& dtype() const { return dtype_; }
    const core::TensorType& type() const { return type_; }
    std::uint64_t bytes_per_image() const { return static_cast<std::uint64_t>(type_.shape.elements()) * value_bytes_; }
    static std::uint64_t bytes_per_image(const core::Design& design, int producer);
    // Images from the first on of which every value has moved.
    std::uint64_t whole_images() const;
    // The first `images` images. Throws std::logic_error unless they are whole.
    std::string_view bytes(std::uint64_t images) const;

    void record(const tlm::tlm_generic_payload& payload);

 private:
    int producer_;
    core::TensorType type_;
    std::string dtype_;
    std::size_t value_bytes_;
    std::uint64_t images_;
    std::vector<std::uint64_t> moved_;  // values, per image
    std::vector<std::int32_t> values_;  // of a beat
    std::string bytes_;
};

class TensorRecorder {
 public:
    TensorRecorder(const core::Design& design, const std::vector<int>& producers, std::uint64_t images);

    // For ChipOptions::connect: puts a probe on one wire of each tensor and binds all others directly. The recorder
    // must outlive the chip.
    void connect(tlm::tlm_initiator_socket<>& from, TargetSocket& to, const std::string& wire);
    const std::vector<RecordedTensor>& tensors() const { return tensors_; }
    // Images of which every tensor is whole.
    std::uint64_t whole_images() const;

 private:
    std::vector<RecordedTensor> tensors_;
    std::vector<std::string> wires_;  // of each tensor: the first that carries it
    std::vector<std::unique_ptr<stream::Probe>> probes_;
};

}  // namespace hashiflex
