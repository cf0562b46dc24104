// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/html/browser.h"

#include "tests/sim/config/temp_dir.h"

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace hashiflex::test {
namespace {

using Json = nlohmann::ordered_json;

// The script's result leaves the page as numbers of characters, which no HTML writer changes.
std::string decoded(const std::string& codes) {
    std::istringstream in(codes);
    std::string text;
    for (int code = 0; in >> code;) text += static_cast<char>(code);
    return text;
}

const std::string kBegin = "id=\"seen\">";

bool installed(const std::string& program) {
    return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

// The shell starts in a third of the time.
std::string browser() {
    if (installed("chromium-headless-shell")) return "chromium-headless-shell";
    return installed("chromium") ? "chromium --headless" : "";
}

}  // namespace

bool no_browser() {
    if (!browser().empty()) return false;
    std::cout << "skipped: neither chromium-headless-shell nor chromium is installed\n";
    return true;
}

Seen in_browser(std::string page, const std::string& script, const std::string& fragment) {
    const TempDir folder;
    const std::string probe =
        "<script>window.addEventListener(\"load\", () => { const result = (() => {" + script +
        "})(); const node = document.createElement(\"pre\"); node.id = \"seen\"; node.textContent = "
        "[...new TextEncoder().encode(JSON.stringify(result))].join(\" \"); document.body.append(node);"
        "});</script></body>";
    const std::size_t end = page.rfind("</body>");
    if (end == std::string::npos) throw std::logic_error("the page has no end");
    page.replace(end, 7, probe);
    const std::string file = folder.write("page.html", page).string();
    const std::string dom = (folder / "dom.html").string(), log = (folder / "log.txt").string();
    const std::string command =
        "timeout -k 5 120 " + browser() + " --no-sandbox --disable-gpu --user-data-dir='" +
        (folder / "profile").string() +
        "' --enable-logging=stderr --window-size=1366,900 --virtual-time-budget=2000 --dump-dom "
        "'file://" +
        file + (fragment.empty() ? "" : "#" + fragment) + "' > '" + dom + "' 2> '" + log + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("the browser failed:\n" + TempDir::read(log));
    Seen seen;
    std::istringstream lines(TempDir::read(log));
    for (std::string line; std::getline(lines, line);)
        if (line.find(":CONSOLE") != std::string::npos) seen.console.push_back(line);
    const std::string text = TempDir::read(dom);
    const std::size_t at = text.rfind(kBegin);
    if (at == std::string::npos) return seen;
    const std::size_t from = at + kBegin.size();
    seen.result = Json::parse(decoded(text.substr(from, text.find('<', from) - from)));
    return seen;
}

}  // namespace hashiflex::test
