// SPDX-License-Identifier: Apache-2.0
// Opens a page in headless Chromium, runs a script in it, and brings back what the script saw.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace hashiflex::test {

// Says why on standard output, and returns true, where there is no browser.
bool no_browser();

struct Seen {
    nlohmann::ordered_json result;     // what the script returned; null if it did not end
    std::vector<std::string> console;  // what the browser's console said: errors, refused fetches
};

// `script` is the body of a function that runs when the page is drawn; `fragment` is put behind the address.
Seen in_browser(std::string page, const std::string& script, const std::string& fragment = "");

}  // namespace hashiflex::test
