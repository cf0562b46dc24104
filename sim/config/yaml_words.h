// SPDX-License-Identifier: Apache-2.0
// What is wrong with a text that is no YAML, in our words: the library's speak of its own parts.
#pragma once

#include <string>

namespace hashiflex {

// `problem` is what yaml-cpp says about `line`.
std::string in_our_words(const std::string& problem, const std::string& line);

}  // namespace hashiflex
