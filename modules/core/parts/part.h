// SPDX-License-Identifier: Apache-2.0
// A part of a stage: a module of the library (modules/rtl/sv) with its parameters, how many stand there, and what one
// of them is made of. The emitter writes it, costs are counted from it.
#pragma once

#include "modules/core/cost/counts.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::core {

// A number; with `bits` a literal of that size; with `flags` a vector of them, the first one lowest.
struct Parameter {
    Parameter(std::string of, std::int64_t is, int literal = 0) : name(std::move(of)), value(is), bits(literal) {}
    Parameter(std::string of, std::vector<bool> are) : name(std::move(of)), flags(std::move(are)) {}
    std::string name;
    std::int64_t value = 0;
    int bits = 0;
    std::vector<bool> flags;
};

// `uses` are evaluations per image over all copies: one per output pixel for a lane, whatever the number of lanes, so
// that the tail beat of a row, which uses fewer lanes, costs less.
struct Part {
    Part() = default;
    Part(std::string is, std::vector<Parameter> with, const Counts& of, const Counts& held = {})
        : module(std::move(is)), parameters(std::move(with)), one(of), words(held) {}
    std::string module;  // "": a datapath that is written for its stage alone
    std::vector<Parameter> parameters;
    Counts one;    // without what it stores
    Counts words;  // of one: storage, whose use is that of its words (cost/storage.h)
    std::int64_t copies = 1;
    std::int64_t uses = 0;
    std::int64_t beats = 0;  // cycles per image in which something enters; the registers of all copies then move on
};

// Of a parameter that the part has.
std::int64_t value_of(const Part& part, const std::string& parameter);

}  // namespace hashiflex::core
