// SPDX-License-Identifier: Apache-2.0
// A function in a child process.
#pragma once

#include <functional>
#include <string>
#include <sys/types.h>

namespace hashiflex {

// Starts at once. Must be made before this process has threads or has elaborated SystemC. Ctrl-C does not end a worker:
// its parent does.
class Worker {
 public:
    explicit Worker(const std::function<std::string()>& work);
    ~Worker();  // ends a worker that nobody waited for
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Waits for what the function returns. Throws what it threw as std::runtime_error, and if the process died.
    std::string result();

 private:
    pid_t process_ = 0;
    int pipe_ = -1;
};

}  // namespace hashiflex
