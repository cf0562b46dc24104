// SPDX-License-Identifier: Apache-2.0
#include "sim/prove/prove.h"

#include "sim/files/text_of_file.h"
#include "sim/prove/folders.h"
#include "sim/prove/vectors.h"
#include "sim/prove/verilate.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex::prove {
namespace {

namespace fs = std::filesystem;

class Proof {
 public:
    Proof(const core::Design& design, const ImageSet& images, const ProveOptions& options, const process::Watch& watch)
        : design_(design),
          images_(images),
          options_(options),
          watch_(watch),
          emission_(rtl::emit(design, options.scope)) {}

    Verdict run() {
        Verdict verdict;
        const Vectors vectors{design_, images_, options_.stimulus, options_.scope, emission_.wires};
        verdict.recorded = vectors.write(work_.path() / "vectors", watch_);
        write_files(emission_, work_.path());
        run_rtl(false, verdict.recorded.cycles, {});
        verdict.comparison =
            compare(work_.path() / "vectors" / "expected.log", work_.path() / "vectors" / "transfers.log");
        verdict.streams = emission_.wires.size() + (vectors.has_bus() ? 1 : 0);
        if (!verdict.comparison.mismatch) return verdict;
        verdict.difference = to_text(*verdict.comparison.mismatch, shape_of(verdict.comparison.mismatch->stream));
        if (!options_.waveforms.empty()) write_waveforms(verdict);
        return verdict;
    }

 private:
    using Window = std::pair<std::uint64_t, std::uint64_t>;

    void run_rtl(bool waveforms, std::uint64_t cycles, const std::vector<std::string>& more) {
        const Simulator simulator = verilate(emission_, waveforms, watch_);
        std::vector<std::string> command{simulator.program.string(), "+dir=vectors", "+verilator+rand+reset+2",
                                         "+verilator+seed+1", "+cycles=" + std::to_string(cycles)};
        command.insert(command.end(), more.begin(), more.end());
        const process::Activity simulating{"simulating the RTL", [&] { return part_of_log(); }};
        const int code = process::run_tool(command, work_.path(), work_.path() / "rtl.txt", simulating, watch_);
        if (code == 0) return;
        throw std::runtime_error("the RTL simulation ended with " + std::to_string(code) + ":\n" +
                                 text_of_file(work_.path() / "rtl.txt"));
    }

    // The log of the RTL grows to the length of the simulator's, if the two are alike.
    process::Part part_of_log() const {
        const fs::path vectors = work_.path() / "vectors";
        std::error_code not_yet;
        const std::uintmax_t expected = fs::file_size(vectors / "expected.log", not_yet);
        const std::uintmax_t written = fs::file_size(vectors / "transfers.log", not_yet);
        return not_yet ? process::Part() : process::Part{std::min(written, expected), expected};
    }

    StreamShape shape_of(std::size_t stream) const {
        if (stream == emission_.wires.size()) return {"npu.bus"};
        return stream_shape(design_, options_.scope.stage, emission_.wires.at(stream).stream);
    }

    void write_waveforms(Verdict& verdict) {
        constexpr std::uint64_t kAround = 50;  // cycles
        const std::uint64_t cycle = verdict.comparison.mismatch->cycle;
        const Window window{cycle - std::min(cycle, kAround), cycle + kAround};
        fs::create_directories(options_.waveforms);
        const fs::path simulator = options_.waveforms / "mismatch_systemc.vcd";
        const fs::path rtl = options_.waveforms / "mismatch_rtl.vcd";
        record(design_, images_, chip_wires(design_), options_.stimulus, work_.path() / "again.log", watch_,
               Waveform{(work_.path() / "systemc.vcd").string(), window});
        run_rtl(true, std::min(verdict.recorded.cycles, window.second + 1),
                {"+vcd=rtl.vcd", "+vcd_from=" + std::to_string(window.first)});
        fs::copy_file(work_.path() / "systemc.vcd", simulator, fs::copy_options::overwrite_existing);
        fs::copy_file(work_.path() / "rtl.vcd", rtl, fs::copy_options::overwrite_existing);
        verdict.waveforms = {simulator, rtl};
    }

    const core::Design& design_;
    const ImageSet& images_;
    const ProveOptions& options_;
    const process::Watch& watch_;
    const rtl::Emission emission_;
    const WorkFolder work_;
};

}  // namespace

Verdict prove(const core::Design& design, const ImageSet& images, const ProveOptions& options,
              const process::Watch& watch) {
    require_tools();
    return Proof(design, images, options, watch).run();
}

}  // namespace hashiflex::prove
