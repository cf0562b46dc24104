// SPDX-License-Identifier: Apache-2.0
// Symmetric positive definite matrices, in one order of operations.
#pragma once

#include <cstddef>
#include <vector>

namespace hashiflex::core {

// The lower triangle L with L * transposed(L) = matrix ([size][size], of which the lower triangle is read). Throws
// std::domain_error if the matrix is not positive definite.
std::vector<double> cholesky(std::vector<double> matrix, std::size_t size);

// Solves L * transposed(L) * x = b in place, for many right sides at once: b[size][columns].
void solve(const std::vector<double>& lower, std::size_t size, double* b, std::size_t columns);

}  // namespace hashiflex::core
