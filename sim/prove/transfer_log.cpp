// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/transfer_log.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <tuple>

namespace hashiflex::prove {

bool operator==(const Transfer& a, const Transfer& b) {
    return std::tie(a.cycle, a.stream, a.data) == std::tie(b.cycle, b.stream, b.data);
}

namespace {

void sort_by_stream(std::vector<Transfer>& transfers) {
    std::stable_sort(transfers.begin(), transfers.end(),
                     [](const Transfer& a, const Transfer& b) { return a.stream < b.stream; });
}

template <class Number>
bool parse(const std::string& text, std::size_t begin, std::size_t end, Number& number) {
    const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, number);
    return error == std::errc() && stop == text.data() + end;
}

}  // namespace

LogReader::LogReader(const std::filesystem::path& path) : path_(path), in_(path) {
    if (!in_) throw std::runtime_error("cannot read " + path.string());
    waiting_ = read_line();
}

bool LogReader::read_line() {
    std::string line;
    if (!std::getline(in_, line)) return false;
    ++line_;
    const auto first = line.find(' ');
    const auto second = line.find(' ', first + 1);
    if (first == std::string::npos || second == std::string::npos || !parse(line, 0, first, ahead_.cycle) ||
        !parse(line, first + 1, second, ahead_.stream))
        throw std::runtime_error(path_.string() + ":" + std::to_string(line_) + ": '" + line.substr(0, 80) +
                                 "' is no transfer");
    ahead_.data = line.substr(second + 1);
    return true;
}

std::vector<Transfer> LogReader::next_cycle() {
    std::vector<Transfer> transfers;
    while (waiting_ && (transfers.empty() || ahead_.cycle == transfers.front().cycle)) {
        transfers.push_back(ahead_);
        waiting_ = read_line();
    }
    if (waiting_ && ahead_.cycle < transfers.front().cycle)
        throw std::runtime_error(path_.string() + ":" + std::to_string(line_) + ": cycle " +
                                 std::to_string(ahead_.cycle) + " after " + std::to_string(transfers.front().cycle));
    sort_by_stream(transfers);
    return transfers;
}

LogWriter::LogWriter(const std::filesystem::path& path) : path_(path), out_(path, std::ios::trunc) {
    if (!out_) throw std::runtime_error("cannot write " + path.string());
}

void LogWriter::add(Transfer transfer) {
    if (!now_.empty() && transfer.cycle != now_.front().cycle) write_cycle();
    now_.push_back(std::move(transfer));
}

void LogWriter::write_cycle() {
    sort_by_stream(now_);
    for (const Transfer& transfer : now_)
        out_ << transfer.cycle << ' ' << transfer.stream << ' ' << transfer.data << '\n';
    now_.clear();
}

void LogWriter::close() {
    write_cycle();
    out_.close();
    if (!out_) throw std::runtime_error("cannot finish " + path_.string());
}

}  // namespace hashiflex::prove
