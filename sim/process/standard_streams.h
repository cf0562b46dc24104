// SPDX-License-Identifier: Apache-2.0
// What the shell has connected: a full disk behind standard output is an error like any other.
#pragma once

namespace hashiflex::process {

// Of descriptors 0 to 2 those that are closed refer to something that fails from now on: no file that is opened later
// gets their number, and with it what is printed.
void occupy_standard_descriptors();

// Throws std::runtime_error with the reason if anything that was printed has not reached standard output.
void finish_standard_output();

}  // namespace hashiflex::process
