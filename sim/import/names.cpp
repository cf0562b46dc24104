// SPDX-License-Identifier: Apache-2.0
#include "sim/import/names.h"

#include "modules/core/network/build.h"

#include <algorithm>
#include <map>
#include <set>

namespace hashiflex::importing {
namespace {

constexpr std::size_t kLongestIdentifier = 60;  // the files allow 100; suffixes come behind it

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::vector<std::string> parts_of(const std::string& name) {
    std::vector<std::string> parts{""};
    for (const char c : name)
        if (c == '/')
            parts.emplace_back();
        else
            parts.back() += c;
    parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
    return parts;
}

// PyTorch repeats what is outside: /layer1/layer1.0/conv1; and puts the operator last, as TensorFlow does.
std::vector<std::string> without_repetition(std::vector<std::string> parts) {
    for (std::size_t i = 0; i + 1 < parts.size();) {
        const bool repeats = parts[i + 1].compare(0, parts[i].size(), parts[i]) == 0;
        if (repeats)
            parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    }
    const std::set<std::string> operators{"Conv", "Conv2D", "Gemm", "MatMul", "depthwise", "convolution"};
    if (parts.size() > 1 && operators.count(parts.back()) > 0) parts.pop_back();
    return parts;
}

std::string identifier(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += '_';
        for (const char c : part) text += is_letter(c) || is_digit(c) ? c : '_';
    }
    text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == '_' && b == '_'; }), text.end());
    while (!text.empty() && (text.front() == '_')) text.erase(0, 1);
    while (!text.empty() && text.back() == '_') text.pop_back();
    if (text.size() > kLongestIdentifier)
        text.erase(0, text.size() - kLongestIdentifier);  // the end tells layers apart
    while (!text.empty() && !is_letter(text.front())) text.erase(0, 1);
    return text;
}

// Parts that all names begin with say nothing.
void drop_common_beginning(std::vector<std::vector<std::string>>& names) {
    std::vector<std::vector<std::string>*> named;
    for (auto& name : names)
        if (!name.empty()) named.push_back(&name);
    if (named.size() < 2) return;
    const auto is_common = [&] {
        return std::all_of(named.begin(), named.end(), [&](const auto* name) {
            return name->size() > 1 && name->front() == named.front()->front();
        });
    };
    while (is_common())
        for (auto* name : named) name->erase(name->begin());
}

std::string kind_text(const Layer& layer) {
    static const char* const kNames[] = {"input", "conv",  "pool", "pool",   "add",    "concat",
                                         "scale", "clamp", "pad",  "format", "select", "crop"};
    const auto* conv = std::get_if<ConvLayer>(&layer.op);
    if (conv != nullptr && conv->is_selection) return "select";
    return conv != nullptr && conv->is_matrix ? "fc" : kNames[layer.op.index()];
}

std::string distinct(const std::string& wish, std::set<std::string>& taken) {
    std::string name = wish;
    for (int i = 2; core::is_reserved_name(name) || !taken.insert(name).second; ++i)
        name = wish + "_" + std::to_string(i);
    return name;
}

}  // namespace

std::vector<std::string> layer_names(const LayerGraph& layers, const std::vector<int>& order) {
    std::vector<std::vector<std::string>> parts;
    for (const int number : order) parts.push_back(without_repetition(parts_of(layers.at(number).name)));
    drop_common_beginning(parts);
    std::vector<std::string> names;
    std::set<std::string> taken;
    std::map<std::string, int> counts;
    for (std::size_t i = 0; i < order.size(); ++i) {
        std::string wish = identifier(parts[i]);
        const std::string kind = kind_text(layers.at(order[i]));
        if (wish.empty()) wish = kind + std::to_string(++counts[kind]);
        names.push_back(distinct(wish, taken));
    }
    return names;
}

std::string network_name(const std::string& model) {
    std::string name;
    for (const char c : model) name += is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-' ? c : '_';
    while (!name.empty() && (name.front() == '.' || name.front() == '-' || name.front() == '_')) name.erase(0, 1);
    if (name.size() > kLongestIdentifier) name.resize(kLongestIdentifier);
    return name.empty() ? "network" : name;
}

}  // namespace hashiflex::importing
