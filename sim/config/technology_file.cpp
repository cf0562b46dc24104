// SPDX-License-Identifier: Apache-2.0
// Reads a technology file.
#include "sim/config/technology_file.h"

#include "sim/config/describe_technology.h"
#include "sim/config/error.h"
#include "sim/config/path.h"
#include "sim/config/reader.h"

#include <fmt/format.h>

namespace hashiflex {
namespace {

void require_share(const Document& document, const std::string& key, const core::Price& price) {
    if (!price.value || (*price.value > 0 && *price.value <= 1)) return;
    throw config_error({nearest_node(document.root, key).where(), key, fmt::format("{}", *price.value),
                        "more than 0, and at most 1", ""});
}

}  // namespace

core::Technology read_technology(const Document& document) {
    core::Technology technology;
    read(Place{document.root, ""}, technology, Mapping{});
    if (technology.money) {
        require_share(document, "money.utilization.value", technology.money->utilization);
        require_share(document, "money.weight_mask_share.value", technology.money->weight_mask_share);
    }
    return technology;
}

core::Technology load_technology(const std::filesystem::path& path) {
    return read_technology(read_document(path));
}

}  // namespace hashiflex
