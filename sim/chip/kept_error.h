// SPDX-License-Identifier: Apache-2.0
// An error inside a process of the kernel, for whoever has started the kernel.
#pragma once

#include <systemc>

#include <exception>
#include <utility>

namespace hashiflex {

// The kernel turns whatever escapes a process into a report of its own, with process and time around the sentence: a
// file that cannot be written would read like our mistake, and Interrupted like an error.
class KeptError {
 public:
    // The first error ends the simulation; after it nothing is done any more.
    template <class Body>
    void guard(const Body& body) {
        if (error_) return;
        try {
            body();
        } catch (...) {
            error_ = std::current_exception();
            sc_core::sc_pause();
        }
    }
    void rethrow() {
        if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    }

 private:
    std::exception_ptr error_;
};

}  // namespace hashiflex
