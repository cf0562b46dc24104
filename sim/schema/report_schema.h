// SPDX-License-Identifier: Apache-2.0
// The JSON Schemas of report.json and eval.json, written from the descriptions that the files are written from.
#pragma once

#include "sim/schema/rule_schema.h"

namespace hashiflex {

Json report_schema();
Json eval_schema();
Json finetune_schema();

}  // namespace hashiflex
