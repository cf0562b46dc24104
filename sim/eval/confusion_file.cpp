// SPDX-License-Identifier: Apache-2.0
#include "sim/eval/confusion_file.h"

namespace hashiflex {

std::string confusion_csv(const core::Confusion& confusion) {
    std::string text = "label";
    for (int found = 0; found < confusion.classes(); ++found) text += "," + std::to_string(found);
    text += "\n";
    for (int label = 0; label < confusion.classes(); ++label) {
        text += std::to_string(label);
        for (int found = 0; found < confusion.classes(); ++found)
            text += "," + std::to_string(confusion.at(label, found));
        text += "\n";
    }
    return text;
}

}  // namespace hashiflex
