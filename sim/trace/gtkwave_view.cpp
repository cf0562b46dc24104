// SPDX-License-Identifier: Apache-2.0
// The format is what GTKWave 3.3 writes: flags of a trace in hexadecimal on a line that begins with @, then its name.
#include "sim/trace/gtkwave_view.h"

#include "sim/files/output_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

// Flags of GTKWave's traces (its analyzer.h), as far as they are used.
enum Flag : unsigned {
    kDecimal = 0x4,
    kBinary = 0x8,
    kRightJustified = 0x20,
    kBlank = 0x200,
    kSigned = 0x400,
    kHidden = 0x1000,      // the end of a closed group
    kTranslated = 0x2000,  // through a filter file
    kGroupBegin = 0x800000,
    kGroupEnd = 0x1000000,
    kClosed = 0x400000,
};

constexpr int kWindowWidth = 1400, kWindowHeight = 800;
constexpr int kNamesWidth = 220, kTreeWidth = 220;
constexpr double kWavesWidth = kWindowWidth - kNamesWidth - kTreeWidth - 120;  // and margins

unsigned flags_of(Shown shown) {
    switch (shown) {
        case Shown::bit:
            return kBinary | kRightJustified;
        case Shown::unsigned_number:
            return kDecimal | kRightJustified;
        case Shown::signed_number:
            return kDecimal | kRightJustified | kSigned;
        case Shown::state:
            return kDecimal | kRightJustified | kTranslated;
    }
    return 0;
}

std::string begin_group(const std::string& name, bool closed) {
    return fmt::format("@{:x}\n-{}\n", kBlank | kGroupBegin | (closed ? kClosed : 0U), name);
}

std::string end_group(const std::string& name, bool closed) {
    return fmt::format("@{:x}\n-{}\n", kBlank | kGroupEnd | (closed ? kClosed | kHidden : 0U), name);
}

// GTKWave shows 2^-zoom units of time in 200 pixels.
double zoom_for(std::uint64_t duration) {
    constexpr double kFrame = 200;
    return -std::log2(static_cast<double>(std::max<std::uint64_t>(duration, 1)) * kFrame / kWavesWidth);
}

// In quotes as GTKWave reads them.
std::string quoted(const std::string& name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

fs::path beside(const fs::path& waveform, const char* extension) {
    return fs::path(waveform).replace_extension(extension);
}

// GTKWave signs its own.
bool saved_by_gtkwave(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    for (int i = 0; i < 3 && std::getline(in, line); ++i)
        if (line.find("GTKWave Analyzer") != std::string::npos) return true;
    return false;
}

}  // namespace

void GtkwaveView::add(const std::string& scope, const std::string& name, int bits, Shown shown) {
    Signal signal{group_, scope + '.' + name, {}, shown};
    if (bits > 1) signal.path += fmt::format("[{}:0]", bits - 1);
    if (shown == Shown::state) signal.alias = scope.substr(scope.rfind('.') + 1);
    signals_.push_back(std::move(signal));
}

std::string GtkwaveView::save_file(const std::string& waveform_file, std::uint64_t from, std::uint64_t until) const {
    const fs::path file(waveform_file);
    const std::string filter = fmt::format("^1 ./{}\n", beside(file, ".states").string());
    std::string text = fmt::format(
        "[*] view of a waveform of hashiflex\n[dumpfile] {}\n[savefile] {}\n[timestart] {}\n[size] {} {}\n"
        "[pos] -1 -1\n*{:.6f} -1\n[treeopen] chip.\n[sst_width] {}\n[signals_width] {}\n",
        quoted(waveform_file), quoted(beside(file, ".gtkw").string()), from, kWindowWidth, kWindowHeight,
        zoom_for(until - from), kTreeWidth, kNamesWidth);
    const auto trace = [&](const Signal& signal, const std::string& line) {
        text += fmt::format("@{:x}\n", flags_of(signal.shown));
        if (signal.shown == Shown::state) text += filter;
        text += line + '\n';
    };
    for (const Signal& signal : signals_)
        if (signal.group.empty()) trace(signal, signal.path);
    text += begin_group("states", false);
    for (const Signal& signal : signals_)
        if (signal.shown == Shown::state) trace(signal, fmt::format("+{{{}}} {}", signal.alias, signal.path));
    text += end_group("states", false);
    for (auto signal = signals_.begin(); signal != signals_.end();) {
        const std::string group = signal->group;
        if (!group.empty()) text += begin_group(group, true);
        for (; signal != signals_.end() && signal->group == group; ++signal)
            if (!group.empty()) trace(*signal, signal->path);
        if (!group.empty()) text += end_group(group, true);
    }
    return text + "[pattern_trace] 1\n[pattern_trace] 0\n";
}

std::string GtkwaveView::state_names() const {
    std::string text;
    for (std::size_t i = 0; i < states_.size(); ++i)
        text += fmt::format("{} ?{}?{}\n", i, states_[i].colour, states_[i].name);
    return text;
}

bool GtkwaveView::write_beside(const std::string& waveform, std::uint64_t from, std::uint64_t until) const {
    const fs::path save_file_path = beside(waveform, ".gtkw");
    if (saved_by_gtkwave(save_file_path)) return false;
    write_file_atomically(beside(waveform, ".states").string(), state_names());
    write_file_atomically(save_file_path.string(), save_file(fs::path(waveform).filename().string(), from, until));
    return true;
}

}  // namespace hashiflex
