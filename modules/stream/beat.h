// SPDX-License-Identifier: Apache-2.0
// What a stream moves in one cycle, as a TLM-2.0 payload: a write of some pixels of one row.
#pragma once

#include "modules/stream/row.h"

#include <tlm>

#include <cstdint>
#include <memory>
#include <vector>

namespace hashiflex::stream {

// Rides on the generic payload, whose data are the beat's pixels as 32-bit integers, [pixels][channels], and whose
// address is their byte offset in the image.
struct Beat : tlm::tlm_extension<Beat> {
    std::uint64_t image = 0;
    int row = 0;
    int column = 0;  // of the first pixel
    int pixels = 1;
    int label = -1;         // the class, on the last result beat of an image
    Row* values = nullptr;  // the whole row; a receiver that keeps it makes a RowRef of it when its first beat moves

    tlm::tlm_extension_base* clone() const override { return new Beat(*this); }
    void copy_from(const tlm::tlm_extension_base& other) override { *this = static_cast<const Beat&>(other); }
};

// Recycles payloads and their Beat extensions (TLM-2.0 memory manager); must outlive them.
class PayloadPool final : public tlm::tlm_mm_interface {
 public:
    PayloadPool() = default;
    PayloadPool(const PayloadPool&) = delete;
    PayloadPool& operator=(const PayloadPool&) = delete;

    // A payload with one reference, its Beat in beat_of.
    tlm::tlm_generic_payload& take() {
        if (free_.empty()) {
            all_.push_back(std::make_unique<tlm::tlm_generic_payload>(this));
            all_.back()->set_extension(new Beat);  // freed by the payload's destructor
            free_.push_back(all_.back().get());
        }
        tlm::tlm_generic_payload* payload = free_.back();
        free_.pop_back();
        payload->acquire();
        return *payload;
    }

    void free(tlm::tlm_generic_payload* payload) override { free_.push_back(payload); }

 private:
    std::vector<std::unique_ptr<tlm::tlm_generic_payload>> all_;
    std::vector<tlm::tlm_generic_payload*> free_;
};

// Of a payload of a PayloadPool.
inline Beat& beat_of(const tlm::tlm_generic_payload& payload) {
    return *payload.get_extension<Beat>();
}

}  // namespace hashiflex::stream
