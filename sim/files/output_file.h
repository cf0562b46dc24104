// SPDX-License-Identifier: Apache-2.0
// A file that appears under its name only once it is complete: readers never see half of it.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace hashiflex {

// Writes to a temporary name in the same folder. Every error is a std::runtime_error that names the file.
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
    [[noreturn]] void fail(const std::string& what) const;

    std::string path_;
    std::string temporary_;
    std::ofstream stream_;
};

void write_file_atomically(const std::string& path, std::string_view text);

// Throws std::invalid_argument if `path` cannot be created: asked before hours of simulation, not after.
void require_creatable(const std::string& path);

}  // namespace hashiflex
