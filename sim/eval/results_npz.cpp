// SPDX-License-Identifier: Apache-2.0
#include "sim/config/npz.h"
#include "sim/eval/results_formats.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace hashiflex {
namespace {

std::size_t best_of(int classes) {
    return std::min(static_cast<std::size_t>(classes), kBestClasses);
}

template <class T>
std::string_view bytes_of(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

class NpzResults final : public ResultsFile {
 public:
    NpzResults(std::string path, int classes) : path_(std::move(path)), classes_(static_cast<std::size_t>(classes)) {}

    void add(const ImageRow& row) override {
        image_.push_back(static_cast<std::int64_t>(row.image));
        label_.push_back(row.label);
        found_.push_back(row.found.found());
        top_.insert(top_.end(), row.found.best.begin(), row.found.best.end());
        logits_.insert(logits_.end(), row.found.logits.begin(), row.found.logits.end());
    }
    void commit() override {
        const std::size_t rows = image_.size();
        write_raw_npz(path_, {{"image", "<i8", {rows}, bytes_of(image_)},
                              {"label", "<i4", {rows}, bytes_of(label_)},
                              {"class", "<i4", {rows}, bytes_of(found_)},
                              {"top", "<i4", {rows, best_of(static_cast<int>(classes_))}, bytes_of(top_)},
                              {"logits", "<f4", {rows, classes_}, bytes_of(logits_)}});
    }

 private:
    std::string path_;
    std::size_t classes_;
    std::vector<std::int64_t> image_;
    std::vector<std::int32_t> label_, found_, top_;
    std::vector<float> logits_;
};

}  // namespace

std::unique_ptr<ResultsFile> npz_results(const std::string& path, int classes) {
    return std::make_unique<NpzResults>(path, classes);
}

double npz_row_bytes(int classes) {
    return 16.0 + 4.0 * static_cast<double>(best_of(classes)) + 4.0 * classes;
}

}  // namespace hashiflex
