// SPDX-License-Identifier: Apache-2.0
// The test runner's main, for tests without SystemC.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
