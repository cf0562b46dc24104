// SPDX-License-Identifier: Apache-2.0
// The command line of `hashiflex finetune`.
#pragma once

#include "sim/cli/command.h"
#include "sim/config/network_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct FinetuneOptions {
    std::string design;
    TestSet data;
    std::optional<TestSet> test;
    std::optional<int> weight_bits;
    double l2 = 0;
    double service_years = 0;
    std::uint64_t reprogram_at = 0;
    std::uint64_t jobs = 1;
    std::vector<std::string> sets;
    std::string out;
    bool quiet = false;
};

// "FILE.npz" or "FILE.npz:IMAGES,LABELS"; without names as array_path() and with_names() have it. Throws UsageError
// naming `option`.
TestSet labelled_images(const std::string& option, const std::string& text);

// Nothing if help was asked for.
std::optional<FinetuneOptions> finetune_options(const Arguments& arguments);

}  // namespace hashiflex
