// SPDX-License-Identifier: Apache-2.0
// A fuzz target: one of the program's readers, fed with bytes that anybody may have written.
#pragma once

#include <string>
#include <vector>

namespace hashiflex::fuzz {

// Takes what a reader takes and throws what it throws. A reader may refuse its input with a ConfigError or a
// std::invalid_argument whose text is a sentence; whatever else it does is a finding.
using Reader = void (*)(const std::string& bytes);

struct Target {
    const char* name;  // of corpus/NAME too
    Reader read;
};
const std::vector<Target>& targets();
// Throws std::invalid_argument naming the known ones.
const Target& target_of(const std::string& name);

enum class Answer { taken, refused };
// Throws std::logic_error for a finding: another exception, or a refusal that nobody would understand.
Answer try_out(const Target& target, const std::string& bytes);

// targets/
void axis(const std::string& bytes);
void compare(const std::string& bytes);
void constraint(const std::string& bytes);
void design(const std::string& bytes);
void journal(const std::string& bytes);
void jpeg(const std::string& bytes);
void network(const std::string& bytes);
void npy(const std::string& bytes);
void npz(const std::string& bytes);
void onnx(const std::string& bytes);
void plan(const std::string& bytes);
void png(const std::string& bytes);
void po2_description(const std::string& bytes);
void report(const std::string& bytes);
void set(const std::string& bytes);
void sweep(const std::string& bytes);
void technology(const std::string& bytes);
void tolerances(const std::string& bytes);

}  // namespace hashiflex::fuzz
