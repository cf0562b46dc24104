// SPDX-License-Identifier: Apache-2.0
#include "sim/process/standard_streams.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace hashiflex::process {

// Opened the wrong way round, so that its use fails (as coreutils do). The lowest free number is the one.
void occupy_standard_descriptors() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

void finish_standard_output() {
    const bool failed_before = std::ferror(stdout) != 0;
    errno = 0;
    const bool fails_now = std::fflush(stdout) != 0;
    if (!failed_before && !fails_now) return;
    const std::string reason = errno != 0 ? std::strerror(errno) : "a write failed";
    throw std::runtime_error("cannot write to standard output: " + reason);
}

}  // namespace hashiflex::process
