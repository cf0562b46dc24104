// SPDX-License-Identifier: Apache-2.0
// The program: everything it does is in sim/cli.
#include "sim/cli/command.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

// The library of SystemC asks for it; its own main, which would print a banner, is replaced by ours.
extern "C" int sc_main(int, char*[]) {
    return 0;
}

// Graphs of millions of adders are worked on in large arrays, one stage after the other: memory that is given back and
// taken anew is cleared page by page each time, which took a third of the time of a check.
static void keep_freed_memory() {
#ifdef __GLIBC__
    constexpr int kBytes = 1 << 30;
    mallopt(M_MMAP_THRESHOLD, kBytes);
    mallopt(M_TRIM_THRESHOLD, kBytes);
    mallopt(M_TOP_PAD, 1 << 24);
#endif
}

int main(int argc, char* argv[]) {
    keep_freed_memory();
    return hashiflex::run_program_safely({argv + (argc > 0 ? 1 : 0), argv + argc});
}
