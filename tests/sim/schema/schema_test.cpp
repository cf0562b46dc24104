// SPDX-License-Identifier: Apache-2.0
// Do the schemas allow what the loader allows, and are the files in docs/schema the ones that it would write?
#include "sim/config/describe_design.h"
#include "sim/config/describe_network.h"
#include "sim/config/describe_technology.h"
#include "sim/config/describe_weights.h"
#include "sim/config/reader.h"
#include "sim/schema/file_schemas.h"
#include "sim/sweep/sweep_file.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/sim/schema/judge.h"
#include "tests/sim/schema/random_document.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace hashiflex;
using namespace hashiflex::test;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = HASHIFLEX_SOURCE_DIR;

template <class File>
std::string judged_by_reader(const std::string& text) {
    return error_of([&] {
        const Document document = parse_document(text, "document");
        File file;
        read(Place{document.root, ""}, file, Mapping{});
    });
}

constexpr int kDocuments = 1000;

// Whether all are allowed or refused by both; how many are allowed.
template <class File>
int compare_verdicts(const Json& schema, const std::vector<std::string>& documents, Lines lines) {
    const auto verdicts = judged_by_schema(schema, documents, lines);
    int allowed = 0;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const std::string reader = judged_by_reader<File>(documents[i]);
        INFO(documents[i]);
        INFO("reader: " << reader);
        INFO("schema: " << verdicts[i]);
        CHECK(verdicts[i].empty() == (reader == "no error"));
        allowed += verdicts[i].empty();
    }
    return allowed;
}

template <class File>
void compare_on_random_documents(const std::string& kind) {
    const Json schema = schema_of(kind);
    Random random(1);
    std::vector<std::string> documents;
    for (int i = 0; i < kDocuments; ++i) {
        const Json good = random_document(schema, random);
        documents.push_back((i % 4 == 0 ? good : changed(good, random)).dump());
    }
    const int allowed = compare_verdicts<File>(schema, documents, Lines::json);
    CHECK(allowed >= kDocuments / 4);  // both verdicts occur, and often
    CHECK(allowed <= kDocuments * 3 / 4);
}

// The same, with scalars spelled in the many ways that YAML has.
template <class File>
void compare_on_random_spellings(const std::string& kind) {
    const Json schema = schema_of(kind);
    Random random(2);
    std::vector<std::string> documents;
    for (int i = 0; i < kDocuments; ++i) documents.push_back(spelled(random_document(schema, random), random));
    const int allowed = compare_verdicts<File>(schema, documents, Lines::yaml);
    CHECK(allowed >= kDocuments / 10);
    CHECK(allowed <= kDocuments * 9 / 10);
}

}  // namespace

TEST_CASE("the schema of design files allows what the loader allows") {
    compare_on_random_documents<DesignFile>("design");
}

TEST_CASE("the schema of network files allows what the loader allows") {
    compare_on_random_documents<NetworkFile>("network");
}

TEST_CASE("the schema of technology files allows what the loader allows") {
    compare_on_random_documents<core::Technology>("technology");
}

TEST_CASE("the schema of sweep files allows what the loader allows") {
    compare_on_random_documents<SweepFile>("sweep");
}

TEST_CASE("scalars of design files are to the loader what they are to a schema") {
    compare_on_random_spellings<DesignFile>("design");
}

TEST_CASE("scalars of network files are to the loader what they are to a schema") {
    compare_on_random_spellings<NetworkFile>("network");
}

TEST_CASE("scalars of technology files are to the loader what they are to a schema") {
    compare_on_random_spellings<core::Technology>("technology");
}

TEST_CASE("scalars of sweep files are to the loader what they are to a schema") {
    compare_on_random_spellings<SweepFile>("sweep");
}

TEST_CASE("docs/schema holds the schemas that the program writes") {
    for (const auto& schema : file_schemas()) {
        const fs::path file = kSource / "docs/schema" / (schema.kind + ".schema.json");
        const std::string text = schema.write().dump(2) + "\n";
        // After a change of a description: write them anew, and read the difference.
        if (std::getenv("HASHIFLEX_RENEW_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << text;
        INFO(file);
        CHECK(TempDir::read(file) == text);
    }
}

TEST_CASE("shipped YAML files tell editors their schema") {
    const std::vector<std::pair<const char*, const char*>> kinds{{"configs/designs", "design"},
                                                                 {"configs/sweeps", "sweep"},
                                                                 {"configs/tech", "technology"},
                                                                 {"workloads", "network"}};
    int files = 0;
    for (const auto& [folder, kind] : kinds) {
        for (const auto& entry : fs::recursive_directory_iterator(kSource / folder)) {
            if (entry.path().extension() != ".yaml") continue;
            ++files;
            const fs::path schema = fs::relative(kSource / "docs/schema" / (kind + std::string(".schema.json")),
                                                 entry.path().parent_path());
            INFO(entry.path());
            CHECK_THAT(TempDir::read(entry.path()),
                       Catch::Contains("# yaml-language-server: $schema=" + schema.string() + "\n"));
        }
    }
    CHECK(files >= 10);
}
