// SPDX-License-Identifier: Apache-2.0
// Scales and shifts of channels, folded into the convolution before or behind them. All of it is exact on reals.
#pragma once

#include "sim/import/layers.h"

namespace hashiflex::importing {

double scale_of(const AffineLayer& affine, std::size_t channel);
double shift_of(const AffineLayer& affine, std::size_t channel);
bool shifts(const AffineLayer& affine);  // any channel
bool is_identity(const AffineLayer& affine);
bool scales_upwards(const AffineLayer& affine);  // all scales > 0: the larger of two values stays the larger
AffineLayer composed(const AffineLayer& first, const AffineLayer& second);

// Into whatever gives the input of `affine`, a layer: a convolution before pools and concats that commute with it,
// which nobody else reads. False: there is none.
bool fold_backward(LayerGraph& layers, int affine);

// Into all that read it, through pools: convolutions; those with padding only without a shift, for padding is 0 behind
// the affine, not before it. False: not all of them can take it.
enum class Borders { exact, may_differ };
bool fold_forward(LayerGraph& layers, int affine, Borders borders = Borders::exact);

// The convolutions that fold_forward would change, with padding or not.
std::vector<int> takers_of(const LayerGraph& layers, int affine);

}  // namespace hashiflex::importing
