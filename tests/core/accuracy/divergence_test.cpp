// SPDX-License-Identifier: Apache-2.0
// Is the divergence the textbook's, computed the naive way, and the error of the mean, too?
#include "modules/core/accuracy/divergence.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstddef>

using namespace hashiflex::core;

namespace {

std::vector<double> softmax(const std::vector<double>& logits) {
    double sum = 0;
    std::vector<double> shares;
    for (const double logit : logits) sum += std::exp(logit);
    for (const double logit : logits) shares.push_back(std::exp(logit) / sum);
    return shares;
}

}  // namespace

TEST_CASE("the divergence is the sum over p log(p / q)") {
    const std::vector<double> wanted{0.3, -1.2, 2.5, 0}, found{0.1, 0.4, 1.9, -2};
    const auto p = softmax(wanted), q = softmax(found);
    double sum = 0;
    for (std::size_t c = 0; c < p.size(); ++c) sum += p[c] * std::log(p[c] / q[c]);
    CHECK(softmax_divergence(wanted, found) == Approx(sum));
    CHECK(softmax_divergence(found, wanted) != Approx(sum));
    CHECK(softmax_divergence(wanted, wanted) == 0);
    // ln 2 nats: certainty against a coin.
    CHECK(softmax_divergence({100, 0}, {0, 0}) == Approx(std::log(2.0)));
}

TEST_CASE("large logits do not overflow") {
    CHECK(softmax_divergence({1e6, 0}, {1e6, 1e6}) == Approx(std::log(2.0)));
    CHECK(softmax_divergence({0, 1e4}, {1e4, 0}) == Approx(1e4));
}

TEST_CASE("a mean has the error of its samples, a single one has none") {
    const MeanValue mean = mean_of({2, 4, 4, 4, 5, 5, 7, 9});  // deviations squared sum to 32
    CHECK(mean.mean == 5);
    CHECK(mean.standard_error.value() == Approx(std::sqrt(32.0 / 7 / 8)));
    CHECK_FALSE(mean_of({3}).standard_error);
}
