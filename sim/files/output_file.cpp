// SPDX-License-Identifier: Apache-2.0
// Temporary file and rename, which POSIX makes atomic within one folder.
#include "sim/files/output_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace hashiflex {

// The process number keeps runs that write to the same folder apart.
OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), temporary_(path_ + ".part" + std::to_string(::getpid())) {
    if (std::filesystem::is_directory(path_)) throw std::runtime_error("cannot write " + path_ + ": it is a folder");
    errno = 0;
    stream_.open(temporary_, std::ios::binary | std::ios::trunc);
    if (!stream_) fail("cannot write");
}

OutputFile::~OutputFile() {
    if (!stream_.is_open()) return;
    stream_.close();
    std::remove(temporary_.c_str());
}

void OutputFile::write(std::string_view text) {
    stream_.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream_) fail("cannot write");
}

void OutputFile::commit() {
    errno = 0;
    stream_.flush();
    if (!stream_) fail("cannot finish");
    stream_.close();
    if (stream_.fail() || std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        const int reason = errno;
        std::remove(temporary_.c_str());
        errno = reason;
        fail("cannot finish");
    }
}

void OutputFile::fail(const std::string& what) const {
    const std::string reason = errno != 0 ? std::strerror(errno) : "unknown reason";
    throw std::runtime_error(what + " " + path_ + ": " + reason);
}

void write_file_atomically(const std::string& path, std::string_view text) {
    OutputFile file(path);
    file.write(text);
    file.commit();
}

void require_creatable(const std::string& path) {
    try {
        OutputFile probe(path);
    } catch (const std::runtime_error& error) {
        throw std::invalid_argument(error.what());
    }
}

}  // namespace hashiflex
