// SPDX-License-Identifier: Apache-2.0
// The command line of one command: declared once, parsed strictly.
#pragma once

#include "sim/run/engine.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

// An option as a command declares it; with a short name as "jobs,j".
struct Option {
    std::string name;
    std::string value;  // what stands for its value in the help, "DIR"; empty: a switch
    std::string help;
    std::optional<std::string> otherwise = std::nullopt;  // its value if it is not given
    bool repeated = false;
};

inline Option text(std::string name, std::string value, std::string help) {
    return {std::move(name), std::move(value), std::move(help)};
}
inline Option text(std::string name, std::string value, std::string help, std::string otherwise) {
    return {std::move(name), std::move(value), std::move(help), std::move(otherwise)};
}
inline Option texts(std::string name, std::string value, std::string help) {
    return {std::move(name), std::move(value), std::move(help), std::nullopt, true};
}
inline Option flag(std::string name, std::string help) {
    return {std::move(name), "", std::move(help)};
}

struct Syntax {
    std::string command;                   // "run"
    std::string summary;                   // what it does, in sentences
    std::vector<std::string> positionals;  // all required, "DESIGN.yaml"; "DIR...": one or more, the last one
    std::vector<Option> options;
    std::string examples;  // one per line
};

// The values of options and positionals by name.
class Options {
 public:
    explicit Options(std::map<std::string, std::vector<std::string>> values) : values_(std::move(values)) {}

    bool has(const std::string& name) const { return values_.count(name) > 0; }  // given, or with a value otherwise
    bool flag(const std::string& name) const { return has(name); }
    std::string text(const std::string& name) const;  // "" without one
    std::vector<std::string> texts(const std::string& name) const;
    // As a count. (Boost would read -3 as a very large one.)
    std::optional<std::uint64_t> count(const std::string& name, std::uint64_t least) const;
    // "A:B", both inside, A <= B.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> range(const std::string& name) const;
    // "fast" or "systemc".
    std::optional<Engine> engine(const std::string& name) const;

 private:
    std::map<std::string, std::vector<std::string>> values_;
};

// Adds --help; if it is given, prints the help and returns nothing. Throws UsageError.
std::optional<Options> parse(Syntax syntax, const std::vector<std::string>& arguments);

}  // namespace hashiflex
