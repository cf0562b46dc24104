// SPDX-License-Identifier: Apache-2.0
#include "sim/schema/report_schema.h"

#include "sim/eval/describe_eval.h"
#include "sim/finetune/describe_finetune.h"
#include "sim/report/describe_report.h"
#include "sim/schema/report_schema_writer.h"

namespace hashiflex {

Json report_schema() {
    return schema_of_result(
        RunResult{}, "report.json of hashiflex run",
        "docs/report.md explains it. Every null has an entry in `reasons`, except partial_reason and deadlock, "
        "where null means: none.");
}

Json eval_schema() {
    return schema_of_result(EvalResult{}, "eval.json of hashiflex eval",
                            "docs/eval.md explains it. Every null has an entry in `reasons`, except partial_reason, "
                            "where null means: none.");
}

Json finetune_schema() {
    FinetuneResult nothing;
    nothing.run.reprogram.emplace();
    return schema_of_result(nothing, "finetune.json of hashiflex finetune",
                            "docs/finetune.md explains it. Every null has an entry in `reasons`.");
}

}  // namespace hashiflex
