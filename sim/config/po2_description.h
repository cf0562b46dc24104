// SPDX-License-Identifier: Apache-2.0
// The JSON file beside an archive of Po2 codes: layers in order, with tensors called by number, and their units.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace hashiflex {

struct Po2Layer {
    std::string kind;  // conv, dw, add, pool, fc
    int index = 0;     // of conv and dw: NN of the arrays wNN, biasNN, shiftNN
    std::vector<int> inputs;
    int output = 0;
    int stride = 1;
    bool relu6 = false;
    std::vector<int> shape;  // of the weights: [out][kernel_h][kernel_w][in], dw: [1][kernel_h][kernel_w][channels]

    bool has_codes() const { return kind == "conv" || kind == "dw"; }
};

struct Po2Description {
    std::filesystem::path path;
    int input = 0;  // number of the network's input
    int input_zero = 0;
    std::map<int, int> frac;  // tensor n is in units of 2^-frac[n]
    std::vector<Po2Layer> layers;
};

// Throws ConfigError: no JSON, a key that is missing or of a wrong type, an unknown kind, a tensor without unit.
Po2Description load_po2_description(const std::filesystem::path& path);

}  // namespace hashiflex
