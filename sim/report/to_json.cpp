// SPDX-License-Identifier: Apache-2.0
#include "sim/report/to_json.h"

#include "sim/report/describe_report.h"
#include "sim/report/report_writer.h"

namespace hashiflex {

Json report_json(const RunResult& result) {
    return ReportWriter::object(result);
}

Json report_json_without_lists(const RunResult& result) {
    return ReportWriter::object(result, ReportWriter::Lists::empty);
}

std::string to_json(const RunResult& result) {
    return report_text(report_json(result));
}

std::string report_text(const Json& report) {
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";  // file names may hold any byte
}

}  // namespace hashiflex
