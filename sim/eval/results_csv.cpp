// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/results_formats.h"
#include "sim/files/output_file.h"
#include "sim/images/labelled_array.h"

#include <fmt/format.h>

#include <algorithm>

namespace hashiflex {
namespace {

class CsvResults final : public ResultsFile {
 public:
    CsvResults(const std::string& path, int classes) : file_(path) {
        std::string line = "image,label,class";
        const int best = std::min(classes, static_cast<int>(kBestClasses));
        for (int i = 1; i <= best; ++i) line += ",top" + std::to_string(i);
        for (int c = 0; c < classes; ++c) line += ",logit_" + std::to_string(c);
        file_.write(line + "\n");
    }

    void add(const ImageRow& row) override {
        std::string line = std::to_string(row.image) + ",";
        if (row.label != kNoLabel) line += std::to_string(row.label);
        line += "," + std::to_string(row.found.found());
        for (const int best : row.found.best) line += "," + std::to_string(best);
        for (const float logit : row.found.logits) line += fmt::format(",{:.9g}", logit);
        file_.write(line + "\n");
    }
    void commit() override { file_.commit(); }

 private:
    OutputFile file_;
};

}  // namespace

std::unique_ptr<ResultsFile> csv_results(const std::string& path, int classes) {
    return std::make_unique<CsvResults>(path, classes);
}

}  // namespace hashiflex
