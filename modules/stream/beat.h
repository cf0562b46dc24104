// SPDX-License-Identifier: Apache-2.0
// What a stream moves in one cycle, as a TLM-2.0 payload: a write of some pixels of one row.
#pragma once

#include "modules/stream/row.h"

#include <tlm>

#include <cstdint>
#include <memory>
#include <vector>

namespace hashiflex::stream {

// A generic payload whose data are the beat's pixels, [pixels][channels], in the format of their row, and whose address
// is their byte offset in the image. What a receiver needs besides lies beside it: there is one beat per payload and no
// more than a cast between them, because a chip moves millions of them a second.
struct Beat final : tlm::tlm_generic_payload {
    explicit Beat(tlm::tlm_mm_interface* pool) : tlm_generic_payload(pool) { set_command(tlm::TLM_WRITE_COMMAND); }

    std::uint64_t image = 0;
    int row = 0;
    int column = 0;  // of the first pixel
    int pixels = 1;
    int label = -1;         // the class, on the last result beat of an image
    Row* values = nullptr;  // the whole row; a receiver that keeps it makes a RowRef of it when its first beat moves

    std::size_t count() const { return get_data_length() / value_bytes(); }
    std::size_t first() const { return static_cast<std::size_t>(get_address()) / value_bytes(); }  // within the image
    // Writes count() values.
    void unpack(std::int32_t* to) const { core::unpack(values->format, get_data_ptr(), count(), to); }

 private:
    std::size_t value_bytes() const { return static_cast<std::size_t>(values->format.bytes); }
};

// Recycles beats (TLM-2.0 memory manager); must outlive them.
class BeatPool final : public tlm::tlm_mm_interface {
 public:
    BeatPool() = default;
    BeatPool(const BeatPool&) = delete;
    BeatPool& operator=(const BeatPool&) = delete;

    // With one reference.
    Beat& take() {
        if (free_.empty()) {
            all_.push_back(std::make_unique<Beat>(this));
            free_.push_back(all_.back().get());
        }
        Beat* beat = free_.back();
        free_.pop_back();
        beat->acquire();
        return *beat;
    }

    void free(tlm::tlm_generic_payload* payload) override { free_.push_back(static_cast<Beat*>(payload)); }

 private:
    std::vector<std::unique_ptr<Beat>> all_;
    std::vector<Beat*> free_;
};

// What moves over a stream is always a beat of a pool.
inline const Beat& beat_of(const tlm::tlm_generic_payload& payload) {
    return static_cast<const Beat&>(payload);
}

}  // namespace hashiflex::stream
