// SPDX-License-Identifier: Apache-2.0
// Is YAML kept as it was written, and refused where it could be misread?
#include "sim/config/document.h"

#include "sim/config/path.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

std::string parse_error(const std::string& text) {
    return error_of([&] { parse_document(text, "f.yaml"); });
}

}  // namespace

TEST_CASE("a document keeps text, quotes, order and lines") {
    const Document document = parse_document("# comment\nb: 010\na:\n  c: \"8\"\n  d: [x, {e: }]\n", "f.yaml");
    const Node& root = document.root;
    CHECK(root.keys() == std::vector<std::string>{"b", "a"});
    CHECK(root.find("b")->text == "010");
    CHECK_FALSE(root.find("b")->quoted);
    CHECK(root.find("b")->where() == "f.yaml:2");
    CHECK(root.find("a")->where() == "f.yaml:3");
    CHECK(root.find("a")->find("c")->quoted);
    CHECK(root.find("a")->find("c")->where() == "f.yaml:4");
    const Node& list = *root.find("a")->find("d");
    REQUIRE(list.items.size() == 2);
    CHECK(list.items[1].find("e")->kind == Node::Kind::null);
    CHECK(root.find("z") == nullptr);
}

TEST_CASE("a key may stand only once in a map") {
    CHECK(parse_error("clock:\n  mhz: 1\n  mhz: 2\n") ==
          "f.yaml:3: clock.mhz: found key 'mhz' twice, first in line 2; allowed: each key once");
    CHECK(parse_error("a: 1\n\na: 2\n") == "f.yaml:3: a: found key 'a' twice, first in line 1; allowed: each key once");
    CHECK(parse_error("l:\n  - {x: 1, x: 1}\n") ==
          "f.yaml:2: l[0].x: found key 'x' twice, first in line 2; allowed: each key once");
}

TEST_CASE("what a reader could misunderstand is refused") {
    CHECK(parse_error("a: &x 1\nb: *x\n") == "f.yaml:2: b: found a YAML alias; allowed: the value written out");
    CHECK(parse_error("a: !!str 1\n") == "f.yaml:1: a: found the YAML tag tag:yaml.org,2002:str; allowed: no tags");
    CHECK(parse_error("a: 1\n---\nb: 1\n") == "f.yaml:3: found a second YAML document; allowed: one");
    CHECK(parse_error("? [a, b]\n: 1\n") ==
          "f.yaml:1: found a list or map as a key, or a bracket never closed; allowed: a name");
    CHECK(parse_error("~: 1\n") == "f.yaml:1: found a key without a name; allowed: a name");
}

TEST_CASE("a syntax error has a line") {
    CHECK_THAT(parse_error("a: 1\nb: [1, 2\nc: 3\n"), Catch::StartsWith("f.yaml:3: not valid YAML: "));
    CHECK_THAT(parse_error("a: 1\n  b: 2\n"), Catch::StartsWith("f.yaml:2: not valid YAML: "));
    CHECK_THAT(parse_error("a: \"x"), Catch::StartsWith("f.yaml:1: not valid YAML: "));
    CHECK(parse_error("a: [1, {b: 2]\n").rfind("f.yaml:1: ", 0) == 0);
    CHECK(parse_error(std::string(100000, '[')) != "no error");
    CHECK(parse_error("a: " + std::string(100000, '[')) != "no error");
}

TEST_CASE("a file that cannot be read is named") {
    const TempDir folder;
    CHECK(error_of([&] { read_document(folder / "none.yaml"); }) ==
          (folder / "none.yaml").string() + ": cannot be read: No such file or directory");
    CHECK_THAT(error_of([&] { read_document(folder / ""); }), Catch::Contains("is a directory"));
    CHECK(read_document(folder.write("empty.yaml", "")).root.kind == Node::Kind::null);
}
