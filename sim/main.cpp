// SPDX-License-Identifier: Apache-2.0
// The program: everything it does is in sim/cli.
#include "sim/cli/command.h"

// The library of SystemC asks for it; its own main, which would print a banner, is replaced by ours.
extern "C" int sc_main(int, char*[]) {
    return 0;
}

int main(int argc, char* argv[]) {
    return hashiflex::run_program_safely({argv + (argc > 0 ? 1 : 0), argv + argc});
}
