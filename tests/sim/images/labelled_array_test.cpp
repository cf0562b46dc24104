// SPDX-License-Identifier: Apache-2.0
// Are images and labels found by their names, and wrong labels refused?
#include "sim/images/labelled_array.h"

#include "sim/config/npz.h"
#include "sim/files/input_files.h"
#include "sim/run/run_images.h"
#include "tests/sim/config/error_of.h"
#include "tests/sim/config/temp_dir.h"

#include <catch2/catch.hpp>

using namespace hashiflex;
using namespace hashiflex::test;

namespace {

const core::Shape kShape{1, 2, 1};

core::Array array(std::vector<std::size_t> shape, std::vector<std::int64_t> values) {
    core::Array result;
    result.shape = std::move(shape);
    result.integers = std::move(values);
    return result;
}

core::Array images(std::int64_t value) {
    return array({3, 1, 2}, std::vector<std::int64_t>(6, value));
}

struct Folder {
    TempDir folder;

    std::string npz(const core::WeightSet& arrays) const {
        forget_inputs();
        write_npz(folder / "a.npz", arrays);
        return (folder / "a.npz").string();
    }
    LabelledImages read(const std::string& text) const { return labelled_images(array_path(text), kShape, 4); }
    std::string error(const std::string& text) const {
        return error_of([&] { read(text); });
    }
};

}  // namespace

TEST_CASE("a path names file, images and labels") {
    const auto path = array_path("folder:x/a.npz:b,c");
    CHECK(path.file == "folder:x/a.npz");
    CHECK(path.images == "b");
    CHECK(path.labels == "c");
    CHECK(array_path("a.npz").images.empty());
    CHECK(array_path("a.npz:b").labels.empty());
    CHECK(array_path("photo:1.jpg").file == "photo:1.jpg");
    for (const char* wrong : {"a.npz:", "a.npz:,c", "a.npz:b,"})
        CHECK_THAT(error_of([&] { array_path(wrong); }), Catch::Contains("allowed: FILE.npz, FILE.npz:IMAGES"));
}

TEST_CASE("pairs of names are taken in order, and labels only beside their images") {
    const Folder files;
    const auto labels = array({3}, {3, 0, 2});
    const auto all = files.npz({{"x_test", images(1)},
                                {"y_test", labels},
                                {"images", images(2)},
                                {"x", images(3)},
                                {"y", array({3}, {0, 0, 0})}});
    CHECK(files.read(all).images[0][0] == 2);
    CHECK(files.read(all).labels.empty());  // there is no array 'labels'
    CHECK(files.read(all + ":x_test,y_test").labels == std::vector<int>{3, 0, 2});
    CHECK(files.read(all + ":x_test").labels.empty());
    const auto split = files.npz({{"x_test", images(1)}, {"y_test", array({3, 1}, {3, 0, 2})}, {"x_train", images(9)}});
    CHECK(files.read(split).images[2][1] == 1);
    CHECK(files.read(split).labels == std::vector<int>{3, 0, 2});
}

TEST_CASE("labels that are no classes are refused with file and array") {
    const Folder files;
    const auto high = files.npz({{"images", images(1)}, {"labels", array({3}, {3, 4, 0})}});
    CHECK_THAT(files.error(high), Catch::Contains("a.npz: labels: found 4; allowed: integers from 0 to 3") &&
                                      Catch::Contains("a.npz:images takes the images alone"));
    CHECK(files.read(high + ":images").images.size() == 3);
    const auto few = files.npz({{"images", images(1)}, {"labels", array({2}, {3, 0})}});
    CHECK_THAT(files.error(few + ":images,labels"), Catch::EndsWith("one for each of the 3 images"));
    CHECK_THAT(files.error(few + ":images,label"), Catch::Contains("label: found no such array"));
    CHECK_THAT(files.error(files.npz({{"pictures", images(1)}})), Catch::Contains("FILE.npz:IMAGES,LABELS"));
}

TEST_CASE("a run counts images of files with and without labels") {
    const Folder files;
    const auto path = files.npz({{"images", images(1)}, {"labels", array({3}, {3, 0, 2})}});
    CHECK(given_images({path + ":images", path}, kShape, 4).labels == std::vector<int>{-1, -1, -1, 3, 0, 2});
    CHECK(given_images({path + ":images"}, kShape, 4).labels.empty());
}
