// SPDX-License-Identifier: Apache-2.0
// Do files, folders and arrays become images in the right order, and is each that does not fit refused by its name?
#include "sim/images/input_images.h"

#include "sim/config/npz.h"
#include "sim/files/input_files.h"
#include "sim/run/run_images.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"
#include "tests/support/picture_files.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const core::Shape kShape{2, 3, 1};

core::Array array(std::vector<std::size_t> shape, std::int64_t value = 7) {
    core::Array result;
    std::size_t size = 1;
    for (const auto extent : shape) size *= extent;
    result.shape = std::move(shape);
    result.integers.assign(size, value);
    return result;
}

core::Array reals(std::vector<std::size_t> shape) {
    core::Array result = array(std::move(shape));
    result.is_integer = false;
    result.reals.assign(result.integers.size(), 7);
    result.integers.clear();
    return result;
}

struct Folder {
    TempDir folder;

    std::string write_npz(const std::string& name, const core::WeightSet& arrays) const {
        forget_inputs();  // it was read, and is another one now
        hashiflex::write_npz(folder / name, arrays);
        return (folder / name).string();
    }
    template <class Action>
    std::string error(Action action) const {
        std::string message = error_of(action);
        const std::string prefix = (folder / "").string();
        for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
            message.erase(at, prefix.size());
        return message;
    }
    std::string error(const std::string& path, const core::Shape& shape = kShape) const {
        return error([&] { input_images({path}, shape); });
    }
};

}  // namespace

TEST_CASE("photographs come in the order of their names, paths in the order given") {
    const Folder files;
    const auto picture = [](std::uint8_t value) { return png_file({3, 2, 1, std::vector<std::uint8_t>(6, value)}); };
    files.folder.write("set/b.png", picture(2));
    files.folder.write("set/a.PNG", picture(1));
    files.folder.write("set/c.jpeg", picture(3));
    files.folder.write("set/notes.txt", "not a picture");
    files.folder.write("set/._a.PNG", "what macOS puts beside a.PNG");
    files.folder.write("set/.hidden.png", picture(7));
    const auto last = files.folder.write("z", picture(9)).string();
    const auto images = input_images({last, (files.folder / "set").string()}, kShape);
    REQUIRE(images.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(images[i].pixels == std::vector<std::uint8_t>(6, std::vector<std::uint8_t>{9, 1, 2, 3}[i]));
    CHECK(images[1].file.filename() == "a.PNG");
    CHECK(images[1].fitting);
}

TEST_CASE("arrays of the right form become images") {
    const Folder files;
    CHECK(input_images({files.write_npz("a.npz", {{"images", array({5, 2, 3, 1})}})}, kShape).size() == 5);
    const auto images = input_images({files.write_npz("b.npz", {{"images", array({4, 2, 3})}})}, kShape);
    CHECK(images.size() == 4);
    CHECK_FALSE(images[0].fitting);
    // A .npy file, made by hand: header, then six bytes.
    std::string npy = "\x93NUMPY" + std::string("\x01\x00\x36\x00", 4) +
                      "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 3)}";
    npy.replace(8, 2, std::string(1, static_cast<char>(npy.size() - 10)) + '\0');
    const auto path = files.folder.write("c.npy", npy + "\1\2\3\4\5\6").string();
    CHECK(input_images({path}, kShape).at(0).pixels == std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
    files.folder.write("d.npy", npy + "\1\2\3");
    CHECK_THAT(files.error((files.folder / "d.npy").string()), Catch::StartsWith("d.npy: found 3 bytes of data"));
}

TEST_CASE("arrays that do not fit are refused with what is allowed") {
    const Folder files;
    const std::string shapes = "; allowed: [images, 2, 3, 1] or [images, 2, 3], as the network's input";
    const std::string values = "; allowed: integers from 0 to 255";
    const std::vector<std::pair<core::Array, std::string>> table{
        {array({5, 2, 4, 1}), "found shape [5, 2, 4, 1]" + shapes},
        {array({5, 3, 2, 1}), "found shape [5, 3, 2, 1]" + shapes},
        {array({5, 2, 3, 3}), "found shape [5, 2, 3, 3]" + shapes},
        {array({2, 3}), "found shape [2, 3]" + shapes},
        {array({5, 2, 3, 1, 1}), "found shape [5, 2, 3, 1, 1]" + shapes},
        {array({0, 2, 3, 1}), "found shape [0, 2, 3, 1]" + shapes},
        {array({5, 2, 3, 1}, 256), "found 256" + values},
        {array({5, 2, 3, 1}, -1), "found -1" + values},
        {reals({5, 2, 3, 1}), "found real numbers" + values},
    };
    for (const auto& [wrong, message] : table) {
        const std::string path = files.write_npz("x.npz", {{"images", wrong}});
        CHECK(files.error(path) == "x.npz: images: " + message);
        // The test set of a network is judged likewise.
        files.write_npz("t.npz", {{"x", wrong}, {"y", array({5})}});
        CHECK(files.error([&] { test_images({files.folder / "t.npz", "x", "y"}, kShape); }) == "t.npz: x: " + message);
    }
    CHECK(files.error(files.write_npz("x.npz", {{"images", array({5, 2, 3})}}), {2, 3, 3}) ==
          "x.npz: images: found shape [5, 2, 3]; allowed: [images, 2, 3, 3], as the network's input");
    CHECK_THAT(files.error(files.write_npz("y.npz", {{"pictures", array({5, 2, 3})}})),
               Catch::StartsWith("y.npz: images: found no such array"));
}

TEST_CASE("labels that do not fit are refused") {
    const Folder files;
    const auto error = [&](const core::Array& labels) {
        files.write_npz("t.npz", {{"x", array({5, 2, 3, 1})}, {"y", labels}});
        return files.error([&] { test_images({files.folder / "t.npz", "x", "y"}, kShape); });
    };
    CHECK(error(array({4})) == "t.npz: y: found 4 labels; allowed: one for each of the 5 images");
    CHECK_THAT(error(array({5}, -1)), Catch::StartsWith("t.npz: y: found -1"));
    CHECK_THAT(error(reals({5})), Catch::StartsWith("t.npz: y: found real numbers"));
    CHECK(files.error([&] {
        test_images({files.folder / "t.npz", "xx", "y"}, kShape);
    }) == "t.npz: xx: found no such array; allowed: x, y");
}

TEST_CASE("paths that lead to no images are refused") {
    const Folder files;
    files.folder.write("empty/notes.txt", "");
    CHECK(files.error((files.folder / "empty").string()) ==
          "empty: found a folder without photographs; allowed: files *.png, *.jpg, *.jpeg");
    CHECK(files.error((files.folder / "none.jpg").string()) ==
          "none.jpg: found nothing; allowed: a file or folder that exists");
    files.folder.write("x.npz", "nonsense");
    CHECK_THAT(files.error((files.folder / "x.npz").string()), Catch::StartsWith("x.npz: not a readable .npz"));
    const auto png = files.folder.write("two.png", png_file(gradient(3, 2, 3))).string();
    CHECK(files.error(png, {2, 3, 2}) ==
          "two.png: found a picture; allowed: an array file, since the network takes 2 channels");
}
