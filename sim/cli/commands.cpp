// SPDX-License-Identifier: Apache-2.0
// The table of commands.
#include "sim/cli/check_command.h"
#include "sim/cli/command.h"
#include "sim/cli/compare_command.h"
#include "sim/cli/eval_command.h"
#include "sim/cli/finetune_command.h"
#include "sim/cli/import_command.h"
#include "sim/cli/merge_command.h"
#include "sim/cli/prove_command.h"
#include "sim/cli/quantize_command.h"
#include "sim/cli/report_command.h"
#include "sim/cli/rtl_command.h"
#include "sim/cli/run_command.h"
#include "sim/cli/schema_command.h"
#include "sim/cli/sweep_command.h"

namespace hashiflex {

const std::vector<Command>& commands() {
    static const std::vector<Command> table{
        {"run", "simulates a design, prints its numbers, writes report.json", run_command},
        {"check", "validates a design and prints its bill of hardware; simulates nothing", check_command},
        {"import", "makes a network and designs of an ONNX file", import_command},
        {"quantize", "writes the integers that weights.quantize makes of float weights", quantize_command},
        {"eval", "measures accuracy on labelled images, writes eval.json", eval_command},
        {"finetune", "trains the last layer on labelled images, reprograms the NPU while images flow",
         finetune_command},
        {"sweep", "simulates many points of a design space, prints a table", sweep_command},
        {"merge", "joins the shards of a sweep", merge_command},
        {"prove", "compares the RTL with the simulator, transfer by transfer", prove_command},
        {"rtl", "writes SystemVerilog with a test bench and the simulator's vectors", rtl_command},
        {"compare", "gates results against a baseline", compare_command},
        {"report", "results as one HTML page or as Markdown, with the Pareto set", report_command},
        {"schema", "prints the JSON Schema of a kind of file", schema_command},
    };
    return table;
}

}  // namespace hashiflex
