// SPDX-License-Identifier: Apache-2.0
// Reads a timeline back through protoc, strictly: whatever the schema does not know is an error, and so are slices that
// do not nest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::test {

struct PerfettoSlice {
    std::string name;
    std::uint64_t begin = 0, end = 0;
    int depth = 0;
    std::vector<std::uint64_t> flows;
    bool flow_ends = false;
};

struct Perfetto {
    std::string root;                                          // name of the root track
    std::vector<std::string> tracks;                           // below it, in order
    std::map<std::string, std::vector<PerfettoSlice>> slices;  // by track, in order of their beginning
    std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint64_t>>> counters;  // time, value
    std::map<std::string, std::string> counter_of;                                         // track of a counter
    std::map<std::string, std::vector<std::pair<std::uint64_t, std::string>>> instants;
};

// Is protoc there?
bool can_read_perfetto();
Perfetto read_perfetto(const std::string& file);

}  // namespace hashiflex::test
