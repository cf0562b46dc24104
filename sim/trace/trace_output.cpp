// SPDX-License-Identifier: Apache-2.0
#include "sim/trace/trace_output.h"

#include "sim/files/output_file.h"
#include "sim/trace/fst_file.h"

#include <filesystem>
#include <utility>

namespace hashiflex {
namespace {

class PlainFile final : public TraceOutput {
 public:
    explicit PlainFile(const std::string& path) : file_(path) {}
    void write(std::string_view bytes) override { file_.write(bytes); }
    void commit() override { file_.commit(); }

 private:
    OutputFile file_;
};

bool is_fst(const std::string& path) {
    return std::filesystem::path(path).extension() == ".fst";
}

}  // namespace

std::unique_ptr<TraceOutput> open_trace(const std::string& path) {
    return std::make_unique<PlainFile>(path);
}

std::unique_ptr<TraceOutput> open_waveform(const std::string& path) {
    if (is_fst(path)) return std::make_unique<FstFile>(path);
    return open_trace(path);
}

void require_waveform(const std::string& path) {
    if (is_fst(path)) FstFile::require(path);
    require_creatable(path);
}

}  // namespace hashiflex
