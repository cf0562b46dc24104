// SPDX-License-Identifier: Apache-2.0
// A file to which whole lines are appended, so that whatever ends the program leaves all lines but perhaps the last.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hashiflex {

class Journal {
 public:
    // Creates the file, or appends. Every error is a std::runtime_error that names the file.
    explicit Journal(std::filesystem::path file);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // One write; of a line that does not fit nothing stays. Handed to the disk once a second at most.
    void append(const std::string& line);
    void sync();

 private:
    [[noreturn]] void fail(int reason) const;

    std::filesystem::path file_;
    int descriptor_ = -1;
    double synced_at_ = 0;
};

// The lines that end in a newline; what follows the last newline is torn. No file: no lines.
struct JournalLines {
    std::vector<std::string> lines;
    bool torn = false;
};
JournalLines read_journal(const std::filesystem::path& file);

}  // namespace hashiflex
