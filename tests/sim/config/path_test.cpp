// SPDX-License-Identifier: Apache-2.0
// Do dotted paths find and override what they name?
#include "sim/config/path.h"

#include "tests/sim/config/error_of.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const char* const kText = "a:\n  b: [1, {c: 2}]\nd: x\n";

Node overridden(const std::string& assignment) {
    Document document = parse_document(kText, "f.yaml");
    override_value(document, assignment);
    return document.root;
}

std::string override_error(const std::string& assignment) {
    return error_of([&] { overridden(assignment); });
}

}  // namespace

TEST_CASE("the nearest existing node gives the line of a path") {
    const Document document = parse_document(kText, "f.yaml");
    const auto where = [&](const char* path) { return nearest_node(document.root, path).where(); };
    CHECK(where("d") == "f.yaml:3");
    CHECK(where("a.b[1].c") == "f.yaml:2");
    CHECK(where("a.b[7].c") == "f.yaml:2");
    CHECK(where("a.zzz.y") == "f.yaml:1");
    CHECK(where("d.e") == "f.yaml:3");
    CHECK(where("") == "f.yaml:1");
    CHECK(where("..[") == "f.yaml:1");
}

TEST_CASE("an override replaces, creates and removes") {
    CHECK(overridden("d=7").find("d")->text == "7");
    CHECK(overridden("d=7").find("d")->where() == "--set d");
    CHECK(overridden("d=a=b").find("d")->text == "a=b");
    CHECK(overridden("d='7'").find("d")->quoted);
    CHECK(overridden("a.b[1].c=9").find("a")->find("b")->items[1].find("c")->text == "9");
    CHECK(overridden("a.b[2]=9").find("a")->find("b")->items[2].text == "9");
    CHECK(overridden("x.y.z=9").find("x")->find("y")->find("z")->text == "9");
    CHECK(overridden("x[0].y=9").find("x")->items[0].find("y")->text == "9");
    CHECK(overridden("a=[1, {q: 2}]").find("a")->items[1].find("q")->text == "2");
    CHECK(overridden("a=null").keys() == std::vector<std::string>{"d"});
    CHECK(overridden("a.b[0]=null").find("a")->find("b")->items.size() == 1);
}

TEST_CASE("an override that has no effect is refused") {
    for (const char* path : {"", ".", "a.", ".a", "a..b", "[0]", "a[", "a[x]", "a[-1]", "a[0]b"}) {
        INFO(path);
        CHECK(override_error(path + std::string("=1")) ==
              "--set " + std::string(path) + ": found no path; allowed: KEY.KEY=VALUE, list items as KEY[2]");
    }
    CHECK(override_error("d.e=1") == "--set d.e: d.e: found no map here; allowed: a key only inside a map");
    CHECK(override_error("d[0]=1") == "--set d[0]: d[0]: found no list here; allowed: an index only behind a list");
    CHECK(override_error("a.b[3]=1") == "--set a.b[3]: a.b[3]: found index 3; allowed: 0 to 2");
    CHECK(override_error("e.f=null") == "--set e.f: e.f: found nothing to remove; allowed: a key of the file");
    CHECK(override_error("d=[1").rfind("--set d: found ", 0) == 0);
    CHECK(override_error("d=]").rfind("--set d: not valid YAML: ", 0) == 0);
    CHECK(override_error("d=[1] 2") == "--set d: found a second YAML document; allowed: one");
    for (const char* nothing : {"d", "d=", "d=~", "d=#x", "d=%x"})
        CHECK(override_error(nothing) == "--set d: found no value; allowed: KEY=VALUE, or KEY=null to remove the key");
}
