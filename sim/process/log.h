// SPDX-License-Identifier: Apache-2.0
// What the program tells a person beside its results: lines on standard error, "hashiflex: warning: ...".
// Whole sentences, not formats: spdlog's templates cost each file that uses them three seconds of compile time.
#pragma once

#include <string>

namespace hashiflex {

// To standard error: what is on standard output may be read by another program.
void start_logging();
void log_warnings_only();

void log_warning(const std::string& sentence);
void log_error(const std::string& sentence);

}  // namespace hashiflex
