// SPDX-License-Identifier: Apache-2.0
// The test bench around a chip or a stage, from the template tb.sv.in.
#pragma once

#include "modules/rtl/emit.h"
#include "modules/rtl/text.h"

#include <string>
#include <vector>

namespace hashiflex::rtl {

// Beats from FILE.hex on the ports NAME_valid, _ready and _data; offered while FILE_open.hex allows.
struct TestSource {
    std::string name;       // of the ports
    std::string file;       // "pixels"
    std::string open_file;  // "source_open"
    int bits = 8;
    std::int64_t beats = 1;  // of an image
};

// A wire of the log and how the test bench sees it.
struct TestProbe {
    Wire wire;
    std::string moved;  // expression: a beat moves at this edge
    std::string data;
};

struct TestBench {
    std::string top;
    std::vector<TestSource> sources;
    std::string results;  // name of the result ports
    int result_bits = 1;
    std::int64_t result_beats = 1;  // of an image
    std::vector<TestProbe> probes;  // the last one is the sink
    int bus_bits = 0;               // write data; 0: no bus
};

File test_bench(const TestBench& bench);

}  // namespace hashiflex::rtl
