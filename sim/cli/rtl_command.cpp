// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/rtl_command.h"

#include "sim/cli/activity.h"
#include "sim/cli/load_progress.h"
#include "sim/cli/options.h"
#include "sim/cli/stimulus_options.h"
#include "sim/cli/usage_error.h"
#include "sim/process/exit_code.h"
#include "sim/process/interrupt.h"
#include "sim/process/log.h"
#include "sim/prove/rtl_folder.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

namespace hashiflex {
namespace {

constexpr std::uint64_t kVectorImages = 2;

Syntax rtl_syntax() {
    Syntax syntax;
    syntax.command = "rtl";
    syntax.summary =
        "Writes the design as SystemVerilog, with a test bench that checks itself against the transfers of the\n"
        "simulator. See docs/rtl.md.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {text("out", "DIR", "folder that is written; what an earlier call has left there is replaced")};
    add_stimulus_options(syntax.options, kVectorImages);
    syntax.examples =
        "  hashiflex rtl configs/designs/digits.yaml --out out/digits_rtl\n"
        "  hashiflex rtl configs/designs/mobilenetv2_224.yaml --stage b2_dw --images 1 --out out/b2_dw\n";
    return syntax;
}

}  // namespace

int rtl_command(const Arguments& arguments) {
    const auto options = parse(rtl_syntax(), arguments);
    if (!options) return kDone;
    if (!options->has("out")) throw UsageError("--out DIR is missing: which folder shall be written?");
    const std::filesystem::path folder = options->text("out");
    if (folder.empty()) throw UsageError("--out: the name of the folder is empty");
    prove::require_ours(folder);
    const auto loaded = load_with_progress(options->text("DESIGN.yaml"), options->texts("set"), false);
    const ChosenStimulus chosen = stimulus_of(*options, loaded, kVectorImages);
    const rtl::Scope scope = scope_of(*options, loaded);
    const rtl::Emission emission = rtl::emit(loaded.design, scope);
    const prove::Vectors vectors{loaded.design, chosen.images, chosen.stimulus, scope, emission.wires};
    const std::string title = describe(chosen, scope, loaded);

    install_interrupt_handlers();
    try {
        ActivityMeter meter;
        const process::Watch watch{&interrupt_flag(), [&](const process::Activity& now) { meter.update(now); }};
        const prove::Recorded recorded = prove::write_rtl_folder(emission, vectors, title, folder, watch);
        meter.clear();
        warn_if_unused(chosen.stimulus, recorded);
        if (!recorded.deadlock.empty()) log_warning(recorded.deadlock);
        std::fputs(fmt::format("{}: {} files; hashiflex_rtl.txt says how to run the test bench\n", folder.string(),
                               emission.files.size())
                       .c_str(),
                   stdout);
        return kDone;
    } catch (const Interrupted&) {
        log_warning("interrupted: nothing is written");
        return kInterrupted;
    }
}

}  // namespace hashiflex
