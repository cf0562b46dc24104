// SPDX-License-Identifier: Apache-2.0
// Whoever must look again when something reaches it over a wire.
#pragma once

namespace hashiflex::stream {

class Wakes {
 public:
    virtual void wake() = 0;

 protected:
    ~Wakes() = default;
};

}  // namespace hashiflex::stream
