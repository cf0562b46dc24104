// SPDX-License-Identifier: Apache-2.0
// What the lanes of a stage see of an input: the ring of its beats, cut to windows, padded.
#pragma once

#include "modules/core/design/design.h"

#include <cstddef>
#include <string>

namespace hashiflex::rtl {

struct WindowView {
    core::Window window;
    int span = 1;      // pixels of a row that the lanes see together
    std::string text;  // the net window<k>: kernel rows x span pixels of the present step
};
WindowView window_view(const core::Design& design, const core::StageDesign& stage, std::size_t input);

}  // namespace hashiflex::rtl
