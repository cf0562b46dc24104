// SPDX-License-Identifier: Apache-2.0
// How far a number of the report may be believed.
#pragma once

#include "sim/report/run_result.h"

#include <string>
#include <vector>

namespace hashiflex {

enum class QualityClass { exact, calibrated, modelled, not_modelled };

// `path` is a key path of report.json ("stages[].adders"); it stands for everything below it that has no
// entry of its own.
struct QualityNote {
    std::string path;
    QualityClass quality = QualityClass::exact;
    std::string reason;
};

// In the order of the report. An estimate that is unknown is not modelled, for the reason that its null has.
std::vector<QualityNote> quality_notes(const RunResult& result);

}  // namespace hashiflex
