// SPDX-License-Identifier: Apache-2.0
// Results of runs, to make reports of.
#pragma once

#include "sim/report/run_result.h"

#include <cstdint>
#include <vector>

namespace hashiflex::test {

// Of the sample design: a run, one with reprogramming, and one of which hardly anything is known.
std::vector<RunResult> sample_results();
// A report of it has every key, and no null.
RunResult full_result();
// full_result, but everything is null that may be.
RunResult empty_result();
// A run of a random design on the recurrence engine, with or without prices, labels, photographs, reprogramming, and an
// end before its time.
RunResult random_result(std::uint64_t seed);

}  // namespace hashiflex::test
