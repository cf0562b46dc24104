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
    const std::size_t star = pattern.find('*');
    if (star == std::string::npos) return pattern == key;
    if (key.compare(0, star, pattern, 0, star) != 0) return false;
    const std::string rest = pattern.substr(star + 1);
    for (std::size_t end = star; end <= key.size(); ++end)
        if (fits(rest, key.substr(end))) return true;
    return false;
}

}  // namespace hashiflex
