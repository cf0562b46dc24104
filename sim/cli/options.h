// SPDX-License-Identifier: Apache-2.0
// The command line of one command: declared once, parsed strictly.
#pragma once

#include "sim/run/engine.h"

#include <boost/program_options.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

struct Syntax {
    std::string command;                   // "run"
    std::string summary;                   // what it does, in sentences
    std::vector<std::string> positionals;  // all required, "DESIGN.yaml"; "DIR...": one or more, the last one
    boost::program_options::options_description options;
    std::string examples;  // one per line
};

using Options = boost::program_options::variables_map;

// Adds --help; if it is given, prints the help and returns nothing. Throws UsageError.
std::optional<Options> parse(Syntax syntax, const std::vector<std::string>& arguments);

// All values of an option that may be repeated.
std::vector<std::string> text_list(const Options& options, const std::string& name);
// The option as a count, if it is given. (Boost would read -3 as a very large one.)
std::optional<std::uint64_t> count_option(const Options& options, const std::string& name, std::uint64_t least);
// "A:B", both inside, A <= B.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range_option(const Options& options, const std::string& name);

// "fast" or "systemc".
Engine engine_option(const std::string& name);

}  // namespace hashiflex
