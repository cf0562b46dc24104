// SPDX-License-Identifier: Apache-2.0
// Rounds the weights of a channel together, so that the outputs on calibration images are as close as they can be.
#pragma once

#include "modules/core/quantize/po2_grid.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hashiflex::core {

// What is off at the outputs, if the weights of a channel are off by e: transposed(e) * H * e.
class ErrorFeedback {
 public:
    // `h`: [size][size], positive definite.
    ErrorFeedback(std::vector<double> h, std::size_t size);

    // The unconstrained best: weights with H * w = right, for many channels at once, [size][channels].
    void solve_for(double* right, std::size_t channels) const;

    // Integers on the grid, near `wanted` (in units of the grid): rounded one after another, what is off being made up
    // for by those that are still free (E. Frantar et al., GPTQ, arXiv 2210.17323; as nearest plane of Babai), then
    // changed one at a time while that helps. `gone`: weights that are 0; may be empty. The result's error is `error`.
    struct Rounded {
        std::vector<std::int32_t> weights;
        double error = 0;
    };
    Rounded round(const std::vector<double>& wanted, const std::vector<bool>& gone, const Po2Grid& grid) const;

    std::size_t size() const { return size_; }
    double h(std::size_t i, std::size_t j) const { return h_[i * size_ + j]; }

 private:
    Rounded one_by_one(const std::vector<double>& wanted, const std::vector<bool>& gone, const Po2Grid& grid) const;
    // H * (weights - wanted).
    std::vector<double> gradient(const std::vector<double>& wanted, const std::vector<std::int32_t>& weights) const;
    void improve(const std::vector<bool>& gone, const Po2Grid& grid, std::vector<double>& gradient,
                 std::vector<std::int32_t>& weights) const;

    std::size_t size_;
    std::vector<double> h_;
    std::vector<std::size_t> order_;  // in which weights are rounded: those that matter most first
    // Row i says what the later ones, j > i in this order, feel of an error of weight order_[i].
    std::vector<double> feels_;
    std::vector<double> lower_;  // Cholesky factor of H as it is
};

}  // namespace hashiflex::core
