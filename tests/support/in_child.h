// SPDX-License-Identifier: Apache-2.0
// Runs a function in a child process: SystemC elaborates once per process, and many designs want to be tried.
#pragma once

#include <functional>
#include <string>

namespace hashiflex::test {

// What `body` returned or threw (""  is success); a signal or a stray exit is a failure too.
std::string in_child(const std::function<std::string()>& body);

}  // namespace hashiflex::test
