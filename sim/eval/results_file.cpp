// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/results_file.h"

#include "sim/eval/results_formats.h"
#include "sim/files/output_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace hashiflex {
namespace {

bool is_archive(const std::string& path) {
    return std::filesystem::path(path).extension() == ".npz";
}

}  // namespace

void require_results(const std::string& path, int classes, std::uint64_t images) {
    if (path.empty()) throw std::invalid_argument("the name of the file is empty");
    const bool csv = std::filesystem::path(path).extension() == ".csv";
    if (!csv && !is_archive(path) && makes_file(path))
        throw std::invalid_argument("found '" + path + "'; allowed: FILE.csv, FILE.npz, or a pipe");
    constexpr double kMostBytes = 1 << 30;
    const double bytes = static_cast<double>(images) * npz_row_bytes(classes);
    if (is_archive(path) && bytes > kMostBytes)
        throw std::invalid_argument(
            fmt::format("{:.0f} MiB for {} images of {} classes; allowed: up to {:.0f} MiB in a "
                        ".npz file, any size in a .csv file",
                        bytes / (1 << 20), images, classes, kMostBytes / (1 << 20)));
    require_creatable(path);
}

std::unique_ptr<ResultsFile> open_results(const std::string& path, int classes) {
    return is_archive(path) ? npz_results(path, classes) : csv_results(path, classes);
}

}  // namespace hashiflex
