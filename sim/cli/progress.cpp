// SPDX-License-Identifier: Apache-2.0
// The wall clock is read here and nowhere else: no result depends on it.
#include "sim/cli/progress.h"

#include "sim/report/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace hashiflex {
namespace {

std::string count(std::uint64_t value) {
    return with_thousands(static_cast<std::int64_t>(value));
}

}  // namespace

std::int64_t now_ns() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::string minutes(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string progress_line(std::uint64_t images_done, std::uint64_t images, std::uint64_t cycles, double seconds) {
    const double part = images == 0 ? 1.0 : static_cast<double>(images_done) / static_cast<double>(images);
    std::string line = fmt::format("{} of {} images, {:.1f} %, {} cycles", count(images_done), count(images),
                                   100 * part, count(cycles));
    if (images_done > 0) line += ", " + minutes(seconds / part - seconds) + " left";
    return line;
}

std::string images_line(std::uint64_t done, std::uint64_t images, double seconds) {
    const double part = images == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(images);
    std::string line = fmt::format("{} of {} images, {:.1f} %", count(done), count(images), 100 * part);
    if (done > 0) line += ", " + minutes(seconds / part - seconds) + " left";
    return line;
}

std::string points_line(std::uint64_t done, std::uint64_t before, std::uint64_t points, std::uint64_t failed,
                        double seconds) {
    const double part = points == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(points);
    std::string line = fmt::format("{} of {} points, {:.1f} %", count(done), count(points), 100 * part);
    if (failed > 0) line += ", " + count(failed) + " failed";
    const std::uint64_t now = done - before;
    if (now > 0)
        line += ", " + minutes(seconds * static_cast<double>(points - done) / static_cast<double>(now)) + " left";
    return line;
}

ProgressMeter::ProgressMeter() : terminal_(::isatty(STDERR_FILENO) != 0), pace_(terminal_), start_ns_(now_ns()) {}

ProgressMeter::~ProgressMeter() {
    if (shown_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(shown_), "");
}

void ProgressMeter::update(std::uint64_t images_done, std::uint64_t images, std::uint64_t cycles) {
    const double now = seconds();
    if (pace_.due(now)) show(progress_line(images_done, images, cycles, now));
}

void ProgressMeter::update_images(std::uint64_t done, std::uint64_t images) {
    const double now = seconds();
    if (pace_.due(now)) show(images_line(done, images, now));
}

void ProgressMeter::update_text(const std::string& line) {
    if (pace_.due(seconds())) show(line);
}

void ProgressMeter::update_points(std::uint64_t done, std::uint64_t before, std::uint64_t points,
                                  std::uint64_t failed) {
    const double now = seconds();
    if (pace_.due(now)) show(points_line(done, before, points, failed, now));
}

double ProgressMeter::seconds() const {
    return static_cast<double>(now_ns() - start_ns_) * 1e-9;
}

void ProgressMeter::show(const std::string& line) {
    if (!terminal_) {
        std::fprintf(stderr, "%s\n", line.c_str());
        return;
    }
    // Blanks cover what a longer line before has left.
    shown_ = std::max(shown_, line.size());
    std::fprintf(stderr, "\r%-*s", static_cast<int>(shown_), line.c_str());
    std::fflush(stderr);
}

}  // namespace hashiflex
