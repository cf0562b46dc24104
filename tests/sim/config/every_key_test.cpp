// SPDX-License-Identifier: Apache-2.0
// Is every key of every file judged: type, range, presence, neighbours?
#include "sim/config/describe_design.h"
#include "sim/config/describe_network.h"
#include "sim/config/describe_technology.h"
#include "sim/config/technology_file.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/key_list.h"
#include "tests/sim/config/samples.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

// `read` judges a document; `sample` has every key of T.
template <class T, class Read>
void check_every_key(const std::string& sample, const std::string& file, Read read) {
    const auto error_with = [&](const std::string& assignment) {
        return error_of([&] {
            Document document = parse_document(sample, file);
            override_value(document, assignment);
            read(std::move(document));
        });
    };
    REQUIRE(error_of([&] { read(parse_document(sample, file)); }) == "no error");
    const auto keys = KeyList::of<T>();
    REQUIRE(keys.size() > 10);
    for (const auto& key : keys) {
        INFO(key.path);
        CHECK(key.doc.size() > 5);
        CHECK(key.doc.back() == '.');
        for (const auto& value : key.refused) {
            INFO(value);
            const std::string message = error_with(key.path + "=" + value);
            CHECK_THAT(message, Catch::StartsWith("--set " + key.path + ": " + key.path));
            CHECK_THAT(message, Catch::Contains("found ") && Catch::Contains("; allowed: "));
        }
        // Left out: an error that names the key and the line of its map, if it is required.
        const std::string missing = error_with(key.path + "=null");
        if (key.required) {
            CHECK_THAT(missing,
                       Catch::StartsWith(file + ":") && Catch::Contains(": " + key.path + ": found no such key"));
        } else if (key.path.find(".inputs") == std::string::npos && key.path != "npu") {
            CHECK(missing == "no error");
        }
        // A misspelt neighbour: an error that knows the right key.
        const std::string wrong = key.path + "x";
        const std::string last = key.path.substr(key.path.find_last_of('.') + 1);
        const std::string unknown = error_with(wrong + "=1");
        CHECK_THAT(unknown, Catch::Contains(wrong + ": found unknown key '" + last + "x'; allowed: "));
        CHECK_THAT(unknown, Catch::EndsWith("; did you mean '" + last + "'?"));
    }
}

}  // namespace

TEST_CASE("every key of a network file is judged") {
    check_every_key<NetworkFile>(network_text(), "n.yaml", read_network);
}

TEST_CASE("every key of a design file is judged") {
    const TempDir folder;
    folder.write("network.yaml", "");
    folder.write("tech.yaml", "");
    check_every_key<DesignFile>(design_text(), (folder / "d.yaml").string(), read_design);
}

TEST_CASE("every key of a technology file is judged") {
    check_every_key<core::Technology>(technology_text(), "t.yaml", [](const Document& d) { read_technology(d); });
}
