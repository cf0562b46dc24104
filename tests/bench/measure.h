// SPDX-License-Identifier: Apache-2.0
// Measures a device and its reference by turns in child processes, and reports rates and their ratio.
#pragma once

#include <benchmark/benchmark.h>
#include <functional>
#include <string>

namespace hashiflex::bench {

// How long something took, and how much of it there was.
struct Sample {
    double seconds = 0;
    double amount = 0;

    double rate() const { return amount / seconds; }
};

using Measurement = std::function<Sample()>;

// Runs `measurement` in a child process. Throws what the child threw, as a std::runtime_error.
Sample in_child(const Measurement& measurement);

double seconds_of(const std::function<void()>& work);

// Samples of the machine's other users are the slow ones: the fastest of the iterations counts.
class Fastest {
 public:
    const Sample& add(const Sample& sample);
    const Sample& sample() const { return sample_; }

 private:
    Sample sample_;
};

// One iteration measures `reference`, then `device`; its time is the device's. Counters: `<unit>` of the device per
// second, and `ratio_name`, the rate of the device over that of the reference. Returns the device's fastest sample.
Sample compare(benchmark::State& state, const std::string& unit, const Measurement& device,
               const std::string& ratio_name, const Measurement& reference);

}  // namespace hashiflex::bench
