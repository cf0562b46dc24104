// SPDX-License-Identifier: Apache-2.0
// Images in an .npy file, for a network that takes 8x8 grey ones.
#include "sim/config/npz.h"
#include "sim/images/image_array.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void npy(const std::string& bytes) {
    images_of_array(load_npy(input_file("images.npy", bytes)), "images.npy", "", {8, 8, 1});
}

}  // namespace hashiflex::fuzz
