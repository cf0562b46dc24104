// SPDX-License-Identifier: Apache-2.0
// 128-bit integers, to see an overflow of 64 bits before it happens (an extension of gcc and clang).
#pragma once

namespace hashiflex::core {

__extension__ using Int128 = __int128;

}  // namespace hashiflex::core
