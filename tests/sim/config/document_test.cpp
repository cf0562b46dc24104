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

TEST_CASE("a syntax error has a line, and our words") {
    CHECK_THAT(parse_error("a: 1\nb: [1, 2\nc: 3\n"), Catch::StartsWith("f.yaml:3: not valid YAML: "));
    CHECK_THAT(parse_error("a: 1\n  b: 2\n"), Catch::StartsWith("f.yaml:2: not valid YAML: "));
    CHECK_THAT(parse_error("a: \"x"), Catch::StartsWith("f.yaml:1: not valid YAML: "));
    CHECK(parse_error("a: [1, {b: 2]\n").rfind("f.yaml:1: ", 0) == 0);
}

TEST_CASE("a file that cannot be read is named") {
    const TempDir folder;
    CHECK(error_of([&] { read_document(folder / "none.yaml"); }) ==
          (folder / "none.yaml").string() + ": cannot be read: No such file or directory");
    CHECK_THAT(error_of([&] { read_document(folder / ""); }), Catch::Contains("is a directory"));
    CHECK(read_document(folder.write("empty.yaml", "")).root.kind == Node::Kind::null);
}

TEST_CASE("what is no YAML is said in our words") {
    const auto found = [](const std::string& text) {
        const std::string prefix = ": not valid YAML: found ", error = parse_error(text);
        const std::size_t at = error.find(prefix);
        return at == std::string::npos ? error : error.substr(0, at) + ": " + error.substr(at + prefix.size());
    };
    CHECK(found("a:\n\tb: 1\n") == "f.yaml:2: a tab in the indentation; allowed: spaces");
    CHECK(found("a:\n  b: 1\n \t c: 2\n") == "f.yaml:3: a tab in the indentation; allowed: spaces");
    CHECK_THAT(found("a: 1\nb: [1, 2\n"), Catch::StartsWith("f.yaml:3: a '[' without its ']'"));
    CHECK_THAT(found("a: {b: 1\n"), Catch::StartsWith("f.yaml:2: a '{' without its '}'"));
    CHECK_THAT(found("a: ]\n"), Catch::StartsWith("f.yaml:1: a ']' or '}' without its beginning"));
    CHECK_THAT(found("a: \"x"), Catch::StartsWith("f.yaml:1: a quote that is never closed"));
    CHECK_THAT(found("a: \"\\q\"\n"), Catch::StartsWith("f.yaml:1: an unknown escape"));
    CHECK_THAT(found("a: b: c\n"), Catch::StartsWith("f.yaml:1: a second ':'"));
    CHECK_THAT(found("a: %x\n"), Catch::StartsWith("f.yaml:1: a character that begins no value"));
    CHECK_THAT(found("a: *\n"), Catch::StartsWith("f.yaml:1: a '*' without a name"));
}

TEST_CASE("lists and maps nest up to 64 levels") {
    const auto nested = [](const std::string& open, int levels, const std::string& close) {
        std::string text;
        for (int i = 0; i < levels; ++i) text += open;
        text += "1";
        for (int i = 0; i < levels; ++i) text += close;
        return text;
    };
    const std::string complaint = "found lists and maps inside each other; allowed: at most 64 levels";
    CHECK(parse_error(nested("[", 64, "]")) == "no error");
    CHECK(parse_error(nested("{a: ", 64, "}")) == "no error");
    CHECK(parse_error(nested("- ", 64, "")) == "no error");
    for (const int levels : {65, 1000, 100000}) {
        INFO(levels);
        if (levels <= 1000) {  // the library gives up its look ahead for the end of a key
            CHECK_THAT(parse_error(nested("[", levels, "]")), Catch::EndsWith(complaint));
            CHECK_THAT(parse_error(nested("{a: ", levels, "}")), Catch::EndsWith(complaint));
        }
        CHECK_THAT(parse_error(nested("- ", levels, "")), Catch::EndsWith(complaint));
        CHECK(parse_error(nested("[", levels, "")).substr(0, 7) == "f.yaml:");
        CHECK(parse_error(nested("? ", levels, "")).substr(0, 7) == "f.yaml:");
    }
}

TEST_CASE("of very many brackets that are never closed the line is told at once, and texts may hold many") {
    const std::string complaint = ": found lists and maps inside each other; allowed: at most 64 levels";
    CHECK(parse_error("a:\n  b: " + std::string(10001, '[')) == "f.yaml:2" + complaint);
    CHECK(parse_error("a: 1\n# " + std::string(10001, '{')) == "f.yaml:2" + complaint);
    CHECK_THAT(parse_error("a:\n  b: " + std::string(10000, '[')), Catch::StartsWith("f.yaml:2: a.b[0]"));
    CHECK(parse_error("a: '" + std::string(10000, '[') + "'\n") == "no error");
    CHECK(parse_error("a: '" + std::string(10001, '[') + std::string(10001, ']') + "'\n") != "no error");
    std::string lists;
    for (int i = 0; i < 20000; ++i) lists += "- [{}]\n";
    CHECK(parse_error(lists) == "no error");
}

TEST_CASE("keys of maps of any size are found, replaced, added and removed, and keep their order") {
    for (const int keys : {1, 31, 32, 33, 34, 100, 5000}) {
        INFO(keys);
        std::string text;
        for (int i = 0; i < keys; ++i)
            text += "k" + std::to_string(i * 7919 % keys * 3) + ": " + std::to_string(i) + "\n";
        Node root = parse_document(text, "f.yaml").root;
        const std::vector<std::string> names = root.keys();
        REQUIRE(names.size() == static_cast<std::size_t>(keys));
        for (int i = 0; i < keys; ++i) {
            REQUIRE(names[i] == "k" + std::to_string(i * 7919 % keys * 3));
            REQUIRE(root.find(names[i])->text == std::to_string(i));
            REQUIRE(root.find(names[i] + "x") == nullptr);
        }
        const Node copy = root;
        for (int i = 0; i < keys; i += 2) root.entries.erase(names[i]);
        root.entries.add({"new", {}});
        for (int i = 0; i < keys; ++i) {
            REQUIRE((root.find(names[i]) != nullptr) == (i % 2 == 1));
            REQUIRE(copy.find(names[i])->text == std::to_string(i));
        }
        CHECK(root.find("new") != nullptr);
        CHECK(root.keys().back() == "new");
        CHECK(copy.find("new") == nullptr);
    }
}

TEST_CASE("files have a largest size, and messages too") {
    constexpr std::size_t kMost = std::size_t{16} << 20;
    CHECK(parse_error(std::string(kMost + 1, 'x')) == "f.yaml: found more than 16 MiB of YAML; allowed: 16 MiB");
    CHECK(parse_error(std::string(kMost, '#')) == "no error");
    CHECK(error_of([] { read_document("/dev/zero"); }) == "/dev/zero: found more than 16 MiB of YAML; allowed: 16 MiB");
    const std::string key(100000, 'k');
    CHECK(parse_error("? " + key + "\n: 1\n? " + key + "\n: 2\n").size() < 1000);
    std::string keys;
    for (int i = 0; i < 50000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
    CHECK(parse_document(keys, "f.yaml").root.entries.size() == 50000);
}

TEST_CASE("a link that leads back to itself cannot be read") {
    const TempDir folder;
    std::filesystem::create_symlink("loop.yaml", folder / "loop.yaml");
    CHECK(error_of([&] { read_document(folder / "loop.yaml"); }) ==
          (folder / "loop.yaml").string() + ": cannot be read: a symbolic link that leads back to itself");
}
