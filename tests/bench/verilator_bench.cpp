// SPDX-License-Identifier: Apache-2.0
// Simulated cycles per second: SystemC, with values, against Verilator on the SystemVerilog of the same design. The
// design is the beginning of MobileNetV2 at its full size and lanes: stem and the first two blocks.
#include "modules/rtl/emit.h"
#include "sim/chip/simulate.h"
#include "sim/config/load.h"
#include "sim/prove/folders.h"
#include "sim/prove/vectors.h"
#include "sim/prove/verilate.h"
#include "sim/run/run_images.h"
#include "tests/bench/instructions.h"
#include "tests/bench/measure.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace hashiflex::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kVerilatorImages = 4;
constexpr std::uint64_t kSystemCImages = 200;

// The first six layers of the shipped network, in front of nothing.
LoadedDesign first_blocks(const fs::path& folder) {
    const fs::path source = HASHIFLEX_SOURCE_DIR;
    std::ifstream network(source / "workloads/mobilenetv2/network.yaml");
    std::ofstream begin(folder / "network.yaml");
    for (std::string line; std::getline(network, line) && line.find("name: b3_expand") == std::string::npos;)
        begin << line << '\n';
    begin.close();
    std::ofstream(folder / "design.yaml")
        << "name: first_blocks\nnetwork: network.yaml\ntech: " << (source / "configs/tech/asap7.yaml").string()
        << "\nclock: {mhz: 896, allow_above_max: true}\n"
           "target_cycles_per_image: 224\nadder_levels_per_stage: 5\n";
    return load(folder / "design.yaml");
}

Sample systemc(const core::Design& design) {
    const ImageSet images = synthetic_images(design.source.type.shape, 8, 1).images;
    SimulateOptions options;
    options.images = kSystemCImages;
    options.keep_sums = 0;
    Sample sample;
    sample.seconds =
        seconds_of([&] { sample.amount = static_cast<double>(simulate(design, images, options).total_cycles); });
    return sample;
}

class VerilatedChip {
 public:
    VerilatedChip(const core::Design& design, const fs::path& folder) : folder_(folder) {
        const rtl::Emission emission = rtl::emit_chip(design);
        prove::Stimulus stimulus;
        stimulus.images = kVerilatorImages;
        const ImageSet images = synthetic_images(design.source.type.shape, kVerilatorImages, 1).images;
        cycles_ = prove::Vectors{design, images, stimulus, rtl::Scope{}, emission.wires}
                      .write(folder / "vectors", watch_)
                      .cycles;
        fs::remove(folder / "vectors" / "expected.log");  // it only simulates
        prove::write_files(emission, folder);
        program_ = prove::verilate(emission, false, watch_, prove::Optimize::speed).program;
    }

    Sample run() const {
        const process::Watch watch;
        Sample sample;
        sample.amount = static_cast<double>(cycles_);
        sample.seconds = seconds_of([&] {
            const int code =
                process::run_tool({program_.string(), "+dir=vectors", "+no_log", "+cycles=" + std::to_string(cycles_)},
                                  folder_, folder_ / "said.txt", {"simulating the RTL"}, watch);
            if (code != 0) throw std::runtime_error("Verilator's simulator ended with " + std::to_string(code));
        });
        return sample;
    }

 private:
    fs::path folder_;
    process::Watch watch_;
    std::uint64_t cycles_ = 0;
    fs::path program_;
};

// With all instructions of the machine, and with AVX2.
void first_blocks_of_mobilenet_v2(benchmark::State& state) {
    const prove::WorkFolder folder(fs::temp_directory_path());
    const LoadedDesign loaded = first_blocks(folder.path());
    const VerilatedChip verilated(loaded.design, folder.path());
    const auto simulated = [&](Instructions instructions) {
        return in_child([&] {
            limit(instructions);
            return systemc(loaded.design);
        });
    };
    Fastest reference, all, avx2;
    for (auto iteration : state) {
        static_cast<void>(iteration);
        reference.add(in_child([&] { return verilated.run(); }));
        avx2.add(simulated(Instructions::avx2));
        state.SetIterationTime(all.add(simulated(Instructions::all)).seconds);
    }
    const auto ratio = [&](const Fastest& fastest) { return fastest.sample().rate() / reference.sample().rate(); };
    state.counters["cycles"] = all.sample().rate();
    state.counters["ratio_to_verilator"] = ratio(all);  // at least 50 is wanted
    state.counters["ratio_to_verilator_avx2"] = ratio(avx2);
}
BENCHMARK(first_blocks_of_mobilenet_v2)->UseManualTime()->Iterations(4)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
