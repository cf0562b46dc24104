// SPDX-License-Identifier: Apache-2.0
// A socket pair instead of a pipe: writing to a program that has died is then an error and no signal.
#include "sim/process/fed_tool.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace hashiflex::process {
namespace {

// posix_spawn's settings: own group, and no signal ignored or blocked that this process ignores or blocks.
class Settings {
 public:
    Settings(int input, int said) {
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&files, said, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&files, said, STDERR_FILENO);
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &usual);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Settings() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;

    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
};

std::string last_line_of(std::FILE* file) {
    std::array<char, 512> line{};
    std::string last;
    std::rewind(file);
    while (std::fgets(line.data(), line.size(), file) != nullptr) last = line.data();
    while (!last.empty() && last.back() == '\n') last.pop_back();
    return last;
}

}  // namespace

FedTool::FedTool(const std::vector<std::string>& command) : name_(command.front()), said_(std::tmpfile()) {
    std::array<int, 2> ends{};
    if (!said_ || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("cannot start " + name_ + ": " + std::strerror(errno));
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const Settings settings(ends[0], ::fileno(said_.get()));
    const int error =
        ::posix_spawnp(&id_, arguments[0], &settings.files, &settings.attributes, arguments.data(), environ);
    ::close(ends[0]);
    input_ = ends[1];
    if (error == 0) return;
    ::close(input_);
    throw std::runtime_error("cannot start " + name_ + ": " + std::strerror(error));
}

void FedTool::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(input_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail();  // it has died
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void FedTool::finish() {
    if (!running()) return;
    ::close(std::exchange(input_, -1));
    const int status = wait();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    throw std::runtime_error(name_ + " ended with " +
                             (WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                                : "signal " + std::to_string(WTERMSIG(status))) +
                             "; it said: " + last_line_of(said_.get()));
}

void FedTool::fail() {
    finish();
    throw std::runtime_error(name_ + " ended before it had read everything; it said: " + last_line_of(said_.get()));
}

void FedTool::kill() {
    if (input_ >= 0) ::close(std::exchange(input_, -1));
    if (!running()) return;
    ::kill(-id_, SIGKILL);
    wait();
}

int FedTool::wait() {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = 0;
    return status;
}

}  // namespace hashiflex::process
