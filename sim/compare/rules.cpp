// SPDX-License-Identifier: Apache-2.0
#include "sim/compare/rules.h"

#include "sim/config/reader.h"

namespace hashiflex {

CompareRules load_rules(const std::filesystem::path& path) {
    const Document document = read_document(path);
    CompareRules rules;
    read(Place{document.root, ""}, rules, Mapping{});
    rules.path = path;
    for (std::size_t i = 0; i < rules.tolerances.size(); ++i) {
        const auto& rule = rules.tolerances[i];
        if (rule.relative == 0 && rule.absolute == 0)
            throw config_error({path.string(), item_path("tolerances", i), "no tolerance", "relative, absolute", ""});
    }
    return rules;
}

bool fits(const std::string& pattern, const std::string& key) {
    std::size_t star = std::string::npos;  // the last one passed; what it stands for ends at `end`
    std::size_t at = 0, end = 0;
    for (std::size_t k = 0; k < key.size();) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            end = k;
        } else if (at < pattern.size() && pattern[at] == key[k]) {
            ++at, ++k;
        } else if (star != std::string::npos) {  // it stands for one character more; earlier ones need not
            at = star + 1;
            k = ++end;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string::npos;
}

}  // namespace hashiflex
