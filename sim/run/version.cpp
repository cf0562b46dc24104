// SPDX-License-Identifier: Apache-2.0
// The version, from the build system: the one file that is compiled with HASHIFLEX_VERSION.
#include "sim/run/version.h"

namespace hashiflex {

const char* tool_version() {
    return HASHIFLEX_VERSION;
}

}  // namespace hashiflex
