// SPDX-License-Identifier: Apache-2.0
// A clock whose edges are easy to count.
#pragma once

#include <systemc>

namespace hashiflex::test {

// The first edge is half a period after time 0: after run(n), exactly n edges have passed.
struct Clock {
    sc_core::sc_clock clk{"clk", sc_core::sc_time(1, sc_core::SC_NS), 0.5, sc_core::sc_time(0.5, sc_core::SC_NS), true};
    static void run(int cycles) { sc_core::sc_start(cycles, sc_core::SC_NS); }
};

}  // namespace hashiflex::test
