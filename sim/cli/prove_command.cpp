// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/prove_command.h"

#include "sim/cli/activity.h"
#include "sim/cli/load_progress.h"
#include "sim/cli/options.h"
#include "sim/cli/stimulus_options.h"
#include "sim/cli/usage_error.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/prove/prove.h"
#include "sim/prove/verilate.h"
#include "sim/report/format.h"

#include <fmt/format.h>

#include <cstdio>

namespace hashiflex {
namespace {

constexpr std::uint64_t kProvenImages = 32;

Syntax prove_syntax() {
    Syntax syntax;
    syntax.command = "prove";
    syntax.summary =
        "Writes the design as SystemVerilog, simulates it with Verilator and in SystemC with the same images, gaps "
        "and\n"
        "stalls, and compares cycle and data of every transfer on every stream and on the bus of the NPU.\n"
        "Simulators of the RTL are kept under $XDG_CACHE_HOME/hashiflex/rtl.";
    syntax.positionals = {"DESIGN.yaml"};
    add_stimulus_options(syntax.options, kProvenImages);
    syntax.options.push_back(
        text("out", "DIR", "folder for the waveforms of a mismatch, made if it does not exist", "."));
    syntax.examples =
        "  hashiflex prove configs/designs/digits.yaml\n"
        "  hashiflex prove configs/designs/digits.yaml --stalls 7 --reprogram-at 3 --images 40\n";
    return syntax;
}

int tell(const prove::Verdict& verdict) {
    const auto& comparison = verdict.comparison;
    std::fputs(fmt::format("{} transfers compared on {} streams, {} mismatch{}\n",
                           with_thousands(static_cast<std::int64_t>(comparison.transfers)), verdict.streams,
                           comparison.mismatch ? 1 : 0, comparison.mismatch ? "" : "es")
                   .c_str(),
               stdout);
    std::fputs(verdict.difference.c_str(), stdout);
    for (const auto& file : verdict.waveforms) std::fputs(("waveform: " + file.string() + "\n").c_str(), stdout);
    if (!verdict.recorded.deadlock.empty()) log_error(verdict.recorded.deadlock);
    return comparison.mismatch || !verdict.recorded.deadlock.empty() ? kFailed : kDone;
}

}  // namespace

int prove_command(const Arguments& arguments) {
    const auto options = parse(prove_syntax(), arguments);
    if (!options) return kDone;
    prove::require_tools();
    const auto loaded = load_with_progress(options->text("DESIGN.yaml"), options->texts("set"), false);
    const ChosenStimulus chosen = stimulus_of(*options, loaded, kProvenImages);
    prove::ProveOptions proof;
    proof.stimulus = chosen.stimulus;
    proof.scope = scope_of(*options, loaded);
    proof.waveforms = options->text("out");
    if (proof.waveforms.empty()) throw UsageError("--out: the name of the folder is empty");

    install_interrupt_handlers();
    std::fputs(describe(chosen, proof.scope, loaded).c_str(), stdout);
    std::fflush(stdout);
    try {
        ActivityMeter meter;
        const process::Watch watch{&interrupt_flag(), [&](const process::Activity& now) { meter.update(now); }};
        const prove::Verdict verdict = prove::prove(loaded.design, chosen.images, proof, watch);
        meter.clear();
        warn_if_unused(proof.stimulus, verdict.recorded);
        return tell(verdict);
    } catch (const Interrupted&) {
        log_warning("interrupted: nothing is proven");
        return kInterrupted;
    } catch (const std::exception& error) {  // 1 says that RTL and simulator differ
        log_error(error.what());
        return kBadInput;
    }
}

}  // namespace hashiflex
