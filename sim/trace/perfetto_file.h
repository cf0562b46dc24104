// SPDX-License-Identifier: Apache-2.0
// A trace of TrackEvents as ui.perfetto.dev opens it: tracks, slices on them, counters, arrows between slices.
#pragma once

#include "sim/trace/proto_message.h"
#include "sim/trace/trace_output.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hashiflex {

// A slice that begins before another one of its track has ended lies in it, and must end first. The file is valid
// whenever it is closed. Once the next event would make it longer than its limit nothing more is taken.
class PerfettoFile {
 public:
    using Track = std::uint64_t;
    // An arrow leads from slice to slice with the same number, in order of time.
    using Flow = std::optional<std::uint64_t>;

    PerfettoFile(const std::string& path, std::uint64_t most_bytes);

    // All tracks before the first event. A root track only holds others, which stand in the order of their making.
    Track add_root(std::string_view name);
    Track add_track(Track parent, std::string_view name);
    Track add_counter(Track parent, std::string_view name, std::string_view unit);
    // A name that many slices have; it is written once.
    std::uint64_t intern(std::string_view name);

    void begin_slice(Track track, std::uint64_t time, std::string_view name, Flow flow = std::nullopt,
                     bool flow_ends = false);
    void begin_slice(Track track, std::uint64_t time, std::uint64_t interned);
    void end_slice(Track track, std::uint64_t time);
    void instant(Track track, std::uint64_t time, std::string_view name);
    void count(Track track, std::uint64_t time, std::uint64_t value);

    bool full() const { return full_; }
    // Ends all slices. Throws if the file cannot be written.
    void close(std::uint64_t time);

 private:
    Track describe(ProtoMessage& descriptor);
    ProtoMessage& event(int type, Track track);
    bool write_event(std::uint64_t time, bool ends_slice = false);
    void write_packet(const ProtoMessage& packet);

    std::unique_ptr<TraceOutput> file_;
    std::uint64_t bytes_left_;
    bool full_ = false;
    bool closed_ = false;
    std::vector<std::uint32_t> open_;  // slices, by track
    std::uint64_t open_slices_ = 0;
    std::vector<std::string> names_;
    ProtoMessage event_, packet_;  // their memory is used again
    std::string buffer_;
};

}  // namespace hashiflex
