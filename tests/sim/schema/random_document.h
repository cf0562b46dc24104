// SPDX-License-Identifier: Apache-2.0
// Documents made from a schema: some that it allows, some with one thing wrong or merely changed.
#pragma once

#include "sim/schema/rule_schema.h"

#include <cstdint>
#include <random>

namespace hashiflex::test {

using Random = std::mt19937_64;

// Allowed by `schema`, optional keys present or not. Knows the words that our schemas use, no others.
Json random_document(const Json& schema, Random& random);
// The same document with one node replaced, removed, or given a neighbour. Text is never replaced by a bare number
// or boolean: the loader takes those for text, the schema, as YAML does, does not.
Json changed(Json document, Random& random);

}  // namespace hashiflex::test
