// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/eval_json.h"

#include "sim/eval/describe_eval.h"
#include "sim/report/report_writer.h"

namespace hashiflex {

std::string to_json(const EvalResult& result) {
    return report_text(ReportWriter::object(result));
}

}  // namespace hashiflex
