// SPDX-License-Identifier: Apache-2.0
// Puts messages together and finds the word that was probably meant.
#include "sim/config/error.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace hashiflex {
namespace {

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

// Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment).
std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

ConfigError config_error(const Complaint& complaint) {
    constexpr std::size_t kMostWord = 400;  // a file may hold a word of megabytes
    constexpr std::size_t kMostLine = 1000;
    std::string text;
    const auto append = [&](const std::string& part, const std::string& separator) {
        if (!part.empty()) text += (text.empty() ? "" : separator) + part;
    };
    append(complaint.where, "");
    append(shortened(complaint.path, kMostWord), ": ");
    if (!complaint.found.empty()) append("found " + shortened(complaint.found, kMostWord), ": ");
    if (!complaint.allowed.empty()) append("allowed: " + complaint.allowed, "; ");
    if (!complaint.suggestion.empty()) append("did you mean '" + complaint.suggestion + "'?", "; ");
    for (const auto& line : complaint.details) text += "\n  " + shortened(line, kMostLine);
    return ConfigError(text);
}

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
    constexpr std::size_t kLongestWord = 200;
    std::string best;
    if (word.size() > kLongestWord) return best;
    // More than half of the letters wrong is no likeness.
    std::size_t best_distance = std::max<std::size_t>(word.size() / 2, 1) + 1;
    for (const auto& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= best_distance || distance >= candidate.size()) continue;
        best_distance = distance;
        best = candidate;
    }
    return best;
}

std::string shortened(const std::string& text, std::size_t most) {
    std::size_t end = std::min(most, text.find('\0'));  // what() would end there
    if (text.size() <= end) return text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace hashiflex
