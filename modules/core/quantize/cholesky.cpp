// SPDX-License-Identifier: Apache-2.0
#include "modules/core/quantize/cholesky.h"

#include <cmath>
#include <stdexcept>

namespace hashiflex::core {

// Column by column, each taken from what is right of it at once: the inner loop runs along a row.
std::vector<double> cholesky(std::vector<double> a, std::size_t size) {
    std::vector<double> column(size);
    for (std::size_t k = 0; k < size; ++k) {
        const double pivot = a[k * size + k];
        if (!(pivot > 0)) throw std::domain_error("the matrix is not positive definite");
        const double root = std::sqrt(pivot);
        a[k * size + k] = root;
        for (std::size_t i = k + 1; i < size; ++i) column[i] = a[i * size + k] /= root;
        for (std::size_t i = k + 1; i < size; ++i) {
            const double factor = column[i];
            double* row = a.data() + i * size;
            for (std::size_t j = k + 1; j <= i; ++j) row[j] -= factor * column[j];
        }
        for (std::size_t j = k + 1; j < size; ++j) a[k * size + j] = 0;
    }
    return a;
}

void solve(const std::vector<double>& lower, std::size_t size, double* b, std::size_t columns) {
    for (std::size_t i = 0; i < size; ++i) {
        double* row = b + i * columns;
        for (std::size_t j = 0; j < i; ++j) {
            const double factor = lower[i * size + j];
            for (std::size_t c = 0; c < columns; ++c) row[c] -= factor * b[j * columns + c];
        }
        for (std::size_t c = 0; c < columns; ++c) row[c] /= lower[i * size + i];
    }
    for (std::size_t i = size; i-- > 0;) {
        double* row = b + i * columns;
        for (std::size_t j = i + 1; j < size; ++j) {
            const double factor = lower[j * size + i];
            for (std::size_t c = 0; c < columns; ++c) row[c] -= factor * b[j * columns + c];
        }
        for (std::size_t c = 0; c < columns; ++c) row[c] /= lower[i * size + i];
    }
}

}  // namespace hashiflex::core
