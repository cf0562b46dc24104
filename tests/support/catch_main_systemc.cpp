// SPDX-License-Identifier: Apache-2.0
// The test runner's main, for tests with SystemC, whose library wants an sc_main although nobody calls it.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

extern "C" int sc_main(int, char*[]) {
    return 0;
}
