// SPDX-License-Identifier: Apache-2.0
// The JSON Schema of report.json, written from the description that report.json is written from.
#pragma once

#include "sim/schema/rule_schema.h"

namespace hashiflex {

Json report_schema();

}  // namespace hashiflex
