// SPDX-License-Identifier: Apache-2.0
// Numbers of fields and enumerations: protos/perfetto/trace of the Perfetto project, which keeps them for ever.
#include "sim/trace/perfetto_file.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hashiflex {
namespace {

enum Trace { kPacket = 1 };
enum Packet { kTimestamp = 8, kSequence = 10, kTrackEvent = 11, kInternedData = 12, kFlags = 13, kDescriptor = 60 };
enum Flags { kStateCleared = 1, kNeedsState = 2 };
enum InternedData { kEventNames = 2 };
enum EventName { kIid = 1, kText = 2 };
enum Descriptor { kUuid = 1, kTrackName = 2, kParent = 5, kCounter = 8, kChildOrdering = 11, kRank = 12 };
enum Counter { kUnitName = 6 };
enum ChildOrdering { kExplicit = 3 };
enum Event {
    kType = 9,
    kNameIid = 10,
    kTrack = 11,
    kName = 23,
    kCounterValue = 30,
    kFlowIds = 47,
    kTerminatingFlowIds = 48
};
enum Type { kSliceBegin = 1, kSliceEnd = 2, kInstant = 3, kCount = 4 };

// A trace has one writer.
constexpr std::uint64_t kWriter = 1;
constexpr std::size_t kSpillBytes = std::size_t{1} << 20;
constexpr std::uint64_t kMostEndBytes = 48;  // of the end of a slice

}  // namespace

PerfettoFile::PerfettoFile(const std::string& path, std::uint64_t most_bytes)
    : file_(open_trace(path)), bytes_left_(most_bytes), open_(1) {}

PerfettoFile::Track PerfettoFile::add_root(std::string_view name) {
    ProtoMessage descriptor;
    descriptor.add(kTrackName, name).add(kChildOrdering, kExplicit);
    return describe(descriptor);
}

PerfettoFile::Track PerfettoFile::add_track(Track parent, std::string_view name) {
    ProtoMessage descriptor;
    descriptor.add(kTrackName, name).add(kParent, parent).add(kRank, open_.size());
    return describe(descriptor);
}

PerfettoFile::Track PerfettoFile::add_counter(Track parent, std::string_view name, std::string_view unit) {
    ProtoMessage descriptor, counter;
    counter.add(kUnitName, unit);
    descriptor.add(kTrackName, name).add(kParent, parent).add(kCounter, counter);
    return describe(descriptor);
}

// Descriptions are always written, whatever the limit.
PerfettoFile::Track PerfettoFile::describe(ProtoMessage& descriptor) {
    const Track track = open_.size();
    open_.push_back(0);
    ProtoMessage packet;
    packet.add(kSequence, kWriter).add(kDescriptor, descriptor.add(kUuid, track));
    write_packet(packet);
    return track;
}

std::uint64_t PerfettoFile::intern(std::string_view name) {
    names_.emplace_back(name);
    const std::uint64_t iid = names_.size();
    ProtoMessage packet, data, entry;
    data.add(kEventNames, entry.add(kIid, iid).add(kText, name));
    packet.add(kSequence, kWriter).add(kFlags, iid == 1 ? kStateCleared | kNeedsState : kNeedsState);
    write_packet(packet.add(kInternedData, data));
    return iid;
}

void PerfettoFile::begin_slice(Track track, std::uint64_t time, std::string_view name, Flow flow, bool flow_ends) {
    event(kSliceBegin, track).add(kName, name);
    if (flow) event_.add_fixed64(flow_ends ? kTerminatingFlowIds : kFlowIds, *flow);
    if (!write_event(time)) return;
    ++open_[track];
    ++open_slices_;
}

void PerfettoFile::begin_slice(Track track, std::uint64_t time, std::uint64_t interned) {
    event(kSliceBegin, track).add(kNameIid, interned);
    if (!write_event(time)) return;
    ++open_[track];
    ++open_slices_;
}

void PerfettoFile::end_slice(Track track, std::uint64_t time) {
    if (full_) return;
    if (open_[track] == 0) throw std::logic_error("Perfetto: no slice is open");
    event(kSliceEnd, track);
    write_event(time, true);
    --open_[track];
    --open_slices_;
}

void PerfettoFile::instant(Track track, std::uint64_t time, std::string_view name) {
    event(kInstant, track).add(kName, name);
    write_event(time);
}

void PerfettoFile::count(Track track, std::uint64_t time, std::uint64_t value) {
    event(kCount, track).add(kCounterValue, value);
    write_event(time);
}

ProtoMessage& PerfettoFile::event(int type, Track track) {
    event_.clear();
    return event_.add(kType, static_cast<std::uint64_t>(type)).add(kTrack, track);
}

// There is always room for the ends of the slices that are open, the one that begins here included.
bool PerfettoFile::write_event(std::uint64_t time, bool ends_slice) {
    if (full_) return false;
    packet_.clear();
    packet_.add(kTimestamp, time).add(kSequence, kWriter).add(kTrackEvent, event_).add(kFlags, kNeedsState);
    if (!ends_slice && packet_.bytes().size() + kMostEndBytes * (open_slices_ + 2) > bytes_left_) {
        full_ = true;
        return false;
    }
    write_packet(packet_);
    return true;
}

void PerfettoFile::write_packet(const ProtoMessage& packet) {
    ProtoMessage trace;
    trace.add(kPacket, packet);
    buffer_ += trace.bytes();
    bytes_left_ -= std::min<std::uint64_t>(bytes_left_, trace.bytes().size());
    if (buffer_.size() < kSpillBytes) return;
    file_->write(buffer_);
    buffer_.clear();
}

void PerfettoFile::close(std::uint64_t time) {
    if (std::exchange(closed_, true)) return;
    full_ = false;
    for (Track track = 1; track < open_.size(); ++track)
        while (open_[track] > 0) end_slice(track, time);
    file_->write(buffer_);
    file_->commit();
}

}  // namespace hashiflex
