// SPDX-License-Identifier: Apache-2.0
// Files that nobody shall find if a signal ends the process.
#pragma once

#include <string>

namespace hashiflex::process {

// While it lives, a signal that ends this process (and can be caught) removes the file first. That of a child does not.
class UnfinishedFile {
 public:
    explicit UnfinishedFile(const std::string& absolute_path);
    ~UnfinishedFile();
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;

 private:
    struct Entry* entry_;
};

// May be called in a signal handler.
void remove_unfinished_files();

}  // namespace hashiflex::process
