// SPDX-License-Identifier: Apache-2.0
// Runs the program as a user does, in a folder of its own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/wait.h>

namespace hashiflex::test {

struct Outcome {
    int code = 0;
    std::string out, err;
};

class Shell {
 public:
    Shell() {
        std::string name = (std::filesystem::temp_directory_path() / "hashiflex_cli_XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        const std::string source = HASHIFLEX_SOURCE_DIR;
        write("digits.yaml", "name: digits_64\nnetwork: " + source + "/workloads/digits/network.yaml\ntech: " + source +
                                 "/configs/tech/unit.yaml\nclock: {mhz: 1}\ntarget_cycles_per_image: 64\n"
                                 "npu: {rows: 8, columns: 2}\n");
    }
    ~Shell() { std::filesystem::remove_all(folder_); }
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    // hashiflex with these arguments, after `prefix` (as "timeout 1").
    Outcome hashiflex(const std::string& arguments, const std::string& prefix = "") const {
        const std::string command = "cd '" + folder_.string() + "' && " + prefix + " '" + HASHIFLEX_BINARY + "' " +
                                    arguments + " > out.txt 2> err.txt";
        const int status = std::system(command.c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read("out.txt"), read("err.txt")};
    }
    std::string read(const std::string& file) const {
        std::ifstream in(folder_ / file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const std::string& file, const std::string& text) const { std::ofstream(folder_ / file) << text; }
    std::string path(const std::string& file) const { return (folder_ / file).string(); }
    bool exists(const std::string& file) const { return std::filesystem::exists(folder_ / file); }

 private:
    std::filesystem::path folder_;
};

}  // namespace hashiflex::test
