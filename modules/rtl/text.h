// SPDX-License-Identifier: Apache-2.0
// Writing SystemVerilog: lines, names and numbers.
#pragma once

#include "modules/core/numeric/bits.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::rtl {

inline std::string str(std::int64_t value) {
    return std::to_string(value);
}

using core::bits_for;
using core::signed_width;

// [high:low] of the i-th field of `width` bits; "[high:0]" of a vector with that many bits.
std::string field(std::int64_t i, std::int64_t width);
std::string range_of(std::int64_t bits);

// A decimal literal with its size, as in 8'd200 and -8'sd3. The unsigned one is of the value's lowest bits.
std::string unsigned_literal(int bits, std::uint64_t value);
std::string signed_literal(int bits, std::int64_t value);

// So many ones, at least one.
std::string all_ones(int bits);

// For modules with many instances: Verilator makes one function for all, which reads its own copy of the taps.
constexpr const char* kKeptTaps = " /* verilator public_flat_rd */";
constexpr const char* kShared = "    // verilator no_inline_module\n";

// Replaces every @key@ of a template; a key without value is our mistake (std::logic_error).
using Values = std::vector<std::pair<std::string, std::string>>;
std::string fill(const std::string& text, const Values& values);

// An instance: "    module #(.A(1), ...) name (.port(net), ...);", parameters a line each if there are many.
std::string instance(const std::string& module, const std::string& name, const Values& parameters, const Values& ports);

}  // namespace hashiflex::rtl
