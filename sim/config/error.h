// SPDX-License-Identifier: Apache-2.0
// The error of every file that a user gives: one sentence that says where, what was found, and what is
// allowed.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace hashiflex {

// what() is the whole message, as in "digits.yaml:7: clock.mhzz: found unknown key 'mhzz'; allowed: mhz; did
// you mean 'mhz'?".
class ConfigError : public std::runtime_error {
 public:
    explicit ConfigError(const std::string& message) : std::runtime_error(message) {}
};

// The parts of a message, in the order in which they are printed. Empty parts are left out.
struct Complaint {
    std::string where;                      // FILE:LINE, FILE, or --set KEY
    std::string path;                       // dotted
    std::string found;                      // "found " is put before it
    std::string allowed;                    // "allowed: " is put before it
    std::string suggestion;                 // see nearest()
    std::vector<std::string> details = {};  // a line each, below
};

ConfigError config_error(const Complaint& complaint);

// The candidate with the smallest edit distance to `word`, upper and lower case being equal; empty if none is
// alike.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

// The beginning of a text that is longer than `most` bytes or has a zero byte in it, with an ellipsis; no character is
// cut in two.
std::string shortened(const std::string& text, std::size_t most);

// "a, b, c"
std::string joined(const std::vector<std::string>& words);

}  // namespace hashiflex
