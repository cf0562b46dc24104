// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/rtl_folder.h"

#include "sim/prove/folders.h"
#include "sim/prove/verilate.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <stdexcept>

namespace hashiflex::prove {
namespace {

namespace fs = std::filesystem;

const char* const kManifest = "hashiflex_rtl.txt";
const char* const kFilesFollow = "files:";

void write_text(const fs::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error("cannot write " + path.string());
}

// Absolute, without a slash at the end.
fs::path normal(const fs::path& folder) {
    return fs::absolute(folder / "x").lexically_normal().parent_path();
}

// Relative to `folder`, sorted.
std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (!entry.is_directory()) files.insert(entry.path().lexically_relative(folder).generic_string());
    return files;
}

std::set<std::string> listed_in(const fs::path& manifest) {
    std::ifstream in(manifest);
    std::set<std::string> files{kManifest};
    bool follow = false;
    for (std::string line; std::getline(in, line);) {
        if (follow && line.size() > 2) files.insert(line.substr(2));
        follow |= line == kFilesFollow;
    }
    return files;
}

std::string manifest(const std::string& title, std::uint64_t cycles, const fs::path& folder) {
    const std::string arguments = "+dir=vectors +cycles=" + std::to_string(cycles);
    std::string text = title +
                       "\nWritten by hashiflex rtl, which replaces the whole folder when it is called again.\n\n"
                       "The test bench feeds the chip with the vectors and compares every transfer with the "
                       "simulator's:\n\n"
                       "  verilator --binary --timing --top-module tb -f files.f && ./obj_dir/Vtb " +
                       arguments + "\n  iverilog -g2012 -s tb -o tb.vvp -c files.f && vvp tb.vvp " + arguments +
                       "\n\n" + kFilesFollow + "\n";
    for (const std::string& file : files_in(folder)) text += "  " + file + "\n";
    return text;
}

// What was there stays if the new one cannot take its place.
void replace_folder(const fs::path& place, const fs::path& fresh, const fs::path& old) {
    std::error_code error, ignored;
    const bool replaces = fs::exists(place);
    if (replaces) fs::rename(place, old, error);
    if (!error) {
        fs::rename(fresh, place, error);
        if (error && replaces) fs::rename(old, place, ignored);
    }
    if (error) throw std::invalid_argument("cannot write " + place.string() + ": " + error.message());
}

}  // namespace

void require_ours(const fs::path& folder) {
    if (normal(folder) == fs::current_path())
        throw std::invalid_argument(folder.string() + " is the current folder, and would be replaced: name another");
    if (!fs::exists(folder)) return;
    if (!fs::is_directory(folder)) throw std::invalid_argument(folder.string() + " is no folder");
    const auto found = files_in(folder);
    if (found.empty()) return;
    const auto ours = found.count(kManifest) > 0 ? listed_in(folder / kManifest) : std::set<std::string>{};
    for (const std::string& file : found)
        if (ours.count(file) == 0)
            throw std::invalid_argument(folder.string() + " holds '" + file +
                                        "', which hashiflex rtl has not written: name another folder, or an empty one");
}

Recorded write_rtl_folder(const rtl::Emission& emission, const Vectors& vectors, const std::string& title,
                          const fs::path& folder, const process::Watch& watch) {
    require_ours(folder);
    const fs::path place = normal(folder);
    const WorkFolder work(place.parent_path());
    const fs::path fresh = work.path() / "new";
    fs::create_directories(fresh);
    write_files(emission, fresh);
    std::string list;
    for (const std::string& name : emission.order) list += name + "\n";
    write_text(fresh / "files.f", list);
    Recorded recorded = vectors.write(fresh / "vectors", watch);
    write_text(fresh / kManifest, manifest(title, recorded.cycles, fresh));
    replace_folder(place, fresh, work.path() / "old");
    return recorded;
}

}  // namespace hashiflex::prove
