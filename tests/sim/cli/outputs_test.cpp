// SPDX-License-Identifier: Apache-2.0
// Do outputs go where the user says, whatever is there, and does nothing half written stay?
#include "tests/sim/cli/shell.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>

using Catch::Matchers::Contains;
using hashiflex::test::Shell;
namespace fs = std::filesystem;

namespace {

std::size_t parts_in(const fs::path& folder) {
    std::size_t parts = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        parts += entry.path().filename().string().find(".part") != std::string::npos;
    return parts;
}

int in_shell(const Shell& shell, const std::string& script) {
    const std::string command =
        "cd '" + shell.path().string() + "' && HF='" HASHIFLEX_BINARY "' bash -c '" + script + "' 2> err.txt > out.txt";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("outputs go through pipes, FIFOs and descriptors") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 2 --quiet --trace ";
    REQUIRE(shell.hashiflex(run + "t.vcd").code == 0);
    const std::string trace = shell.read("t.vcd");
    REQUIRE(shell.hashiflex(run + "/dev/stdout").out == trace);
    REQUIRE(in_shell(shell, "$HF " + run + ">(cat > through.vcd); wait $!; sleep 0.2") == 0);
    CHECK(shell.read("through.vcd") == trace);
    REQUIRE(in_shell(shell, "mkfifo f; cat f > fifo.vcd & $HF " + run + "f && wait") == 0);
    CHECK(shell.read("fifo.vcd") == trace);
    CHECK(fs::is_fifo(shell.path("f")));
    REQUIRE(in_shell(shell, "echo before > log; $HF " + run + "/dev/fd/9 9>>log") == 0);
    CHECK(shell.read("log") == "before\n" + trace);
}

TEST_CASE("a FIFO that nobody reads answers Ctrl-C, and a reader that goes away is an error") {
    const Shell shell;
    REQUIRE(in_shell(shell, "mkfifo f") == 0);
    CHECK(shell.hashiflex("run digits.yaml --images 2 --trace f", "timeout --preserve-status -s INT 2").code == 130);
    CHECK(in_shell(shell, "head -c 10 f > /dev/null & $HF run digits.yaml --images 20 --quiet --trace f") == 1);
    CHECK_THAT(shell.read("err.txt"), Contains("Broken pipe"));
}

TEST_CASE(
    "Ctrl-C while the reader of an output stands still is an interrupt, and a pipe that breaks is told in our words") {
    const Shell shell;
    REQUIRE(in_shell(shell, "mkfifo f") == 0);
    for (const char* output : {"--trace f", "--timeline f", "--trace f -j 2", "--engine fast --timeline f"}) {
        INFO(output);
        const std::string run = std::string("$HF run digits.yaml --images 20000 --quiet ") + output;
        CHECK(in_shell(shell, "sleep 60 < f & reader=$!; timeout --preserve-status -s INT 2 " + run +
                                  "; code=$?; kill $reader; exit $code") == 130);
        CHECK(shell.read("err.txt") == "hashiflex: warning: interrupted\n");
        CHECK(in_shell(shell, "head -c 10 f > /dev/null & " + run) == 1);
        CHECK(shell.read("err.txt") == "hashiflex: error: cannot write f: Broken pipe\n");
    }
}

TEST_CASE("a symbolic link stays, and what it names is replaced") {
    const Shell shell;
    fs::create_directories(shell.path("o"));
    fs::create_directories(shell.path("elsewhere"));
    shell.write("elsewhere/old.json", "old");
    fs::create_symlink("../elsewhere/old.json", shell.path("o/report.json"));
    REQUIRE(shell.hashiflex("run digits.yaml --images 2 --quiet --out o").code == 0);
    CHECK(fs::is_symlink(shell.path("o/report.json")));
    CHECK(nlohmann::json::parse(shell.read("elsewhere/old.json"))["images"] == 2);
    CHECK(parts_in(shell.path()) == 0);
}

TEST_CASE("an output that is an input is refused, by whatever name") {
    const Shell shell;
    const std::string before = shell.read("digits.yaml");
    fs::create_symlink("digits.yaml", shell.path("link.yaml"));
    fs::create_hard_link(shell.path("digits.yaml"), shell.path("hard.yaml"));
    for (const char* name : {"digits.yaml", "./digits.yaml", "link.yaml", "hard.yaml"}) {
        INFO(name);
        const auto outcome = shell.hashiflex(std::string("run digits.yaml --images 2 --trace ") + name);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.err, Contains(name) && Contains("one of the files that are read"));
        CHECK(shell.read("digits.yaml") == before);
    }
    REQUIRE(shell.hashiflex("run digits.yaml --images 2 --quiet --out o").code == 0);
    const std::string report = shell.read("o/report.json");
    CHECK(shell.hashiflex("report o --out o/report.json").code == 2);
    CHECK(shell.hashiflex("compare o o --junit o/report.json").code == 2);
    CHECK(shell.read("o/report.json") == report);
}

