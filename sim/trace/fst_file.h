// SPDX-License-Identifier: Apache-2.0
// An FST file, written by GTKWave's converter from the VCD text that is piped into it.
#pragma once

#include "sim/process/fed_tool.h"
#include "sim/trace/trace_output.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace hashiflex {

class FstFile final : public TraceOutput {
 public:
    explicit FstFile(const std::string& path);
    ~FstFile() override;
    void write(std::string_view vcd) override;
    void commit() override;

    // Throws std::invalid_argument if the converter is missing, or `path` is not for a file that can be rewound.
    static void require(const std::string& path);

 private:
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    process::FedTool converter_;
    bool committed_ = false;
};

}  // namespace hashiflex
