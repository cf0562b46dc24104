// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/measure.h"

#include "tests/support/in_child.h"

#include <chrono>
#include <iomanip>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace hashiflex::bench {

Sample in_child(const Measurement& measurement) {
    const std::string text = test::in_child([&] {
        const Sample sample = measurement();
        std::ostringstream out;
        out << std::setprecision(std::numeric_limits<double>::max_digits10) << sample.seconds << ' ' << sample.amount;
        return out.str();
    });
    std::istringstream in(text);
    Sample sample;
    if (!(in >> sample.seconds >> sample.amount)) throw std::runtime_error("a measurement failed: " + text);
    return sample;
}

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

const Sample& Fastest::add(const Sample& sample) {
    if (sample_.seconds == 0 || sample.rate() > sample_.rate()) sample_ = sample;
    return sample;
}

Sample compare(benchmark::State& state, const std::string& unit, const Measurement& device,
               const std::string& ratio_name, const Measurement& reference) {
    Fastest of_device;
    Fastest of_reference;
    for (auto iteration : state) {
        static_cast<void>(iteration);
        of_reference.add(in_child(reference));
        state.SetIterationTime(of_device.add(in_child(device)).seconds);
    }
    state.counters[unit] = of_device.sample().rate();
    state.counters[ratio_name] = of_device.sample().rate() / of_reference.sample().rate();
    return of_device.sample();
}

}  // namespace hashiflex::bench
