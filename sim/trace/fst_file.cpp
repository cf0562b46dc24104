// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/fst_file.h"

#include "sim/process/child.h"

#include <stdexcept>
#include <unistd.h>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

const char* const kConverter = "vcd2fst";

// Absolute: a name may begin with '-', which the converter would take for an option.
fs::path temporary_of(const fs::path& path) {
    return fs::absolute(path).string() + ".part" + std::to_string(::getpid());
}

// What a symbolic link leads to: the link stays.
fs::path target_of(const fs::path& path) {
    return fs::is_symlink(path) ? fs::weakly_canonical(path) : path;
}

}  // namespace

FstFile::FstFile(const std::string& path)
    : path_(target_of(path)), temporary_(temporary_of(path_)), converter_({kConverter, "-", temporary_.string()}) {}

FstFile::~FstFile() {
    if (committed_) return;
    converter_.kill();
    std::error_code ignored;
    fs::remove(temporary_, ignored);
    fs::remove(temporary_.string() + ".hier", ignored);  // the converter's own
}

void FstFile::write(std::string_view vcd) {
    converter_.write(vcd);
}

void FstFile::commit() {
    converter_.finish();
    if (::rename(temporary_.c_str(), path_.c_str()) != 0)
        throw std::runtime_error("cannot finish " + path_.string() + ": " + kConverter + " has written nothing there");
    committed_ = true;
}

void FstFile::require(const std::string& path) {
    if (fs::exists(path) && !fs::is_regular_file(path))
        throw std::invalid_argument("cannot write " + path +
                                    ": FST is written back and forth, so it needs a regular file; use a name in .vcd");
    if (!process::find_program(kConverter))
        throw std::invalid_argument(std::string("cannot write ") + path + ": FST needs the program " + kConverter +
                                    " of the Debian package gtkwave; install it, or use a name in .vcd");
}

}  // namespace hashiflex
