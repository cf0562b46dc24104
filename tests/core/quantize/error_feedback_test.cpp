// SPDX-License-Identifier: Apache-2.0
// Does rounding with error feedback find what it promises, on problems small enough to look at every answer?
#include "modules/core/quantize/error_feedback.h"

#include "modules/core/quantize/cholesky.h"
#include "tests/support/random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

using namespace hashiflex;
using namespace hashiflex::test;
using core::ErrorFeedback;
using core::Po2Grid;
using Matrix = std::vector<double>;

namespace {

// Of random samples, plus a little on the diagonal.
Matrix random_covariance(Random& random, std::size_t size) {
    Matrix h(size * size, 0.0);
    for (std::size_t sample = 0; sample < 2 * size; ++sample) {
        std::vector<double> x;
        for (std::size_t i = 0; i < size; ++i) x.push_back(random.between(-10, 10) + (i > 0 ? x.back() : 0));
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < size; ++j) h[i * size + j] += x[i] * x[j];
    }
    for (std::size_t i = 0; i < size; ++i) h[i * size + i] += 1;
    return h;
}

double error_of(const Matrix& h, const std::vector<double>& wanted, const std::vector<std::int32_t>& weights) {
    const std::size_t size = wanted.size();
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i)
        for (std::size_t j = 0; j < size; ++j)
            sum += (weights[i] - wanted[i]) * h[i * size + j] * (weights[j] - wanted[j]);
    return sum;
}

// Gauss elimination with row exchanges: shares nothing with Cholesky.
std::vector<double> solved(Matrix h, std::vector<double> b) {
    const std::size_t size = b.size();
    for (std::size_t k = 0; k < size; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k; i < size; ++i)
            if (std::fabs(h[i * size + k]) > std::fabs(h[pivot * size + k])) pivot = i;
        for (std::size_t j = 0; j < size; ++j) std::swap(h[k * size + j], h[pivot * size + j]);
        std::swap(b[k], b[pivot]);
        for (std::size_t i = 0; i < size; ++i) {
            if (i == k) continue;
            const double factor = h[i * size + k] / h[k * size + k];
            for (std::size_t j = k; j < size; ++j) h[i * size + j] -= factor * h[k * size + j];
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t i = 0; i < size; ++i) b[i] /= h[i * size + i];
    return b;
}

// GPTQ as the paper states it, without refinement: the first weight is rounded, the others are solved anew so that the
// error is least with those before them fixed; and so on. Weights in the order of falling diagonals.
std::vector<std::int32_t> by_the_book(const Matrix& h, std::vector<double> wanted, const Po2Grid& grid) {
    const std::size_t size = wanted.size();
    const std::vector<double> target = wanted;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < size; ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return h[a * size + a] > h[b * size + b]; });
    std::vector<std::int32_t> weights(size, 0);
    for (std::size_t done = 0; done < size; ++done) {
        const std::size_t free = size - done - 1;
        weights[order[done]] = grid.nearest(wanted[order[done]]);
        if (free == 0) break;
        // Normal equations of the free ones: H_ff (w - t)_f = -H_fd (q - t)_d.
        Matrix h_free(free * free);
        std::vector<double> right(free, 0.0);
        for (std::size_t i = 0; i < free; ++i) {
            for (std::size_t j = 0; j < free; ++j)
                h_free[i * free + j] = h[order[done + 1 + i] * size + order[done + 1 + j]];
            for (std::size_t d = 0; d <= done; ++d)
                right[i] -= h[order[done + 1 + i] * size + order[d]] * (weights[order[d]] - target[order[d]]);
        }
        const auto step = solved(h_free, right);
        for (std::size_t i = 0; i < free; ++i) wanted[order[done + 1 + i]] = target[order[done + 1 + i]] + step[i];
    }
    return weights;
}

double least_of_all(const Matrix& h, const std::vector<double>& wanted, const Po2Grid& grid,
                    std::vector<std::int32_t> weights = {}) {
    if (weights.size() == wanted.size()) return error_of(h, wanted, weights);
    double least = 1e300;
    for (const int magnitude : grid.magnitudes())
        for (const int value : {magnitude, -magnitude}) {
            weights.push_back(value);
            least = std::min(least, least_of_all(h, wanted, grid, weights));
            weights.pop_back();
        }
    return least;
}

}  // namespace

TEST_CASE("a Cholesky factor, and what it solves") {
    Random random(1);
    for (std::size_t size = 1; size <= 12; ++size) {
        const Matrix h = random_covariance(random, size);
        const Matrix lower = core::cholesky(h, size);
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < size; ++j) {
                double sum = 0;
                for (std::size_t k = 0; k < size; ++k) sum += lower[i * size + k] * lower[j * size + k];
                CHECK(sum == Approx(h[i * size + j]).epsilon(1e-9).margin(1e-6));
            }
        std::vector<double> b;
        for (std::size_t i = 0; i < 2 * size; ++i) b.push_back(random.between(-100, 100));
        std::vector<double> x = b;
        core::solve(lower, size, x.data(), 2);
        for (std::size_t column = 0; column < 2; ++column) {
            std::vector<double> right;
            for (std::size_t i = 0; i < size; ++i) right.push_back(b[2 * i + column]);
            const auto expected = solved(h, right);
            for (std::size_t i = 0; i < size; ++i)
                CHECK(x[2 * i + column] == Approx(expected[i]).epsilon(1e-6).margin(1e-6));
        }
    }
    CHECK_THROWS_AS(core::cholesky({1, 0, 2, 1}, 2), std::domain_error);
}

TEST_CASE("error feedback is never worse than GPTQ by the book, nor than rounding alone, and near the best") {
    Random random(5);
    const Po2Grid grid(4, 1);
    double found = 0, best = 0, alone = 0;
    for (int round = 0; round < 60; ++round) {
        const std::size_t size = 4;
        const Matrix h = random_covariance(random, size);
        std::vector<double> wanted;
        for (std::size_t i = 0; i < size; ++i) wanted.push_back(random.between(-900, 900) / 100.0);
        const auto rounded = ErrorFeedback(h, size).round(wanted, {}, grid);
        INFO("round " << round);
        CHECK(rounded.error == Approx(error_of(h, wanted, rounded.weights)).epsilon(1e-9));
        CHECK(rounded.error <= error_of(h, wanted, by_the_book(h, wanted, grid)) * (1 + 1e-9));
        const double least = least_of_all(h, wanted, grid);
        CHECK(rounded.error >= least * (1 - 1e-9));
        std::vector<std::int32_t> nearest;
        for (const double weight : wanted) nearest.push_back(grid.nearest(weight));
        found += rounded.error;
        best += least;
        alone += error_of(h, wanted, nearest);
        // No single weight can be changed to advantage.
        for (std::size_t i = 0; i < size; ++i)
            for (const int magnitude : grid.magnitudes())
                for (const int value : {magnitude, -magnitude}) {
                    auto changed = rounded.weights;
                    changed[i] = value;
                    CHECK(error_of(h, wanted, changed) >= rounded.error * (1 - 1e-9));
                }
    }
    CHECK(found < 0.5 * alone);
    CHECK(found < 2 * best);
}

TEST_CASE("weights that are gone stay 0, and the others make up for them") {
    const Matrix h{2, 1, 1, 2};
    const Po2Grid grid(4, 1);
    // With the first one 0, the error is (w1 - 1)^2 * 2 + 2 * (0 - 2)(w1 - 1) + const: least at w1 = 2.
    const auto rounded = ErrorFeedback(h, 2).round({2, 1}, {true, false}, grid);
    CHECK(rounded.weights == std::vector<std::int32_t>{0, 2});
}
