// SPDX-License-Identifier: Apache-2.0
#include "sim/import/graph.h"

#include "sim/config/error.h"
#include "sim/import/unsupported.h"

#include <utility>

namespace hashiflex::importing {
namespace {

const Attribute* attribute_of(const Node& node, const std::string& key, Attribute::Kind kind, const char* what) {
    const auto found = node.attributes.find(key);
    if (found == node.attributes.end()) return nullptr;
    if (found->second.kind != kind) throw Unsupported("its attribute " + key + " is not " + what);
    return &found->second;
}

}  // namespace

std::int64_t Node::integer(const std::string& key, std::int64_t otherwise) const {
    const Attribute* found = attribute_of(*this, key, Attribute::Kind::integer, "an integer");
    return found ? found->integer : otherwise;
}

float Node::real(const std::string& key, float otherwise) const {
    const Attribute* found = attribute_of(*this, key, Attribute::Kind::real, "a real number");
    return found ? found->real : otherwise;
}

std::string Node::text(const std::string& key, const std::string& otherwise) const {
    const Attribute* found = attribute_of(*this, key, Attribute::Kind::text, "a text");
    return found ? found->text : otherwise;
}

std::vector<std::int64_t> Node::integers(const std::string& key, std::vector<std::int64_t> otherwise) const {
    const Attribute* found = attribute_of(*this, key, Attribute::Kind::integers, "a list of integers");
    return found ? found->integers : std::move(otherwise);
}

std::string Node::label() const {
    constexpr std::size_t kLongest = 200;
    const std::string operation =
        " (" + (domain.empty() ? "" : shortened(domain, kLongest) + ".") + shortened(op, kLongest) + ")";
    if (!name.empty()) return "node '" + shortened(name, kLongest) + "'" + operation;
    return "node " + std::to_string(index) + ", which gives '" +
           shortened(outputs.empty() ? "" : outputs.front(), kLongest) + "'" + operation;
}

}  // namespace hashiflex::importing
