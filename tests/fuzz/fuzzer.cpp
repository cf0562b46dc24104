// SPDX-License-Identifier: Apache-2.0
// What libFuzzer calls. The environment says which target: all words belong to libFuzzer.
#include "tests/fuzz/target.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace {

const hashiflex::fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("HASHIFLEX_FUZZ_TARGET");
    try {
        chosen = &hashiflex::fuzz::target_of(name == nullptr ? "" : name);
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "HASHIFLEX_FUZZ_TARGET: %s\n", error.what());
        std::exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    try {
        hashiflex::fuzz::try_out(*chosen, {reinterpret_cast<const char*>(bytes), size});
    } catch (const std::logic_error& finding) {
        std::fprintf(stderr, "finding: %s\n", finding.what());
        std::abort();
    }
    return 0;
}
