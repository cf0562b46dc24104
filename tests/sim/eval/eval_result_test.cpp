// SPDX-License-Identifier: Apache-2.0
// Are shares counted over images with labels, is what is unknown null with a reason, and does an evaluation that is
// stopped hold the images before?
#include "sim/eval/eval_result.h"

#include "sim/config/load.h"
#include "sim/eval/eval_json.h"
#include "sim/run/run_images.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <atomic>

using namespace hashiflex;

namespace {

EvaluatedImage image(std::vector<int> best) {
    return {{std::move(best), std::vector<float>(8, 0)}, std::nullopt};
}

EvalRequest request(std::vector<int> labels, std::uint64_t images) {
    EvalRequest request;
    request.info.labels = std::move(labels);
    request.info.images = images;
    request.info.image_source = "given";
    request.classes = 8;
    request.no_float_model = "none here";
    return request;
}

}  // namespace

TEST_CASE("images without a label do not count") {
    const std::vector<EvaluatedImage> images{image({1, 2, 3, 4, 5}), image({1, 2, 3, 4, 5}), image({1, 2, 3, 4, 5}),
                                             image({7, 6, 5, 4, 3})};
    const EvalResult result = assemble_eval(request({1, -1, 5, 0}, 4), images);
    CHECK(result.labelled == 3);
    CHECK(result.top1.hits == 1);
    CHECK(result.top1.of == 3);
    CHECK(result.top5.hits == 2);
    CHECK(result.confusion.at(5, 1) == 1);
    CHECK(result.per_class[1].right.hits == 1);
    CHECK(result.per_class[1].found == 2);
    CHECK(result.per_class[1].precision.value == 0.5);
    CHECK(result.per_class[2].right.share.reason == "no image of this class");
    CHECK(result.partial_reason.empty());
}

TEST_CASE("what is unknown is null with a reason") {
    const auto json = nlohmann::json::parse(to_json(assemble_eval(request({}, 1), {image({1, 2, 3, 4, 5})})));
    CHECK(json["top1"]["share"].is_null());
    CHECK(json["reasons"]["top1.share"] == "the images have no labels");
    CHECK(json["float_model"].is_null());
    CHECK(json["reasons"]["float_model"] == "none here");
    CHECK(json["per_class"].empty());
}

TEST_CASE("an evaluation that is stopped holds the images before, the same for any number of threads") {
    const auto loaded = load(std::string(HASHIFLEX_SOURCE_DIR) + "/configs/designs/digits.yaml");
    const auto images = images_of_network(loaded.network, loaded.design.source.type.shape, 0);
    const auto all = evaluate_classes(loaded.design, nullptr, images.images, 100, {1, nullptr, {}});
    REQUIRE(all.size() == 100);
    for (const std::uint64_t jobs : {1, 3}) {
        std::atomic<bool> stop{false};
        const auto some = evaluate_classes(loaded.design, nullptr, images.images, 100,
                                           {jobs, &stop, [&](std::uint64_t done) { stop = stop || done == 10; }});
        REQUIRE(some.size() >= 10);
        REQUIRE(some.size() < 10 + jobs);
        for (std::size_t i = 0; i < some.size(); ++i) CHECK(some[i].chip.logits == all[i].chip.logits);
        const EvalResult partial = assemble_eval(request({}, 100), some);
        CHECK(partial.images_done == some.size());
        CHECK(partial.partial_reason == "interrupted");
    }
}
