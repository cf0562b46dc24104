// SPDX-License-Identifier: Apache-2.0
// An output under a name of the user's. A regular file appears only once it is complete: readers never see half of it.
#pragma once

#include "sim/files/destination.h"

#include <memory>
#include <string>
#include <string_view>

namespace hashiflex {

// A regular file, or a name that is none yet, gets its content as a whole; through a symbolic link, which stays. What
// is not a regular file (a device, a FIFO, a descriptor as /dev/stdout or /dev/fd/63) is written through.
// Errors are std::runtime_error that name the file, std::invalid_argument if it is an input; Interrupted if nobody
// takes what is written and the program shall end.
class OutputFile {
 public:
    explicit OutputFile(std::string path);
    // Without commit() nothing is left behind, and what was there before stays.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view text);
    void commit();

 private:
    std::string path_;
    std::string buffer_;
    std::unique_ptr<Destination> destination_;
};

void write_file_atomically(const std::string& path, std::string_view text);

// Throws std::invalid_argument if `path` cannot be created: asked before hours of simulation, not after.
void require_creatable(const std::string& path);

// Whether a regular file is made or replaced: there is a place beside it.
bool makes_file(const std::string& path);

}  // namespace hashiflex
