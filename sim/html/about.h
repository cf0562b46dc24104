// SPDX-License-Identifier: Apache-2.0
// What was run: design, network, engine, images, technology, tool, inputs; the head of every report.
#pragma once

#include "sim/html/points.h"

#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

struct About {
    std::string title;
    std::vector<std::pair<std::string, std::string>> facts;             // word, value; equal for all points
    std::vector<std::pair<std::string, std::string>> inputs;            // role and file, SHA-256
    nlohmann::ordered_json quality = nlohmann::ordered_json::object();  // as report.json has it
};

// Reads one report, if there is one, for what the metrics do not say.
About about(const ReportInput& input);

// Of a class of `quality`: "=" exact, "~" modelled or calibrated, "" otherwise.
std::string quality_mark(const std::string& quality_class);

}  // namespace hashiflex
