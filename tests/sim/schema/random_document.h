// SPDX-License-Identifier: Apache-2.0
// Documents made from a schema: some that it allows, some with one thing wrong or merely changed.
#pragma once

#include "sim/schema/rule_schema.h"

#include <cstdint>
#include <random>
#include <string>

namespace hashiflex::test {

using Random = std::mt19937_64;

// Allowed by `schema`, optional keys present or not. Knows the words that our schemas use, no others.
Json random_document(const Json& schema, Random& random);
// The same document with one node replaced, removed, or given a neighbour.
Json changed(Json document, Random& random);
// The document as YAML in one line. Most scalars mean what they did: 8 is 8.0, +8, 0x8 or 008. A few do not: quoted,
// with an underscore, or another scalar altogether.
std::string spelled(const Json& document, Random& random);

}  // namespace hashiflex::test
