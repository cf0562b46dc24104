// SPDX-License-Identifier: Apache-2.0
// Why a node cannot be imported. Thrown while one node is judged, collected for the whole graph.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::importing {

class Unsupported : public std::runtime_error {
 public:
    explicit Unsupported(const std::string& why, std::string help = "")
        : std::runtime_error(why), help_(std::move(help)) {}
    const std::string& help() const { return help_; }  // what the user can do; empty: nothing is known

 private:
    std::string help_;
};

struct Problem {
    std::string place;  // the node or layer
    std::string why;
    std::string help;
};
using Problems = std::vector<Problem>;

inline Problem problem_at(std::string place, const Unsupported& error) {
    return {std::move(place), error.what(), error.help()};
}

}  // namespace hashiflex::importing
