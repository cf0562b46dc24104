// SPDX-License-Identifier: Apache-2.0
// Ctrl-C asks for an end; the program ends when its files are whole.
#pragma once

#include <atomic>
#include <stdexcept>

namespace hashiflex {

// Somebody wants the program to end; whatever the thrower had started is gone.
class Interrupted : public std::runtime_error {
 public:
    Interrupted() : std::runtime_error("interrupted") {}
};

// SIGINT, SIGTERM and SIGHUP set the flag; another one, two seconds later or more, ends the program as usual. One that
// was ignored when the program began (nohup, a shell's background) stays so.
void install_interrupt_handlers();
const std::atomic<bool>& interrupt_flag();

}  // namespace hashiflex
