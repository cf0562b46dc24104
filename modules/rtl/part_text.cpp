// SPDX-License-Identifier: Apache-2.0
#include "modules/rtl/part_text.h"

namespace hashiflex::rtl {

Values parameters_of(const core::Part& part) {
    Values values;
    for (const core::Parameter& parameter : part.parameters) {
        const auto bits = static_cast<std::uint64_t>(parameter.value);
        values.emplace_back(parameter.name, !parameter.flags.empty() ? flags_literal(parameter.flags)
                                            : parameter.bits > 0     ? unsigned_literal(parameter.bits, bits)
                                                                     : str(parameter.value));
    }
    return values;
}

std::string instance(const core::Part& part, const std::string& name, const Values& ports) {
    return instance(part.module, name, parameters_of(part), ports);
}

std::string flags_literal(const std::vector<bool>& flags) {
    std::string digits;
    for (std::size_t i = flags.size(); i-- > 0;) digits += flags[i] ? '1' : '0';
    return str(static_cast<std::int64_t>(flags.size())) + "'b" + digits;
}

}  // namespace hashiflex::rtl
