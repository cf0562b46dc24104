// SPDX-License-Identifier: Apache-2.0
// A transfer log: one line for every beat that moved and every access to the NPU's bus (docs/rtl.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace hashiflex::prove {

// "CYCLE STREAM DATA", by cycle and in it by stream: the index of a wire of the emission, the one after them for the
// bus. DATA is hexadecimal: the wires of a beat, lane 0 channel 0 in the lowest digits.
struct Transfer {
    std::uint64_t cycle = 0;
    std::size_t stream = 0;
    std::string data;
};

bool operator==(const Transfer& a, const Transfer& b);

// Reads a log cycle by cycle. Throws std::runtime_error naming the line that is none.
class LogReader {
 public:
    explicit LogReader(const std::filesystem::path& path);

    // The transfers of the next cycle that has any, in the order of streams; empty at the end.
    std::vector<Transfer> next_cycle();

 private:
    bool read_line();

    std::filesystem::path path_;
    std::ifstream in_;
    std::uint64_t line_ = 0;
    bool waiting_ = false;  // ahead_ is the first of its cycle
    Transfer ahead_;
};

// Takes transfers in any order within a cycle, and writes them in the order of streams.
class LogWriter {
 public:
    explicit LogWriter(const std::filesystem::path& path);

    void add(Transfer transfer);
    // Throws std::runtime_error if the file cannot be written.
    void close();

 private:
    void write_cycle();

    std::filesystem::path path_;
    std::ofstream out_;
    std::vector<Transfer> now_;
};

}  // namespace hashiflex::prove
