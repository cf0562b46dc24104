// SPDX-License-Identifier: Apache-2.0
// write_stage DESIGN.yaml STAGE FOLDER: SystemVerilog of one stage, without stimulus.
#include "modules/rtl/emit.h"
#include "sim/config/load.h"

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

int main(int argc, char** argv) try {
    if (argc != 4) return 2;
    const auto loaded = hashiflex::load(argv[1]);
    const auto emission = hashiflex::rtl::emit_stage(loaded.design, argv[2]);
    std::filesystem::create_directories(argv[3]);
    const std::string folder = std::string(argv[3]) + "/";
    std::ofstream list(folder + "files.f");
    for (const auto& name : emission.order) list << name << "\n";
    for (const auto& file : emission.files) std::ofstream(folder + file.name) << file.text;
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
}
