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

constexpr std::size_t kVcdSpillBytes = std::size_t{1} << 20;
constexpr std::size_t kStampBytes = 22;  // the longest
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

VcdWriter::VcdWriter(const std::string& path, double clock_mhz, std::optional<Cycles> window, std::uint64_t most_bytes)
    : file_(open_waveform(path)),
      picoseconds_per_cycle_(1e6 / clock_mhz),
      window_(window.value_or(Cycles{0, kNever})),
      bytes_left_(most_bytes) {
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
    scopes_.push_back(token(name));
}

void VcdWriter::close_scope() {
    if (scopes_.empty()) throw std::logic_error("VCD: no scope is open");
    declare("$upscope $end");
    scopes_.pop_back();
}

std::string VcdWriter::scope() const {
    std::string path;
    for (const std::string& name : scopes_) path += (path.empty() ? "" : ".") + name;
    return path;
}

void VcdWriter::add_clock(std::string_view name) {
    if (!clock_.empty()) throw std::logic_error("VCD: there is a clock already");
    clock_ = identifier(identifiers_++);
    declare("$var wire 1 " + clock_ + " " + token(name) + " $end");
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
    signal.id = identifier(identifiers_++);
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

void VcdWriter::set_unknown(Variable variable) {
    Signal& signal = signals_[variable.index];
    assert(signal.bits > 0);
    if (!signal.known) return;
    signal.known = false;
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
    write_until(cycle);
    now_ = cycle;
}

void VcdWriter::close(bool with_present) {
    if (closed_) return;
    closed_ = true;
    const std::uint64_t end = now_ + (with_present ? 1 : 0);
    write_until(end);
    begin();  // a run that ended before the window leaves the declarations only
    const std::uint64_t outside = window_.second == kNever ? kNever : window_.second + 1;
    if (dumped_) stamp(static_cast<double>(full_at_.value_or(std::min(end, outside))));
    file_->write(buffer_);
    file_->commit();
}

void VcdWriter::begin() {
    if (!declaring_) return;
    while (!scopes_.empty()) close_scope();
    declare("$enddefinitions $end");
    declaring_ = false;
    bytes_left_ -= std::min<std::uint64_t>(bytes_left_, buffer_.size());
}

// The cycles now_ .. end - 1, as far as they lie in the window. Without a clock only the first holds anything new.
void VcdWriter::write_until(std::uint64_t end) {
    if (!dumped_ && end <= window_.first) return;
    std::uint64_t cycle = dumped_ ? now_ : window_.first;
    while (cycle < end && cycle <= window_.second && write_cycle(cycle) && !clock_.empty()) ++cycle;
}

// What would make the file too long is taken back.
bool VcdWriter::write_cycle(std::uint64_t cycle) {
    if (full_at_) return false;
    begin();
    const std::size_t before = buffer_.size();
    const bool first = !dumped_;
    if (first)
        dump_all(cycle);
    else
        write_changes(cycle);
    if (!clock_.empty()) {
        stamp(static_cast<double>(cycle) + 0.5);
        buffer_ += '0' + clock_ + '\n';
    }
    const std::size_t added = buffer_.size() - before;
    if (added > 0 && added + kStampBytes > bytes_left_) {
        buffer_.resize(before);
        full_at_ = cycle;
        dumped_ = !first;
        return false;
    }
    bytes_left_ -= added;
    if (buffer_.size() >= kVcdSpillBytes) spill();
    return true;
}

// The values of the first cycle of the window.
void VcdWriter::dump_all(std::uint64_t cycle) {
    stamp(static_cast<double>(cycle));
    buffer_ += "$dumpvars\n";
    if (!clock_.empty()) buffer_ += '1' + clock_ + '\n';
    for (Signal& signal : signals_) write_value(signal);
    buffer_ += "$end\n";
    for (const std::uint32_t index : touched_) signals_[index].touched = false;
    touched_.clear();
    dumped_ = true;
}

void VcdWriter::write_changes(std::uint64_t cycle) {
    bool stamped = !clock_.empty();
    if (stamped) {
        stamp(static_cast<double>(cycle));
        buffer_ += '1' + clock_ + '\n';
    }
    for (const std::uint32_t index : touched_) {
        Signal& signal = signals_[index];
        signal.touched = false;
        // There and back within one cycle is no change.
        const bool same = signal.bits == 0
                              ? signal.text == signal.written_text
                              : signal.was_known == signal.known && (!signal.known || signal.value == signal.written);
        if (same) continue;
        if (!stamped) stamp(static_cast<double>(cycle));
        stamped = true;
        write_value(signal);
    }
    touched_.clear();
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

std::uint64_t VcdWriter::start_of(std::uint64_t cycle) const {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(cycle) * picoseconds_per_cycle_));
}

void VcdWriter::stamp(double cycle) {
    buffer_ += '#' + std::to_string(std::llround(cycle * picoseconds_per_cycle_)) + '\n';
}

void VcdWriter::spill() {
    file_->write(buffer_);
    buffer_.clear();
}

}  // namespace hashiflex
