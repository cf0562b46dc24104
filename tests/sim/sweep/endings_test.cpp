// SPDX-License-Identifier: Apache-2.0
// Whatever ends a sweep, whenever: does --resume finish it as if nothing had happened?
// HASHIFLEX_ENDINGS=200 for the long form.
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace hashiflex::test;
using Catch::Contains;

namespace {

const char* const kSweep =
    "name: s\ndesign: digits.yaml\n"
    "axes: [{grid: {target_cycles_per_image: [16, 32, 64, 128, 7], npu.rows: [4, 8, 16, 64], npu.columns: [1, 2, 5], "
    "clock.mhz: [0.5, 1]}}]\n";

std::vector<std::string> resume_arguments(const std::string& jobs, bool reports) {
    std::vector<std::string> arguments{"hashiflex", "sweep", "s.yaml", "--out", "o", "--resume", "-j", jobs, "--quiet"};
    if (reports) arguments.emplace_back("--report");
    return arguments;
}

// In a process of its own, with files of at most `most_bytes`, if given.
pid_t start(const Shell& shell, const std::vector<std::string>& arguments, rlim_t most_bytes = RLIM_INFINITY) {
    // A signal before exec must not reach the handlers of the test program.
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &term, &before);
    const pid_t child = ::fork();
    if (child == 0) std::signal(SIGTERM, SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    if (child != 0) return child;
    std::vector<char*> argv;
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    if (::chdir(shell.path("").c_str()) != 0) ::_exit(126);
    const int errors = ::open("errors.txt", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ::dup2(errors, STDERR_FILENO);
    const rlimit limit{most_bytes, most_bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::execv(HASHIFLEX_BINARY, argv.data());
    ::_exit(127);
}

int exit_code(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A process that one of `parent`'s threads has started; waits for one.
pid_t child_of(pid_t parent) {
    for (;;) {
        for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(parent) + "/task")) {
            pid_t child = 0;
            if (std::ifstream(thread.path() / "children") >> child) return child;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

int endings() {
    const char* wanted = std::getenv("HASHIFLEX_ENDINGS");
    return wanted != nullptr ? std::atoi(wanted) : 12;
}

}  // namespace

TEST_CASE("sweeps that are killed, stopped, or run out of space are resumed to the same bytes") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(shell.hashiflex("sweep s.yaml --out whole --quiet -j 2").code == 0);
    REQUIRE(shell.hashiflex("sweep s.yaml --out whole_reports --report --quiet -j 2").code == 0);
    const auto duration =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin).count();
    const std::string table = shell.read("whole/results.csv"), rows = shell.read("whole/results.jsonl");
    REQUIRE(lines(rows) == 120);

    std::mt19937_64 random(1);
    int killed = 0, stopped = 0, full = 0, partial = 0;
    for (int i = 0; i < endings(); ++i) {
        INFO("ending " << i);
        const bool reports = i % 2 == 1;
        std::filesystem::remove_all(shell.path("o"));
        for (int times = 1 + static_cast<int>(random() % 3); times > 0; --times) {
            const std::string jobs = std::to_string(1 + random() % 4);
            const int kind = static_cast<int>(random() % 3);
            if (kind == 2) {
                const pid_t child = start(shell, resume_arguments(jobs, reports), 64 + random() % (rows.size() + 5000));
                const int code = exit_code(child);
                full += code == 1;
                CHECK((code == 0 || code == 1));
                if (code == 1) CHECK_THAT(shell.read("errors.txt"), Contains("hashiflex: error: cannot "));
            } else {
                const pid_t child = start(shell, resume_arguments(jobs, reports));
                std::this_thread::sleep_for(std::chrono::microseconds(random() % static_cast<unsigned long>(duration)));
                ::kill(child, kind == 0 ? SIGKILL : SIGTERM);
                const int code = exit_code(child);
                killed += code == 128 + SIGKILL;
                stopped += code == 130;
                INFO("code " << code << ", " << shell.read("errors.txt"));
                CHECK((code == 0 || code == (kind == 0 ? 128 + SIGKILL : 130) || code == 128 + SIGTERM));
                if (code == 130) {  // the partial table is whole lines of the whole one
                    std::istringstream part(shell.read("o/results.csv"));
                    for (std::string line; std::getline(part, line);) CHECK_THAT(table, Contains(line + "\n"));
                }
            }
            const std::size_t kept = lines(shell.read("o/results.jsonl"));
            partial += kept > 0 && kept < 120;
        }
        REQUIRE(exit_code(start(shell, resume_arguments("2", reports))) == 0);
        REQUIRE(shell.read("o/results.csv") == table);
        REQUIRE(shell.read("o/results.jsonl") == rows);
        REQUIRE(std::system(("diff -r '" + shell.path(reports ? "whole_reports" : "whole").string() + "' '" +
                             shell.path("o").string() + "'")
                                .c_str()) == 0);
    }
    WARN("killed " << killed << ", stopped " << stopped << ", without space " << full << "; in the middle " << partial);
    CHECK(killed + stopped + full > 0);
}

TEST_CASE("a SystemC process that is killed is a row, the sweep goes on, and --resume tries that point once more") {
    const Shell shell;
    shell.write("s.yaml",
                "name: s\ndesign: digits.yaml\nengine: systemc\naccuracy: false\nimages: 3000\n"
                "axes: [{grid: {npu.rows: [4, 8, 16]}}]\n");
    REQUIRE(shell.hashiflex("sweep s.yaml --out whole --quiet").code == 0);
    const auto with_a_kill = [&] {
        const pid_t sweep = start(shell, resume_arguments("1", false));
        ::kill(child_of(sweep), SIGKILL);
        return exit_code(sweep);
    };
    const std::string killed = "\"error\":\"killed by signal 9\"";
    for (int times = 0; times < 2; ++times) {
        INFO("time " << times);
        CHECK(with_a_kill() == 0);
        CHECK(lines(shell.read("o/results.jsonl")) == 3);
        CHECK_THAT(shell.read("o/results.jsonl"), Contains(killed));
        CHECK_THAT(shell.read("o/results.csv"), Contains("killed by signal 9"));
        CHECK_THAT(shell.read("errors.txt"), Contains("1 of 3 points failed; the first: killed by signal 9"));
    }
    CHECK(exit_code(start(shell, resume_arguments("1", false))) == 0);
    CHECK(shell.read("o/results.jsonl") == shell.read("whole/results.jsonl"));
    CHECK(shell.read("o/results.csv") == shell.read("whole/results.csv"));
}

TEST_CASE("a torn last line is done again, and what is no row of the plan is dropped") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    REQUIRE(shell.hashiflex("sweep s.yaml --out o --quiet").code == 0);
    const std::string rows = shell.read("o/results.jsonl"), table = shell.read("o/results.csv");
    std::vector<std::string> all;
    std::istringstream stream(rows);
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    std::string foreign = all[5];
    foreign.replace(foreign.find("\"id\":\"") + 6, 16, "0123456789abcdef");

    const std::vector<std::string> journals{
        "",
        all[3].substr(0, 100),                                       // torn
        all[3] + "\n" + all[1] + "\n" + all[2].substr(0, 10),        // out of order, then torn
        all[3] + "\n" + all[3] + "\n",                               // twice
        foreign + "\n" + all[1] + "\n",                              // another sweep's
        "{}\n" + all[1] + "\n\n[1, 2]\nnonsense\n" + all[2] + "\n",  // no rows
        rows + all[0].substr(0, 50),
        rows + std::string(1000, '\0'),  // blocks that were never written
    };
    for (const auto& journal : journals) {
        INFO(journal.substr(0, 200));
        shell.write("o/results.jsonl", journal);
        REQUIRE(shell.hashiflex("sweep s.yaml --out o --resume --quiet").code == 0);
        CHECK(shell.read("o/results.jsonl") == rows);
        CHECK(shell.read("o/results.csv") == table);
    }
    shell.write("o/results.csv.part123", "half a table");
    REQUIRE(shell.hashiflex("sweep s.yaml --out o --resume --quiet").code == 0);
    CHECK(!shell.exists("o/results.csv.part123"));
}

TEST_CASE("two sweeps do not write into one folder") {
    const Shell shell;
    shell.write("s.yaml", kSweep);
    REQUIRE(shell.hashiflex("sweep s.yaml --out o --quiet").code == 0);
    const auto second = shell.hashiflex("sweep s.yaml --out o --resume", "flock o/plan.json");
    CHECK(second.code == 1);
    CHECK_THAT(second.err, Contains("another sweep is at work"));
}
