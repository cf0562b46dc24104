// SPDX-License-Identifier: Apache-2.0
// Which instructions a process may use, ours and oneDNN alike.
#pragma once

#include <cstdlib>

namespace hashiflex::bench {

enum class Instructions { all, avx2 };

// For the rest of this process, one thread; before anything is computed, because oneDNN reads its limits once. `all`
// leaves what the user's environment says.
inline void limit(Instructions instructions) {
    setenv("OMP_NUM_THREADS", "1", 1);
    if (instructions == Instructions::all) return;
    setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1);
    setenv("HASHIFLEX_SIMD", "avx2", 1);
}

}  // namespace hashiflex::bench
