// SPDX-License-Identifier: Apache-2.0
// What GTKWave shows when it opens a waveform: a save file (.gtkw), and the names and colours of states beside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hashiflex {

enum class Shown { bit, unsigned_number, signed_number, state };

// Signals are listed in the order of their declaration, in groups. All states stand together above the other groups,
// each under the name of its scope: the whole pipeline at a glance.
class GtkwaveView {
 public:
    // What a value of a state means, from 0 on; `colour` is a name of X11.
    struct State {
        const char* name;
        const char* colour;
    };

    explicit GtkwaveView(std::vector<State> states) : states_(std::move(states)) {}

    // The signals that follow belong to this group, closed at first. Empty: to none.
    void open_group(std::string_view name) { group_ = name; }
    // `scope` as in VcdWriter::scope().
    void add(const std::string& scope, const std::string& name, int bits, Shown shown);

    // Times in picoseconds.
    std::string save_file(const std::string& waveform_file, std::uint64_t from, std::uint64_t until) const;
    // A translate filter: a line for each value.
    std::string state_names() const;

    // Writes both beside the waveform, `trace.gtkw` and `trace.states` for `trace.vcd`. A save file that GTKWave itself
    // has written is somebody's work: then nothing is written, and false returned.
    bool write_beside(const std::string& waveform, std::uint64_t from, std::uint64_t until) const;

 private:
    struct Signal {
        std::string group;
        std::string path;   // in the file
        std::string alias;  // of a state
        Shown shown = Shown::bit;
    };

    std::vector<State> states_;
    std::string group_;
    std::vector<Signal> signals_;
};

}  // namespace hashiflex
