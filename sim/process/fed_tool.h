// SPDX-License-Identifier: Apache-2.0
// A program that reads what is written to it.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hashiflex::process {

// It leads a process group of its own: Ctrl-C at a terminal does not reach it, and it ends by the end of its input, so
// that what it makes is whole. If this process is killed its input ends likewise. Errors are std::runtime_error.
class FedTool {
 public:
    // `command` is found along the search path. What it says is kept for the message of an error.
    explicit FedTool(const std::vector<std::string>& command);
    ~FedTool() { kill(); }
    FedTool(const FedTool&) = delete;
    FedTool& operator=(const FedTool&) = delete;

    bool running() const { return id_ > 0; }
    void write(std::string_view bytes);
    // Ends its input and waits for it. Throws if it did not exit with 0.
    void finish();
    void kill();

 private:
    int wait();
    [[noreturn]] void fail();

    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::string name_;
    std::unique_ptr<std::FILE, CloseFile> said_;
    pid_t id_ = 0;
    int input_ = -1;
};

}  // namespace hashiflex::process
