// SPDX-License-Identifier: Apache-2.0
// A waveform file (VCD, IEEE 1364-2005 clause 18) of values that change at clock cycles.
#pragma once

#include "sim/trace/trace_output.h"
#include "sim/trace/trace_request.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hashiflex {

// First declare (scopes, variables, comments), then alternate set() and advance().
//   - Only changes are written; of several values in one cycle the last.
//   - Until it is first set a variable is x (text: empty).
//   - The file is complete whenever it is closed, at any cycle, and holds neither date nor host: equal
//   values, equal bytes.
//   - Once the next cycle would make it longer than its limit nothing more is written; declarations always are.
class VcdWriter {
 public:
    using Cycles = CycleWindow;

    struct Variable {
        std::uint32_t index = 0;
    };

    // Cycle n begins at n / clock_mhz, rounded to a picosecond: rounding never adds up. With a window the file
    // begins with all values of its first cycle. `path` decides how the text is stored (open_waveform).
    VcdWriter(const std::string& path, double clock_mhz, std::optional<Cycles> window = std::nullopt,
              std::uint64_t most_bytes = kTraceLimitBytes);
    // Closes the file; an error cannot be told from here, so call close() where it matters.
    ~VcdWriter();
    VcdWriter(const VcdWriter&) = delete;
    VcdWriter& operator=(const VcdWriter&) = delete;

    void comment(std::string_view text);
    void open_scope(std::string_view name);
    void close_scope();
    // Names of the open scopes, outermost first, with a dot between them.
    std::string scope() const;
    // Rises at the beginning of every cycle. At most one.
    void add_clock(std::string_view name);
    // 1 .. 64 wires.
    Variable add_vector(std::string_view name, int bits);
    // A `string` variable: an extension of GTKWave, which vcd2fst understands too.
    Variable add_text(std::string_view name);

    // From the present cycle on.
    void set(Variable variable, std::uint64_t value);
    void set(Variable variable, std::string_view text);
    void set_unknown(Variable variable);
    // Makes `cycle` the present; never backwards. It starts at 0.
    void advance(std::uint64_t cycle);
    // The first cycle that is not in the file, because of its limit.
    std::optional<std::uint64_t> full_at() const { return full_at_; }
    // When a cycle begins, in picoseconds.
    std::uint64_t start_of(std::uint64_t cycle) const;

    // The present cycle is the last one; or it is left out. Throws if the file cannot be written.
    void close(bool with_present = true);

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
    void write_until(std::uint64_t end);
    bool write_cycle(std::uint64_t cycle);
    void dump_all(std::uint64_t cycle);
    void write_changes(std::uint64_t cycle);
    void write_value(Signal& signal);
    void stamp(double cycle);
    void spill();

    std::unique_ptr<TraceOutput> file_;
    double picoseconds_per_cycle_;
    Cycles window_;
    std::uint64_t bytes_left_;
    std::optional<std::uint64_t> full_at_;
    std::uint64_t now_ = 0;
    bool declaring_ = true;
    bool dumped_ = false;
    bool closed_ = false;
    std::vector<std::string> scopes_;
    std::string clock_;  // its identifier; empty: there is none
    std::size_t identifiers_ = 0;
    std::vector<Signal> signals_;
    std::vector<std::uint32_t> touched_;  // set since the last write
    std::string buffer_;
};

}  // namespace hashiflex
