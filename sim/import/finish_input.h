// SPDX-License-Identifier: Apache-2.0
// When the whole graph is lowered it is known which axis of the input is which; what was left open is then settled.
#pragma once

#include "sim/import/lowering_context.h"

namespace hashiflex::importing {

// The shape of the input, and of layers that read nothing else; scales and pads by atom become those of channels, rows
// and columns, or problems.
void finish_input(Lowering& context);

}  // namespace hashiflex::importing
