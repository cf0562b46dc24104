// SPDX-License-Identifier: Apache-2.0
// Proves the random designs of some seeds; what tests/prove_many.sh runs, many at a time.
//   prove_random FOLDER SEED...     a design that fails is shrunk and saved as FOLDER/seed_SEED
// Exit code: 0 all proven; 1 some are not.
#include "sim/prove/prove.h"
#include "tests/support/random_proof.h"

#include <systemc>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// What is wrong; "" if nothing.
std::string failure_of(const RandomProof& proof, std::uint64_t& transfers,
                       const std::filesystem::path& waveforms = {}) {
    const prove::Verdict verdict = run_proof(proof, waveforms);
    transfers = verdict.comparison.transfers;
    return verdict.difference;
}

bool fails(const RandomProof& proof) {
    std::uint64_t ignored = 0;
    return !failure_of(proof, ignored).empty();
}

bool proven(const std::filesystem::path& folder, std::uint64_t seed) {
    const RandomProof proof = random_proof(seed);
    std::uint64_t transfers = 0;
    const std::string failure = failure_of(proof, transfers);
    if (failure.empty()) {
        std::printf("seed %llu: %llu transfers, 0 mismatches\n", static_cast<unsigned long long>(seed),
                    static_cast<unsigned long long>(transfers));
        return true;
    }
    const std::filesystem::path saved = folder / ("seed_" + std::to_string(seed));
    std::printf("seed %llu: FAILED: %sshrinking it into %s\n", static_cast<unsigned long long>(seed), failure.c_str(),
                saved.c_str());
    std::fflush(stdout);
    const RandomProof small = shrink(proof, fails);
    save_proof(small, saved);
    std::printf("seed %llu: small: %s", static_cast<unsigned long long>(seed),
                failure_of(small, transfers, saved).c_str());
    return false;
}

}  // namespace

extern "C" int sc_main(int, char*[]) {
    return 0;
}

int main(int argc, char* argv[]) {
    bool good = argc > 2;
    for (int i = 2; i < argc; ++i) {
        try {
            good = proven(argv[1], std::stoull(argv[i])) && good;
        } catch (const std::exception& error) {
            std::printf("seed %s: FAILED: %s\n", argv[i], error.what());
            good = false;
        }
        std::fflush(stdout);
    }
    return good ? 0 : 1;
}
