// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/schema/judge.h"

#include "sim/schema/file_schemas.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace hashiflex::test {

Json schema_of(const std::string& kind) {
    for (const auto& schema : file_schemas())
        if (schema.kind == kind) return schema.write();
    throw std::out_of_range(kind);
}

std::vector<std::string> judged_by_schema(const Json& schema, const std::vector<std::string>& documents, Lines kind) {
    const TempDir folder;
    std::string lines;
    for (const auto& document : documents) lines += document + '\n';
    const auto schema_file = folder.write("schema.json", schema.dump());
    const auto lines_file = folder.write("documents", lines);
    const auto answers = (folder / "answers").string();
    REQUIRE(std::system((HASHIFLEX_PYTHON " '" HASHIFLEX_SOURCE_DIR "/tests/sim/schema/verdicts.py' " +
                         schema_file.string() + " " + lines_file.string() + (kind == Lines::yaml ? " yaml > " : " > ") +
                         answers)
                            .c_str()) == 0);
    std::istringstream stream(TempDir::read(answers));
    std::vector<std::string> verdicts;
    for (std::string verdict; std::getline(stream, verdict);) verdicts.push_back(verdict);
    REQUIRE(verdicts.size() == documents.size());
    return verdicts;
}

}  // namespace hashiflex::test
