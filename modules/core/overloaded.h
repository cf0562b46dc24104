// SPDX-License-Identifier: Apache-2.0
// The usual helper for std::visit: one callable out of several lambdas.
#pragma once

namespace hashiflex::core {

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <typename... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace hashiflex::core
