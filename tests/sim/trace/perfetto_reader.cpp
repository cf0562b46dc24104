// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/trace/perfetto_reader.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace hashiflex::test {
namespace {

using Fields = std::multimap<std::string, std::string>;

std::string value_of(const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

std::uint64_t number_of(const Fields& fields, const std::string& name) {
    const std::string text = value_of(fields, name);
    if (text.empty()) throw std::runtime_error("no " + name);
    return std::stoull(text);
}

// Builds the picture, packet by packet.
class Reader {
 public:
    void take(const Fields& packet) {
        if (value_of(packet, "trusted_packet_sequence_id") != "1") throw std::runtime_error("another writer");
        if (packet.count("interned_data.event_names.iid") > 0)
            names_[number_of(packet, "interned_data.event_names.iid")] =
                value_of(packet, "interned_data.event_names.name");
        if (packet.count("track_descriptor.uuid") > 0) take_track(packet);
        if (packet.count("track_event.type") > 0) take_event(packet);
    }
    Perfetto finish() {
        for (const auto& [track, open] : open_)
            if (!open.empty()) throw std::runtime_error("an open slice on " + track);
        return std::move(trace_);
    }

 private:
    void take_track(const Fields& packet) {
        const std::uint64_t uuid = number_of(packet, "track_descriptor.uuid");
        const std::string name = value_of(packet, "track_descriptor.name");
        if (!tracks_.emplace(uuid, name).second) throw std::runtime_error("a track twice: " + name);
        if (packet.count("track_descriptor.parent_uuid") == 0) {
            if (value_of(packet, "track_descriptor.child_ordering") != "EXPLICIT") throw std::runtime_error("no order");
            trace_.root = name;
        } else if (packet.count("track_descriptor.counter.unit_name") > 0) {
            trace_.counter_of[name] = tracks_.at(number_of(packet, "track_descriptor.parent_uuid"));
        } else {
            const std::uint64_t rank = number_of(packet, "track_descriptor.sibling_order_rank");
            if (rank <= last_rank_) throw std::runtime_error("tracks out of order");
            last_rank_ = rank;
            trace_.tracks.push_back(name);
        }
    }

    void take_event(const Fields& packet) {
        const std::string type = value_of(packet, "track_event.type");
        const std::string track = tracks_.at(number_of(packet, "track_event.track_uuid"));
        const std::uint64_t time = number_of(packet, "timestamp");
        if (time < last_[track]) throw std::runtime_error("time runs backwards on " + track);
        last_[track] = time;
        std::string name = value_of(packet, "track_event.name");
        if (packet.count("track_event.name_iid") > 0) name = names_.at(number_of(packet, "track_event.name_iid"));
        if (type == "TYPE_SLICE_BEGIN") return begin(packet, track, time, name);
        if (type == "TYPE_SLICE_END") return end(track, time);
        if (type == "TYPE_INSTANT") return trace_.instants[track].emplace_back(time, name), void();
        if (type != "TYPE_COUNTER") throw std::runtime_error("unknown event " + type);
        trace_.counters[track].emplace_back(time, number_of(packet, "track_event.counter_value"));
    }

    void begin(const Fields& packet, const std::string& track, std::uint64_t time, const std::string& name) {
        PerfettoSlice slice{name, time, 0, static_cast<int>(open_[track].size()), {}, false};
        for (const char* field : {"track_event.flow_ids", "track_event.terminating_flow_ids"}) {
            const auto [first, last] = packet.equal_range(field);
            for (auto flow = first; flow != last; ++flow) {
                slice.flows.push_back(std::stoull(flow->second));
                slice.flow_ends = std::string(field) != "track_event.flow_ids";
            }
        }
        open_[track].push_back(trace_.slices[track].size());
        trace_.slices[track].push_back(slice);
    }

    void end(const std::string& track, std::uint64_t time) {
        if (open_[track].empty()) throw std::runtime_error("no slice is open on " + track);
        trace_.slices[track][open_[track].back()].end = time;
        open_[track].pop_back();
    }

    Perfetto trace_;
    std::map<std::uint64_t, std::string> tracks_, names_;
    std::map<std::string, std::vector<std::size_t>> open_;
    std::map<std::string, std::uint64_t> last_;
    std::uint64_t last_rank_ = 0;
};

}  // namespace

bool can_read_perfetto() {
    return std::system("command -v protoc > /dev/null") == 0;
}

Perfetto read_perfetto(const std::string& file) {
    const std::string command = "protoc --decode=hashiflex.test.Trace -I " HASHIFLEX_SOURCE_DIR
                                "/tests/sim/trace " HASHIFLEX_SOURCE_DIR "/tests/sim/trace/perfetto.proto < '" +
                                file + "'";
    std::FILE* text = ::popen(command.c_str(), "r");
    if (text == nullptr) throw std::runtime_error("cannot run protoc");
    Reader reader;
    Fields packet;
    std::vector<std::string> path;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), text) != nullptr) {
        std::string line = buffer.data();
        line.erase(0, line.find_first_not_of(' '));
        line.pop_back();
        if (line.back() == '{') {
            path.push_back(line.substr(0, line.size() - 2));
        } else if (line == "}") {
            path.pop_back();
            if (path.empty()) reader.take(std::exchange(packet, {}));
        } else {
            const std::size_t colon = line.find(": ");
            if (colon == std::string::npos || std::isdigit(line[0]) != 0)
                throw std::runtime_error("not in the schema: " + line);
            std::string name, value = line.substr(colon + 2);
            for (std::size_t i = 1; i < path.size(); ++i) name += path[i] + '.';
            if (value[0] == '"') value = value.substr(1, value.size() - 2);
            packet.emplace(name + line.substr(0, colon), value);
        }
    }
    if (::pclose(text) != 0) throw std::runtime_error("protoc cannot decode " + file);
    return reader.finish();
}

}  // namespace hashiflex::test
