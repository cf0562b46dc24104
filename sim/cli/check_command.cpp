// SPDX-License-Identifier: Apache-2.0
// Loading validates; the rest is a text.
#include "sim/cli/check_command.h"

#include "sim/cli/load_progress.h"
#include "sim/cli/options.h"
#include "sim/process/exit_code.h"
#include "sim/process/log.h"
#include "sim/report/bill_of_hardware.h"
#include "sim/run/clock_check.h"
#include "sim/run/design_rate.h"
#include "sim/run/die_check.h"
#include "sim/run/target_check.h"

#include <cstdio>

namespace hashiflex {
namespace {

Syntax check_syntax() {
    Syntax syntax;
    syntax.command = "check";
    syntax.summary =
        "Validates the design with all files it names, and prints what it resolves to: lanes, depths, adders, "
        "area,\n"
        "maximum clock, and the rate that its buffers allow. Simulates nothing.\n"
        "Exit code: 0 done, 1 the design deadlocks, or with --strict misses its target, 2 bad input.";
    syntax.positionals = {"DESIGN.yaml"};
    syntax.options = {texts("set", "PATH=VALUE", "override a key of the design file; may be repeated"),
                      flag("strict", "exit code 1 if target_cycles_per_image is missed")};
    syntax.examples =
        "  hashiflex check configs/designs/digits.yaml\n"
        "  hashiflex check configs/designs/digits.yaml --set clock.mhz=500\n";
    return syntax;
}

}  // namespace

int check_command(const Arguments& arguments) {
    const auto options = parse(check_syntax(), arguments);
    if (!options) return kDone;
    const auto loaded = load_with_progress(options->text("DESIGN.yaml"), options->texts("set"), false);
    const DesignRate rate = rate_of_design(loaded.design);
    const std::vector<StageCost> costs = stage_costs(loaded.design, loaded.technology);
    std::fputs((loaded.file.name + ": " + bill_of_hardware(loaded.design, loaded.technology, costs, rate)).c_str(),
               stdout);
    std::fflush(stdout);  // before an error on stderr
    check_clock(loaded, costs);
    require_die(loaded.file, loaded.design, loaded.technology, costs);
    if (rate.deadlock) {
        log_error(rate.cycles_per_image.reason);
        return kFailed;
    }
    return judge_target(loaded.design, rate.cycles_per_image, options->flag("strict")) ? kDone : kFailed;
}

}  // namespace hashiflex
