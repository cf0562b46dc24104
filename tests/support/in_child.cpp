// SPDX-License-Identifier: Apache-2.0
#include "tests/support/in_child.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace hashiflex::test {

std::string in_child(const std::function<std::string()>& body) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("pipe failed");
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) {
        std::string message;
        try {
            message = body();
        } catch (const std::exception& error) {
            message = std::string("threw: ") + error.what();
        }
        const bool written = write(ends[1], message.data(), message.size()) == static_cast<ssize_t>(message.size());
        _exit(written ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(ends[1]);
    std::string message;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;)
        message.append(buffer.data(), static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS) message += " (the child process died)";
    return message;
}

}  // namespace hashiflex::test
