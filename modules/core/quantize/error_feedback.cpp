// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/error_feedback.h"

#include "modules/core/quantize/cholesky.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hashiflex::core {

ErrorFeedback::ErrorFeedback(std::vector<double> matrix, std::size_t size)
    : size_(size), h_(std::move(matrix)), order_(size), feels_(size * size), lower_(cholesky(h_, size)) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return h(a, a) > h(b, b); });
    // With H = L * transposed(L) in reverse order, the error is a sum of squares of
    // L[i][i] e[i] + sum over j > i of L[j][i] e[j]: the last index is rounded first, and each later one can bring its
    // square down to what its own rounding leaves.
    std::vector<double> reversed(size * size);
    const auto at = [&](std::size_t i) { return order_[size - 1 - i]; };
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j <= i; ++j) reversed[i * size + j] = h(at(i), at(j));
    const std::vector<double> lower = cholesky(std::move(reversed), size);
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t before = 0; before < i; ++before) {
            const std::size_t row = size - 1 - before, column = size - 1 - i;
            feels_[before * size + i] = lower[row * size + column] / lower[column * size + column];
        }
}

void ErrorFeedback::solve_for(double* right, std::size_t channels) const {
    solve(lower_, size_, right, channels);
}

ErrorFeedback::Rounded ErrorFeedback::one_by_one(const std::vector<double>& wanted, const std::vector<bool>& gone,
                                                 const Po2Grid& grid) const {
    Rounded rounded{std::vector<std::int32_t>(size_), 0};
    std::vector<double> felt(size_, 0.0);
    for (std::size_t i = 0; i < size_; ++i) {
        const std::size_t w = order_[i];
        if (gone.empty() || !gone[w]) rounded.weights[w] = grid.nearest(wanted[w] - felt[i]);
        const double error = rounded.weights[w] - wanted[w];
        const double* row = feels_.data() + i * size_;
        for (std::size_t j = i + 1; j < size_; ++j) felt[j] += row[j] * error;
    }
    return rounded;
}

std::vector<double> ErrorFeedback::gradient(const std::vector<double>& wanted,
                                            const std::vector<std::int32_t>& weights) const {
    std::vector<double> sum(size_, 0.0);
    for (std::size_t i = 0; i < size_; ++i) {
        const double error = weights[i] - wanted[i];
        const double* row = h_.data() + i * size_;
        for (std::size_t j = 0; j < size_; ++j) sum[j] += row[j] * error;
    }
    return sum;
}

void ErrorFeedback::improve(const std::vector<bool>& gone, const Po2Grid& grid, std::vector<double>& gradient,
                            std::vector<std::int32_t>& weights) const {
    constexpr int kMostPasses = 20;
    bool changed = true;
    for (int pass = 0; pass < kMostPasses && changed; ++pass) {
        changed = false;
        for (const std::size_t w : order_) {
            if (!gone.empty() && gone[w]) continue;
            const std::int32_t best = grid.nearest(weights[w] - gradient[w] / h(w, w));
            const double step = best - weights[w];
            // Rounding errors of the gradient must not make two values take turns.
            if (!(step * (2 * gradient[w] + step * h(w, w)) < 0)) continue;
            const double* row = h_.data() + w * size_;
            for (std::size_t j = 0; j < size_; ++j) gradient[j] += step * row[j];
            weights[w] = best;
            changed = true;
        }
    }
}

ErrorFeedback::Rounded ErrorFeedback::round(const std::vector<double>& wanted, const std::vector<bool>& gone,
                                            const Po2Grid& grid) const {
    Rounded rounded = one_by_one(wanted, gone, grid);
    std::vector<double> slope = gradient(wanted, rounded.weights);
    improve(gone, grid, slope, rounded.weights);
    for (std::size_t w = 0; w < size_; ++w) rounded.error += slope[w] * (rounded.weights[w] - wanted[w]);
    return rounded;
}

}  // namespace hashiflex::core