TEST_CASE("no temporary file stays after a signal, and the next run removes what SIGKILL has left") {
    const Shell shell;
    const std::string run = "run digits.yaml --images 100000000 --quiet --out o --trace o/t.vcd";
    for (const char* signal : {"INT", "TERM", "HUP", "QUIT", "USR1", "ALRM", "XCPU"}) {
        INFO(signal);
        CHECK(shell.hashiflex(run, std::string("timeout --preserve-status -s ") + signal + " 1").code != 0);
        CHECK(parts_in(shell.path("o")) == 0);
    }
    shell.hashiflex(run, "timeout -s KILL 1");
    REQUIRE(parts_in(shell.path("o")) == 1);
    REQUIRE(in_shell(shell, "sleep 100 & touch o/t.vcd.part$! o/t.vcd.part999999999 o/t.vcd.partial; echo $!") == 0);
    REQUIRE(shell.hashiflex("run digits.yaml --images 2 --quiet --out o --trace o/t.vcd").code == 0);
    CHECK(parts_in(shell.path("o")) == 2);  // of a process that lives, and what is no temporary file
    in_shell(shell, "kill $(cat out.txt)");
}

TEST_CASE("a full disk behind standard output is an error of every command") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --images 2 --quiet --out o").code == 0);
    for (const char* command : {"--help", "--version", "run digits.yaml --images 2", "check digits.yaml",
                                "schema design", "compare o o", "report o", "run --help"}) {
        INFO(command);
        CHECK(in_shell(shell, std::string("$HF ") + command + " > /dev/full") == 1);
        CHECK_THAT(shell.read("err.txt"), Contains("standard output") || Contains("No space left"));
        CHECK(in_shell(shell, std::string("$HF ") + command + " >&-") == 1);
    }
}

TEST_CASE("a SIGINT that was ignored when the program began stays ignored") {
    const Shell shell;
    // Not by timeout(1), which handles SIGINT itself.
    CHECK(in_shell(shell,
                   "trap \"\" INT; $HF run digits.yaml --images 20000 --quiet --timing-only & p=$!; sleep 0.5; "
                   "kill -INT $p; wait $p") == 0);
    CHECK(nlohmann::json::parse(shell.read("report.json"))["partial"] == false);
}

TEST_CASE("old dumps do not stay beside a new report, and files of the user do") {
    const Shell shell;
    REQUIRE(shell.hashiflex("run digits.yaml --images 2 --quiet --out o --dump stem --dump fc").code == 0);
    fs::copy_file(std::string(HASHIFLEX_SOURCE_DIR) + "/workloads/digits/test.npz", shell.path("o/head.npz"));
    REQUIRE(shell.hashiflex("run digits.yaml --images 3 --quiet --out o --dump fc").code == 0);
    CHECK_FALSE(shell.exists("o/stem.npz"));
    CHECK(shell.exists("o/fc.npz"));
    CHECK(shell.exists("o/head.npz"));
}

TEST_CASE("a billion images on the fast engine take the memory and the numbers of few") {
    const Shell shell;
    REQUIRE(in_shell(shell,
                     "ulimit -v 4000000; $HF run digits.yaml --engine fast --timing-only --images 1000000000 "
                     "--quiet") == 0);
    const auto json = nlohmann::json::parse(shell.read("report.json"));
    CHECK(json["images"] == 1000000000);
    CHECK(json["cycles"]["per_image_exact"] == "64/1");
}
