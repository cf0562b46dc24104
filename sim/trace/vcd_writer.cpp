// SPDX-License-Identifier: Apache-2.0
// The text of a VCD file, collected in a buffer and spilled when it is large.
#include "sim/trace/vcd_writer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace hashiflex {
namespace {

constexpr std::size_t kSpillBytes = std::size_t{1} << 20;
constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

// Short names out of the 94 printable characters.
std::string identifier(std::size_t index) {
    std::string id;
    do {
        id += static_cast<char>('!' + index % 94);
        index /= 94;
    } while (index != 0);
    return id;
}

// White space ends a token of the format.
std::string token(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c <= ' ' || c > '~') c = '_';
    }
    return out;
}

// Without leading zeros: a reader extends the number on the left.
void append_binary(std::string& out, std::uint64_t value) {
    char digits[64];
    int count = 0;
    do {
        digits[count++] = static_cast<char>('0' + (value & 1));
        value >>= 1;
    } while (value != 0);
    while (count > 0) out += digits[--count];
}

}  // namespace

VcdWriter::VcdWriter(std::string path, double clock_mhz, std::optional<Cycles> window)
    : file_(std::move(path)), picoseconds_per_cycle_(1e6 / clock_mhz), window_(window.value_or(Cycles{0, kNever})) {
    if (!(clock_mhz > 0)) throw std::invalid_argument("a trace needs a clock above 0 MHz");
    if (window_.first > window_.second) throw std::invalid_argument("the trace window ends before it begins");
    declare("$timescale 1 ps $end");
}

VcdWriter::~VcdWriter() {
    try {
        close();
    } catch (...) {  // the destructor of file_ removes what is there
    }
}

void VcdWriter::declare(std::string_view line) {
    if (!declaring_) throw std::logic_error("VCD: variables are declared before the first value");
    buffer_.append(line).append("\n");
}

void VcdWriter::comment(std::string_view text) {
    // Nothing else can end a comment.
    if (text.find("$end") != std::string_view::npos) throw std::invalid_argument("VCD: a comment holds $end");
    declare("$comment " + std::string(text) + " $end");
}

void VcdWriter::open_scope(std::string_view name) {
    declare("$scope module " + token(name) + " $end");
    ++open_scopes_;
}

void VcdWriter::close_scope() {
    if (open_scopes_ == 0) throw std::logic_error("VCD: no scope is open");
    declare("$upscope $end");
    --open_scopes_;
}

VcdWriter::Variable VcdWriter::add_vector(std::string_view name, int bits) {
    if (bits < 1 || bits > 64) {
        throw std::invalid_argument("VCD: " + std::string(name) + " has " + std::to_string(bits) +
                                    " bits, 1..64 can be");
    }
    return add("wire", name, bits);
}

VcdWriter::Variable VcdWriter::add_text(std::string_view name) {
    return add("string", name, 0);
}

VcdWriter::Variable VcdWriter::add(std::string_view type, std::string_view name, int bits) {
    Signal signal;
    signal.id = identifier(signals_.size());
    signal.bits = bits;
    std::string line =
        "$var " + std::string(type) + " " + std::to_string(std::max(bits, 1)) + " " + signal.id + " " + token(name);
    if (bits > 1) line += " [" + std::to_string(bits - 1) + ":0]";
    declare(line + " $end");
    signals_.push_back(std::move(signal));
    return {static_cast<std::uint32_t>(signals_.size() - 1)};
}

void VcdWriter::set(Variable variable, std::uint64_t value) {
    Signal& signal = signals_[variable.index];
    assert(signal.bits == 64 || (signal.bits > 0 && value >> signal.bits == 0));
    if (signal.known && signal.value == value) return;
    signal.known = true;
    signal.value = value;
    touch(variable.index);
}

void VcdWriter::set(Variable variable, std::string_view text) {
    Signal& signal = signals_[variable.index];
    assert(signal.bits == 0);
    if (signal.text == text) return;
    signal.text = text;
    touch(variable.index);
}

void VcdWriter::touch(std::uint32_t index) {
    if (signals_[index].touched) return;
    signals_[index].touched = true;
    touched_.push_back(index);
}

void VcdWriter::advance(std::uint64_t cycle) {
    if (cycle < now_) throw std::logic_error("VCD: time runs backwards");
    if (cycle == now_) return;
    if (!dumped_) {
        if (cycle > window_.first) dump_all();
    } else if (now_ <= window_.second) {
        write_changes();
    }
    now_ = cycle;
}

void VcdWriter::close() {
    if (closed_) return;
    closed_ = true;
    if (!dumped_ && now_ >= window_.first) dump_all();
    if (dumped_ && now_ <= window_.second) write_changes();
    begin();  // a run that ended before the window leaves the declarations only
    if (dumped_) stamp(std::min(now_, window_.second) + 1);
    file_.write(buffer_);
    file_.commit();
}

void VcdWriter::begin() {
    if (!declaring_) return;
    while (open_scopes_ > 0) close_scope();
    declare("$enddefinitions $end");
    declaring_ = false;
}

// The values of the first cycle of the window.
void VcdWriter::dump_all() {
    begin();
    stamp(window_.first);
    buffer_ += "$dumpvars\n";
    for (Signal& signal : signals_) write_value(signal);
    buffer_ += "$end\n";
    for (const std::uint32_t index : touched_) signals_[index].touched = false;
    touched_.clear();
    dumped_ = true;
}

void VcdWriter::write_changes() {
    bool stamped = false;
    for (const std::uint32_t index : touched_) {
        Signal& signal = signals_[index];
        signal.touched = false;
        // There and back within one cycle is no change.
        const bool same =
            signal.bits == 0 ? signal.text == signal.written_text : signal.was_known && signal.value == signal.written;
        if (same) continue;
        if (!stamped) stamp(now_);
        stamped = true;
        write_value(signal);
    }
    touched_.clear();
    if (buffer_.size() >= kSpillBytes) spill();
}

void VcdWriter::write_value(Signal& signal) {
    if (signal.bits == 0) {
        buffer_ += 's' + token(signal.text) + ' ';
    } else if (signal.bits == 1) {
        buffer_ += !signal.known ? 'x' : signal.value != 0 ? '1' : '0';
    } else {
        buffer_ += 'b';
        if (signal.known) {
            append_binary(buffer_, signal.value);
        } else {
            buffer_ += 'x';
        }
        buffer_ += ' ';
    }
    buffer_ += signal.id + '\n';
    signal.was_known = signal.known;
    signal.written = signal.value;
    signal.written_text = signal.text;
}

void VcdWriter::stamp(std::uint64_t cycle) {
    const double picoseconds = static_cast<double>(cycle) * picoseconds_per_cycle_;
    buffer_ += '#' + std::to_string(std::llround(picoseconds)) + '\n';
}

void VcdWriter::spill() {
    file_.write(buffer_);
    buffer_.clear();
}

}  // namespace hashiflex
