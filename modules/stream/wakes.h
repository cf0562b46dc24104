// SPDX-License-Identifier: Apache-2.0
// Whoever must look again when something reaches it over a wire.
#pragma once

namespace hashiflex::stream {

class Wakes {
 public:
    // Once per beat, and mostly of a block that is awake: so the common way is inline.
    void wake() {
        reached_ = true;
        if (asleep_) wake_up();
    }

 protected:
    ~Wakes() = default;
    virtual void wake_up() = 0;

    bool reached_ = false;  // since the last commit
    bool asleep_ = false;
};

}  // namespace hashiflex::stream
