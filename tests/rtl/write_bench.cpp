// SPDX-License-Identifier: Apache-2.0
// write_bench DESIGN.yaml|SEED FOLDER [IMAGES [STALL_SEED [depths]]]: SystemVerilog of a design file, or of random
// design SEED, with stimulus and expected.log; for a look at what the tests of rtl run.
#include "modules/core/design/resolve.h"
#include "modules/core/network/build.h"
#include "sim/config/load.h"
#include "tests/rtl/expected.h"
#include "tests/support/random.h"
#include "tests/support/random_design.h"

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>

int main(int argc, char** argv) try {
    using namespace hashiflex;
    if (argc < 3) return 2;
    const std::string what = argv[1];
    const int count = argc > 3 ? std::atoi(argv[3]) : 3;
    core::Design design;
    test::Images images;
    if (what.find(".yaml") != std::string::npos) {
        design = load(what).design;
    } else {
        test::RandomOptions options;
        options.explicit_depths = argc > 5;
        const auto random = test::random_design(std::strtoull(what.c_str(), nullptr, 10), options);
        design = core::resolve(core::build_network(random.network, random.weights), random.hardware);
    }
    test::Random random(1);
    for (int i = 0; i < count; ++i) {
        images.emplace_back(static_cast<std::size_t>(design.source.type.shape.elements()));
        for (auto& pixel : images.back()) pixel = static_cast<std::uint8_t>(random.between(0, 255));
    }
    test::Stall stall;
    if (argc > 4) stall = {std::strtoull(argv[4], nullptr, 10), 70, 60};
    std::filesystem::create_directories(argv[2]);
    std::cout << test::write_bench(argv[2], rtl::emit_chip(design), design, images, stall) << "\n";
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
}
