// SPDX-License-Identifier: Apache-2.0
// Are numbers and tables readable, and files whole?
#include "sim/report/format.h"

#include "sim/files/output_file.h"
#include "sim/report/text_table.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

using namespace hashiflex;

TEST_CASE("numbers are grouped by thousands") {
    CHECK(with_thousands(0) == "0");
    CHECK(with_thousands(999) == "999");
    CHECK(with_thousands(1000) == "1,000");
    CHECK(with_thousands(1217391) == "1,217,391");
    CHECK(with_thousands(-1000) == "-1,000");
    CHECK(with_thousands(-999) == "-999");
    CHECK(with_decimals(1234.5678, 2) == "1,234.57");
}

TEST_CASE("readable numbers have four significant digits") {
    CHECK(readable(0) == "0");
    CHECK(readable(17.3) == "17.30");
    CHECK(readable(896) == "896.0");
    CHECK(readable(1217391.3) == "1,217,391");
    CHECK(readable(0.012345) == "0.01235");
    CHECK(readable(1000) == "1,000");
    CHECK(readable(-2.5) == "-2.500");
}

TEST_CASE("rounding hides the last bits only") {
    CHECK(rounded(0.1 + 0.2) == 0.3);
    CHECK(rounded(1e-30) == 1e-30);
    CHECK(rounded(4000000) == 4000000);
}

TEST_CASE("a table is as wide as its cells") {
    TextTable table({{"name", TextTable::Align::left}, {"n"}});
    table.add({"a", "1,000"});
    table.add({"longer", ""});
    CHECK(table.text() ==
          "name        n\n"
          "------  -----\n"
          "a       1,000\n"
          "longer\n");
}

TEST_CASE("a file appears complete or not at all") {
    namespace fs = std::filesystem;
    std::string name = (fs::temp_directory_path() / "hashiflex_file_XXXXXX").string();
    const fs::path folder = ::mkdtemp(name.data());
    const std::string path = (folder / "a.txt").string();
    const auto content = [&] {
        std::ifstream in(path);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    write_file_atomically(path, "old");
    {
        OutputFile file(path);
        file.write("new");
        CHECK(content() == "old");
    }
    CHECK(content() == "old");
    write_file_atomically(path, "new");
    CHECK(content() == "new");
    CHECK(std::distance(fs::directory_iterator(folder), {}) == 1);
    require_creatable(path);
    CHECK(content() == "new");
    CHECK_THROWS_AS(require_creatable(folder.string()), std::invalid_argument);
    CHECK_THROWS_AS(require_creatable((folder / "none" / "a.txt").string()), std::invalid_argument);
    fs::remove_all(folder);
}
