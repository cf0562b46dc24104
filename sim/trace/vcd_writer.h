// SPDX-License-Identifier: Apache-2.0
// A waveform file (VCD, IEEE 1364-2005 clause 18) of values that change at clock cycles.
#pragma once

#include "sim/files/output_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hashiflex {

// First declare (scopes, variables, comments), then alternate set() and advance().
//   - Only changes are written; of several values in one cycle the last.
//   - Until it is first set a variable is x (text: empty).
//   - The file is complete whenever it is closed, at any cycle, and holds neither date nor host: equal
//   values, equal bytes.
class VcdWriter {
 public:
    using Cycles = std::pair<std::uint64_t, std::uint64_t>;  // first and last, both inside

    struct Variable {
        std::uint32_t index = 0;
    };

    // Cycle n begins at n / clock_mhz, rounded to a picosecond: rounding never adds up. With a window the file
    // begins with all values of its first cycle.
    VcdWriter(std::string path, double clock_mhz, std::optional<Cycles> window = std::nullopt);
    // Closes the file; an error cannot be told from here, so call close() where it matters.
    ~VcdWriter();
    VcdWriter(const VcdWriter&) = delete;
    VcdWriter& operator=(const VcdWriter&) = delete;

    void comment(std::string_view text);
    void open_scope(std::string_view name);
    void close_scope();
    // 1 .. 64 wires.
    Variable add_vector(std::string_view name, int bits);
    // A `string` variable: an extension of GTKWave, which vcd2fst understands too.
    Variable add_text(std::string_view name);

    // From the present cycle on.
    void set(Variable variable, std::uint64_t value);
    void set(Variable variable, std::string_view text);
    // Makes `cycle` the present; never backwards. It starts at 0.
    void advance(std::uint64_t cycle);

    // The last value lasts one cycle. Throws if the file cannot be written.
    void close();

 private:
    struct Signal {
        std::string id;
        int bits = 1;            // 0: text
        bool known = false;      // has been set
        bool was_known = false;  // when it was last written
        bool touched = false;    // is in touched_
        std::uint64_t value = 0;
        std::uint64_t written = 0;
        std::string text;
        std::string written_text;
    };

    Variable add(std::string_view type, std::string_view name, int bits);
    void touch(std::uint32_t index);
    void declare(std::string_view line);
    void begin();
    void dump_all();
    void write_changes();
    void write_value(Signal& signal);
    void stamp(std::uint64_t cycle);
    void spill();

    OutputFile file_;
    double picoseconds_per_cycle_;
    Cycles window_;
    std::uint64_t now_ = 0;
    bool declaring_ = true;
    bool dumped_ = false;
    bool closed_ = false;
    int open_scopes_ = 0;
    std::vector<Signal> signals_;
    std::vector<std::uint32_t> touched_;  // set since the last write
    std::string buffer_;
};

}  // namespace hashiflex
