// SPDX-License-Identifier: Apache-2.0
// Does it change anything that idle blocks sleep, or that only the values of some images are computed?
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/chip/measured_bytes.h"
#include "sim/chip/processes.h"
#include "tests/support/in_child.h"
#include "tests/support/random_design.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <unistd.h>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

struct Case {
    core::Design design;
    ImageSet images;
    SimulateOptions options;
};

// Every third with stalls at both ends, every third with small buffers; every other NPU is reprogrammed on the way.
Case make_case(std::uint64_t seed) {
    RandomOptions random;
    random.images = 12;
    random.explicit_depths = seed % 3 == 1;
    const RandomDesign made = random_design(seed, random);
    Case result{core::resolve(core::build_network(made.network, made.weights), made.hardware), made.images, {}};
    result.options.images = 12;
    if (seed % 3 == 2) {
        result.options.chip.source_open = [=](std::uint64_t t) { return stall_pattern(seed, t, 40); };
        result.options.chip.sink_ready = [=](std::uint64_t t) { return stall_pattern(~seed, t, 50); };
    }
    if (result.design.npu && seed % 2 == 0) result.options.reprogram_at = seed % 12;
    return result;
}

// All that a measurement holds, as text.
std::string text_of(const Measured& measured) {
    std::ostringstream text;
    for (const std::uint64_t number : timing_of(measured)) text << number << ' ';
    for (const ImageResult& image : measured.images) {
        text << "\nclass " << image.top1 << " sums";
        for (const std::int32_t sum : image.sums) text << ' ' << sum;
    }
    text << '\n' << measured.deadlock.value_or("no deadlock") << '\n' << measured.first_image_cycles.value_or(0);
    if (measured.cycles_per_image)
        text << '\n' << measured.cycles_per_image->numerator << '/' << measured.cycles_per_image->denominator;
    if (const auto& seen = measured.reprogram)
        text << '\n'
             << seen->start_cycle << ' ' << seen->write_cycles << ' ' << seen->commit_cycle << ' '
             << seen->first_image.value_or(0) << ' ' << seen->bytes << ' ' << seen->worst_distance.value_or(0);
    return text.str();
}

using Change = std::function<void(SimulateOptions&)>;

std::string simulated(const Case& given, const Change& change) {
    return in_child([&] {
        SimulateOptions options = given.options;
        change(options);
        return text_of(simulate(given.design, given.images, options));
    });
}

std::string read_and_remove(const std::string& file) {
    std::ifstream in(file);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    std::remove(file.c_str());
    return text;
}

}  // namespace

TEST_CASE("sleeping blocks change no count, no cycle and no value", "[random]") {
    for (std::uint64_t seed = 3000; seed < 3120; ++seed) {
        INFO("seed " << seed);
        const Case given = make_case(seed);
        const std::string awake = simulated(given, [](SimulateOptions& options) { options.chip.sleep = false; });
        REQUIRE(awake.find("deadlock") != std::string::npos);  // none, or which: it did not throw
        REQUIRE(simulated(given, [](SimulateOptions&) {}) == awake);
    }
}

TEST_CASE("sleeping blocks change no byte of the waveform", "[random]") {
    const std::string file = "/tmp/hashiflex_" + std::to_string(::getpid()) + ".vcd";
    for (std::uint64_t seed = 3000; seed < 3030; ++seed) {
        INFO("seed " << seed);
        const Case given = make_case(seed);
        const auto waveform = [&](bool sleep) {
            simulated(given, [&](SimulateOptions& options) {
                options.chip.sleep = sleep;
                options.waveform.file = file;
            });
            return read_and_remove(file);
        };
        const std::string awake = waveform(false);
        REQUIRE(awake.size() > 1000);
        REQUIRE(waveform(true) == awake);
    }
}

TEST_CASE("without values the cycles are the same, and there are no classes and no sums", "[random]") {
    for (std::uint64_t seed = 3000; seed < 3060; ++seed) {
        INFO("seed " << seed);
        const Case given = make_case(seed);
        const std::string failure = in_child([&]() -> std::string {
            // Two chips: two processes.
            const std::string expected = in_child([&] {
                Measured measured = simulate(given.design, given.images, given.options);
                for (ImageResult& image : measured.images) image = {{}, -1, image.done_cycle};
                return text_of(measured);
            });
            SimulateOptions options = given.options;
            options.chip.values = {0, 0};
            const Measured measured = simulate(given.design, given.images, options);
            if (measured.values_computed) return "claims to have computed values";
            return text_of(measured) == expected ? "" : "differs";
        });
        REQUIRE(failure == "");
    }
}

TEST_CASE("several processes give the result of one", "[random]") {
    for (std::uint64_t seed = 3000; seed < 3060; ++seed) {
        INFO("seed " << seed);
        const Case given = make_case(seed);
        const std::string one = simulated(given, [](SimulateOptions&) {});
        const std::uint64_t processes = 2 + seed % 4;
        REQUIRE(in_child([&] {
                    return text_of(simulate_in_processes(given.design, given.images, given.options, processes));
                }) == one);
    }
}

TEST_CASE("an interrupted run of several processes has the values of all its images") {
    for (const std::uint64_t stop_after : {1U, 5U, 9U}) {
        Case given = make_case(3000);  // no stalls
        const std::string failure = in_child([&]() -> std::string {
            given.options.images = 4000;
            std::atomic<bool> stop{false};
            given.options.stop = &stop;
            given.options.progress = [&](const Progress& now) { stop = now.images_done >= stop_after; };
            const Measured measured = simulate_in_processes(given.design, given.images, given.options, 3);
            if (!measured.interrupted || measured.images.size() >= 4000) return "was not interrupted";
            for (std::size_t i = 0; i < measured.images.size(); ++i) {
                const auto& image = measured.images[i];
                if (image.sums.empty()) return "no values of image " + std::to_string(i);
                if (image.sums != measured.images[i % given.images.size()].sums) return "other values";
            }
            return "";
        });
        REQUIRE(failure == "");
    }
}

TEST_CASE("an error of a process ends all of them with its sentence") {
    const Case given = make_case(3000);
    const std::string failure = in_child([&]() -> std::string {
        SimulateOptions options = given.options;
        const pid_t parent = ::getpid();
        options.chip.source_open = [=](std::uint64_t t) {
            if (t == 30 && ::getpid() != parent) throw std::runtime_error("no more pixels");
            return true;
        };
        simulate_in_processes(given.design, given.images, options, 2);
        return "no error";
    });
    CHECK(failure.find("no more pixels") != std::string::npos);

    const std::string death = in_child([&]() -> std::string {
        SimulateOptions options = given.options;
        const pid_t parent = ::getpid();
        options.chip.source_open = [=](std::uint64_t t) {
            if (t == 30 && ::getpid() != parent) ::_exit(0);
            return true;
        };
        simulate_in_processes(given.design, given.images, options, 2);
        return "no error";
    });
    CHECK(death == "threw: a worker process died");
}

TEST_CASE("processes that see different timing are an error") {
    const Case given = make_case(3000);
    const std::string failure = in_child([&]() -> std::string {
        SimulateOptions options = given.options;
        const pid_t parent = ::getpid();
        options.chip.source_open = [=](std::uint64_t t) { return t != 20 || ::getpid() == parent; };
        simulate_in_processes(given.design, given.images, options, 2);
        return "no error";
    });
    CHECK(failure.find("saw different timing") != std::string::npos);
}
