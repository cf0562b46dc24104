// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a trace go: a file, or a converter.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace hashiflex {

// What has been written appears under its name with commit(); without it nothing is left behind. Errors are
// std::runtime_error.
class TraceOutput {
 public:
    virtual ~TraceOutput() = default;
    virtual void write(std::string_view bytes) = 0;
    virtual void commit() = 0;
};

// The bytes as they are.
std::unique_ptr<TraceOutput> open_trace(const std::string& path);

// VCD text, stored as the ending of the name says.
std::unique_ptr<TraceOutput> open_waveform(const std::string& path);

// Throws std::invalid_argument if open_waveform() could not succeed: asked before hours of simulation, not after.
void require_waveform(const std::string& path);

}  // namespace hashiflex
