// SPDX-License-Identifier: Apache-2.0
#include "modules/host/result_sink.h"

#include <algorithm>
#include <utility>

namespace hashiflex::host {

ResultSink::ResultSink(const sc_core::sc_module_name& name, std::size_t values, std::size_t values_per_row,
                       int values_per_pixel, int beats, std::function<bool(std::uint64_t)> ready, ValueShare share)
    : Clocked(name),
      in_("in", stream::StreamIn::kUnbounded, 0),
      values_(values),
      values_per_row_(values_per_row),
      values_per_pixel_(values_per_pixel),
      beats_(beats),
      share_(share) {
    in_.on_beat = [this](const stream::Beat& beat) { collect(beat); };
    in_.owner = this;
    if (ready) in_.is_open = [this, ready = std::move(ready)] { return ready(cycle()); };
}

void ResultSink::collect(const stream::Beat& beat) {
    ++beats_seen_;
    result_.image = beat.image;
    if (!share_.has(beat.image)) return;
    result_.values.resize(values_);
    const auto place = static_cast<std::size_t>(beat.row) * values_per_row_ +
                       static_cast<std::size_t>(beat.column) * static_cast<std::size_t>(values_per_pixel_);
    beat.unpack(result_.values.data() + place);
    result_.label = beat.label;
}

CycleState ResultSink::commit(bool& active) {
    active = in_.commit();
    if (!active) return in_.waiting() ? CycleState::blocked : CycleState::starved;
    if (beats_seen_ == beats_) {
        beats_seen_ = 0;
        result_.cycle = cycle();
        if (on_result) on_result(std::exchange(result_, {}));
        done.notify(sc_core::SC_ZERO_TIME);
    }
    return CycleState::busy;
}

}  // namespace hashiflex::host
