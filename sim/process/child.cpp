// SPDX-License-Identifier: Apache-2.0
#include "sim/process/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hashiflex::process {
namespace {

namespace fs = std::filesystem;

constexpr int kLookMs = 20;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

int exit_code(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A process that leads a group of its own: a signal reaches whatever it has started.
class Child {
 public:
    explicit Child(const std::function<void()>& body) {
        const pid_t parent = getpid();
        id_ = fork();
        if (id_ < 0) fail("cannot start a process");
        if (id_ == 0) {
            setpgid(0, 0);
            prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody would wait for it
            if (getppid() != parent) _exit(127);
            body();
            _exit(127);
        }
        setpgid(id_, id_);  // here too: whichever comes first
    }
    ~Child() {
        if (id_ > 0) end();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Its exit code, once it has ended.
    std::optional<int> ended() {
        int status = 0;
        const pid_t found = waitpid(id_, &status, WNOHANG);
        if (found < 0 && errno != EINTR) fail("cannot wait for a process");
        if (found != id_) return std::nullopt;
        id_ = 0;
        return exit_code(status);
    }
    int wait() {
        int status = 0;
        while (waitpid(id_, &status, 0) < 0)
            if (errno != EINTR) fail("cannot wait for a process");
        id_ = 0;
        return exit_code(status);
    }

 private:
    void end() {
        kill(-id_, SIGKILL);
        waitpid(id_, nullptr, 0);
    }

    pid_t id_ = 0;
};

void look(const Activity& activity, const Watch& watch) {
    if (watch.tick) watch.tick(activity);
    if (watch.stop != nullptr && *watch.stop) throw Interrupted();
}

void execute(const std::vector<std::string>& command, const fs::path& folder, const fs::path& output) {
    const int out = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    const int in = open("/dev/null", O_RDONLY);
    if (out < 0 || in < 0 || chdir(folder.c_str()) != 0) return;
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
}

// What a body's answer begins with.
constexpr char kValue = 'v';
constexpr char kBadInput = 'i';
constexpr char kError = 'e';

std::string answer_of(const std::function<std::string()>& body) {
    try {
        return kValue + body();
    } catch (const std::invalid_argument& error) {
        return std::string(1, kBadInput) + error.what();
    } catch (const std::exception& error) {
        return std::string(1, kError) + error.what();
    }
}

void write_all(int end, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = write(end, text.data() + done, text.size() - done);
        if (n < 0 && errno != EINTR) return;
        if (n > 0) done += static_cast<std::size_t>(n);
    }
}

std::string read_all(int end, const Activity& activity, const Watch& watch) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        pollfd readable{end, POLLIN, 0};
        if (poll(&readable, 1, kLookMs) > 0) {
            const ssize_t n = read(end, buffer.data(), buffer.size());
            if (n == 0) return text;
            if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
        }
        look(activity, watch);
    }
}

class Pipe {
 public:
    Pipe() {
        if (pipe2(ends_.data(), O_CLOEXEC) != 0) fail("cannot make a pipe");
    }
    ~Pipe() {
        close(ends_[0]);
        close_writing();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int reading() const { return ends_[0]; }
    int writing() const { return ends_[1]; }
    void close_writing() {
        if (ends_[1] >= 0) close(ends_[1]);
        ends_[1] = -1;
    }

 private:
    std::array<int, 2> ends_{-1, -1};
};

}  // namespace

std::optional<fs::path> find_program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const fs::path candidate = fs::path(folder.empty() ? "." : folder) / name;
        if (access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
    }
    return std::nullopt;
}

int run_tool(const std::vector<std::string>& command, const fs::path& folder, const fs::path& output,
             const Activity& activity, const Watch& watch) {
    look(activity, watch);
    const fs::path said = fs::absolute(output);
    Child child([&] { execute(command, folder, said); });
    for (;;) {
        if (const auto code = child.ended()) return *code;
        poll(nullptr, 0, kLookMs);
        look(activity, watch);
    }
}

std::string in_child(const std::function<std::string()>& body, const Activity& activity, const Watch& watch) {
    Pipe pipe;
    std::fflush(nullptr);  // what is buffered must not be written twice
    Child child([&] {
        write_all(pipe.writing(), answer_of(body));
        _exit(EXIT_SUCCESS);
    });
    pipe.close_writing();
    const std::string answer = read_all(pipe.reading(), activity, watch);
    const int code = child.wait();
    if (code != EXIT_SUCCESS || answer.empty())
        throw std::runtime_error(activity.name + ": the process ended with " + std::to_string(code));
    const std::string text = answer.substr(1);
    if (answer[0] == kBadInput) throw std::invalid_argument(text);
    if (answer[0] == kError) throw std::runtime_error(text);
    return text;
}

}  // namespace hashiflex::process
