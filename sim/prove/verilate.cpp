// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/verilate.h"

#include "sim/files/sha256.h"
#include "sim/files/text_of_file.h"
#include "sim/prove/folders.h"

#include <algorithm>
#include <fstream>
#include <thread>

namespace hashiflex::prove {
namespace {

namespace fs = std::filesystem;

using Words = std::vector<std::string>;

// Of the C++ that Verilator writes. Compiling takes most of the time of a proof, simulating next to none.
Words make_flags(Optimize what) {
    if (what == Optimize::speed) return {"OPT_FAST=-O3 -march=native", "OPT_SLOW=-O0", "OPT_GLOBAL=-O3"};
    return {"OPT_FAST=-O0", "OPT_SLOW=-O0", "OPT_GLOBAL=-O1"};
}

// Registers begin with random values: what is not reset must not matter.
Words verilator_flags(bool waveforms) {
    Words flags{"--cc",       "--exe", "--main",      "--timing", "--top-module",  "tb", "--prefix",   "Vtb",
                "--x-assign", "fast",  "--x-initial", "unique",   "--error-limit", "3",  "-Wno-fatal", "-O3"};
    if (waveforms) flags.emplace_back("--trace");
    return flags;
}

std::string end_of(const fs::path& file) {
    constexpr std::size_t kMost = 2000;
    const std::string text = text_of_file(file);
    return text.size() <= kMost ? text : ".." + text.substr(text.size() - kMost);
}

// Verilator writes many files, and reading its headers takes g++ longer than most of them: they are compiled in groups
// of this size. g++ -O0 takes some 70 bytes of memory for each byte.
constexpr std::uintmax_t kGroupBytes = std::uintmax_t{4} << 20;

// Writes group0.cpp, group1.cpp, ... of all the files in `objects`; what make must be told.
Words group_sources(const fs::path& objects) {
    std::vector<fs::path> sources;
    for (const auto& entry : fs::directory_iterator(objects))
        if (entry.path().extension() == ".cpp") sources.push_back(entry.path());
    std::sort(sources.begin(), sources.end());
    std::string groups;
    std::ofstream group;
    std::uintmax_t bytes = kGroupBytes;
    int count = 0;
    for (const fs::path& source : sources) {
        if (bytes >= kGroupBytes) {
            const std::string name = "group" + std::to_string(count++);
            group = std::ofstream(objects / (name + ".cpp"));
            groups += name + " ";
            bytes = 0;
        }
        group << "#include \"" << source.filename().string() << "\"\n";
        bytes += fs::file_size(source);
    }
    return {"VM_PARALLEL_BUILDS=1", "VM_FAST=" + groups, "VM_SLOW="};
}

// Every part with its length: no two lists of parts give the same text.
void append(std::string& text, const std::string& part) {
    text += std::to_string(part.size()) + ' ' + part + '\n';
}

std::string toolchain(const Words& flags, const Words& make_flags) {
    std::string text;
    for (const Words& words : {flags, make_flags})
        for (const std::string& word : words) append(text, word);
    return text;
}

class Build {
 public:
    Build(const rtl::Emission& emission, bool waveforms, const process::Watch& watch, Optimize what)
        : emission_(emission),
          flags_(verilator_flags(waveforms)),
          make_flags_(make_flags(what)),
          watch_(watch),
          what_(what),
          cache_(cache_folder()) {}

    Simulator make() {
        const WorkFolder work(cache_);
        name_tools(work.path());
        const fs::path program = cache_ / sha256_of_text(key_of_emission());
        if (fs::exists(program)) return {program, false};
        write_files(emission_, work.path());
        translate(work.path());
        take_library(work.path() / "obj");
        compile(work.path());
        keep_library(work.path());
        fs::rename(work.path() / "obj" / "Vtb", program);
        return {program, true};
    }

 private:
    void name_tools(const fs::path& work) {
        run({"verilator", "--version"}, work, "version.txt");
        tools_ = text_of_file(work / "version.txt") + toolchain(flags_, make_flags_);
    }

