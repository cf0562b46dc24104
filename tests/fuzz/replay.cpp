// SPDX-License-Identifier: Apache-2.0
// Gives a target the files of its corpus, one after the other; what a fuzzer found once is tested in every build.
#include "tests/fuzz/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace {

namespace fs = std::filesystem;
using namespace hashiflex::fuzz;

std::vector<fs::path> files_at(const std::vector<std::string>& places) {
    std::vector<fs::path> files;
    for (const auto& place : places) {
        if (!fs::is_directory(place)) {
            files.emplace_back(place);
            continue;
        }
        for (const auto& entry : fs::directory_iterator(place)) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string bytes_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open()) throw std::runtime_error(file.string() + " cannot be read");
    return bytes;
}

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Slowest {
    double seconds = 0;
    fs::path file;
};

void replay(const Target& target, const std::vector<fs::path>& files) {
    if (files.empty()) throw std::runtime_error("no inputs: nothing was tested");
    std::size_t taken = 0;
    Slowest slowest;
    for (const auto& file : files) {
        const std::string bytes = bytes_of(file);
        const double begin = cpu_seconds();
        try {
            taken += try_out(target, bytes) == Answer::taken;
        } catch (const std::logic_error& finding) {
            throw std::runtime_error(file.string() + ": " + finding.what());
        }
        const double seconds = cpu_seconds() - begin;
        if (seconds >= slowest.seconds) slowest = {seconds, file};
    }
    fmt::print("{}: {} inputs, {} taken; slowest {:.3f} s: {}\n", target.name, files.size(), taken, slowest.seconds,
               slowest.file.string());
}

}  // namespace

// fuzz_replay TARGET FILE|FOLDER...
int main(int count, char** words) {
    try {
        if (count < 3) throw std::runtime_error("usage: fuzz_replay TARGET FILE|FOLDER...");
        replay(target_of(words[1]), files_at({words + 2, words + count}));
        return 0;
    } catch (const std::exception& error) {
        std::fputs(fmt::format("fuzz_replay: {}\n", error.what()).c_str(), stderr);
        return 1;
    }
}
