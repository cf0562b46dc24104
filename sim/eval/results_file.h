// SPDX-License-Identifier: Apache-2.0
// What each image gave, one row an image: FILE.csv or FILE.npz.
#pragma once

#include "sim/eval/class_head.h"

#include <cstdint>
#include <memory>
#include <string>

namespace hashiflex {

struct ImageRow {
    std::uint64_t image = 0;  // counted from 0
    int label = -1;           // kNoLabel: it has none
    const ImageClasses& found;
};

class ResultsFile {
 public:
    ResultsFile() = default;
    virtual ~ResultsFile() = default;  // without commit() no file is left behind
    ResultsFile(const ResultsFile&) = delete;
    ResultsFile& operator=(const ResultsFile&) = delete;

    virtual void add(const ImageRow& row) = 0;
    virtual void commit() = 0;
};

// Judged before anything is computed, for so many images at most: the name ends in .csv or .npz, or is that of a pipe
// or a device, which gets CSV. An archive is made in memory, so its size has a bound. Throws std::invalid_argument.
void require_results(const std::string& path, int classes, std::uint64_t images);

// CSV: image,label,class,top1..top5,logit_0.. with a label that is empty where there is none; logits have nine digits,
// which give back the float that they were. npz: image, label (-1: none), class, top [images][5], logits
// [images][classes].
std::unique_ptr<ResultsFile> open_results(const std::string& path, int classes);

}  // namespace hashiflex