    std::string key_of_emission() const {
        std::string text = tools_;
        for (const std::string& name : emission_.order) append(text, name);
        for (const rtl::File& file : emission_.files) {
            append(text, file.name);
            append(text, file.text);
        }
        return text;
    }

    void translate(const fs::path& work) {
        Words command{"verilator", "--Mdir", "obj"};
        command.insert(command.end(), flags_.begin(), flags_.end());
        command.insert(command.end(), emission_.order.begin(), emission_.order.end());
        run(command, work, "verilator.txt");
    }

    void compile(const fs::path& work) {
        Words command{"make", "-j",    std::to_string(std::max(1U, std::thread::hardware_concurrency())), "-C", "obj",
                      "-f",   "Vtb.mk"};
        command.insert(command.end(), make_flags_.begin(), make_flags_.end());
        if (what_ == Optimize::building)
            for (std::string& word : group_sources(work / "obj")) command.push_back(std::move(word));
        command.emplace_back("Vtb");
        run(command, work, "make.txt");
    }

    void run(const Words& command, const fs::path& work, const char* output) {
        const process::Activity building{"building the RTL simulator", [&] { return part_compiled(work / "obj"); }};
        const int code = process::run_tool(command, work, work / output, building, watch_);
        if (code != 0)
            throw std::runtime_error(command[0] + " ended with " + std::to_string(code) + ":\n" +
                                     end_of(work / output));
    }

    // Of the groups of sources; unknown while Verilator writes them.
    static process::Part part_compiled(const fs::path& objects) {
        process::Part part;
        std::error_code not_yet;
        for (int group = 0; fs::exists(objects / ("group" + std::to_string(group) + ".cpp"), not_yet);
             ++group, ++part.of)
            part.done += fs::exists(objects / ("group" + std::to_string(group) + ".o"), not_yet);
        if (part.of < 2) return {};
        return {part.done, part.of + 1};  // linking takes a while, too
    }

    // Verilator's own library takes longer to compile than a small design: its objects are kept too. make takes those
    // that are newer than the makefile that Verilator has just written.
    fs::path library() const { return cache_ / ("library_" + sha256_of_text(tools_)); }

    void take_library(const fs::path& objects) const {
        std::error_code none_yet;
        for (const auto& entry : fs::directory_iterator(library(), none_yet))
            fs::copy_file(entry.path(), objects / entry.path().filename());
    }

    void keep_library(const fs::path& work) const {
        if (fs::exists(library())) return;
        fs::create_directories(work / "library");
        for (const auto& entry : fs::directory_iterator(work / "obj")) {
            const std::string name = entry.path().filename().string();
            if (name.compare(0, 9, "verilated") == 0 && entry.path().extension() == ".o")
                fs::copy_file(entry.path(), work / "library" / name);
        }
        std::error_code another_was_first;
        fs::rename(work / "library", library(), another_was_first);
    }

    const rtl::Emission& emission_;
    Words flags_;
    Words make_flags_;
    const process::Watch& watch_;
    Optimize what_;
    fs::path cache_;
    std::string tools_;  // version and flags
};

}  // namespace

void require_tools() {
    for (const char* tool : {"verilator", "g++", "make"})
        if (!process::find_program(tool))
            throw MissingTool(std::string(tool) + " is not installed, and a proof needs it: the Debian package is '" +
                              tool + "' (apt-get install verilator g++ make)");
}

void write_files(const rtl::Emission& emission, const fs::path& folder) {
    for (const rtl::File& file : emission.files) {
        const fs::path path = folder / file.name;
        fs::create_directories(path.parent_path());
        std::ofstream out(path, std::ios::binary);
        out << file.text;
        out.close();
        if (!out) throw std::runtime_error("cannot write " + path.string());
    }
}

Simulator verilate(const rtl::Emission& emission, bool waveforms, const process::Watch& watch, Optimize what) {
    require_tools();
    return Build(emission, waveforms, watch, what).make();
}

}  // namespace hashiflex::prove
