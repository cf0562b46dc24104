// SPDX-License-Identifier: Apache-2.0
// A line on how far a long run is, and how long it will take.
#pragma once

#include <cstdint>
#include <string>

namespace hashiflex {

std::int64_t now_ns();  // of a clock that only goes forward

// "0:42", "1:02:03"; begun seconds count.
std::string minutes(double seconds);

// "12 of 359 images, 3.3 %, 1,234,567 cycles, 0:42 left".
std::string progress_line(std::uint64_t images_done, std::uint64_t images, std::uint64_t cycles, double seconds);

// "12 of 359 images, 3.3 %, 0:42 left".
std::string images_line(std::uint64_t done, std::uint64_t images, double seconds);

// "12 of 1,000 points, 1.2 %, 3 failed, 0:42 left". `before`: points that were done when the clock started.
std::string points_line(std::uint64_t done, std::uint64_t before, std::uint64_t points, std::uint64_t failed,
                        double seconds);

// Decides when a line is due: nothing in the first two seconds, then twice a second on a terminal, where
// lines overwrite each other, and every ten seconds elsewhere.
class ProgressPace {
 public:
    explicit ProgressPace(bool terminal) : interval_(terminal ? 0.5 : 10.0) {}
    bool due(double seconds) {
        if (seconds < next_) return false;
        next_ = seconds + interval_;
        return true;
    }

 private:
    double interval_;
    double next_ = 2.0;
};

// On stderr; the destructor leaves the cursor at the start of an empty line.
class ProgressMeter {
 public:
    ProgressMeter();
    ~ProgressMeter();
    ProgressMeter(const ProgressMeter&) = delete;
    ProgressMeter& operator=(const ProgressMeter&) = delete;

    void update(std::uint64_t images_done, std::uint64_t images, std::uint64_t cycles);
    void update_images(std::uint64_t done, std::uint64_t images);  // without cycles
    void update_text(const std::string& line);
    void update_points(std::uint64_t done, std::uint64_t before, std::uint64_t points, std::uint64_t failed);

 private:
    double seconds() const;
    void show(const std::string& line);

    bool terminal_;
    ProgressPace pace_;
    std::int64_t start_ns_;
    std::size_t shown_ = 0;  // letters on the terminal's line
};

}  // namespace hashiflex
