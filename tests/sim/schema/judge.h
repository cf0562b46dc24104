// SPDX-License-Identifier: Apache-2.0
// What a JSON Schema validator of other people says.
#pragma once

#include "sim/schema/rule_schema.h"

#include <string>
#include <vector>

namespace hashiflex::test {

// The schema of a kind of file, as the program writes it.
Json schema_of(const std::string& kind);
// How lines are read: as JSON, or as YAML by its core schema.
enum class Lines { json, yaml };
// For each document (in one line) the first error; empty: the schema allows it.
std::vector<std::string> judged_by_schema(const Json& schema, const std::vector<std::string>& documents,
                                          Lines lines = Lines::json);

}  // namespace hashiflex::test
