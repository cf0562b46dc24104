// SPDX-License-Identifier: Apache-2.0
// Visits a description and writes its values as JSON; remembers for each null why it is one.
#pragma once

#include "sim/report/format.h"
#include "sim/report/report_rules.h"
#include "sim/report/run_result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hashiflex {

using Json = nlohmann::ordered_json;

class ReportWriter {
 public:
    enum class Lists { whole, empty };

    template <class T>
    static Json object(const T& value, Lists lists = Lists::whole) {
        ReportWriter writer;
        writer.lists_ = lists;
        return writer.object_of(value);
    }

    template <class T, class Rule>
    void field(const std::string& key, const T& value, const Rule& rule, const char*) {
        put(key, [&] { return json_or_null(value, rule); });
    }
    template <class T, class Rule>
    void field_if(const std::string& key, const std::optional<T>& value, const Rule& rule, const char* doc) {
        if (value) field(key, *value, rule, doc);
    }
    template <class Fields>
    void group(const std::string& key, const char*, const Fields& fields) {
        put(key, [&] { return filled_by(fields); });
    }
    void reasons(const std::string& key, const char*) { object_[key] = reasons_; }

 private:
    // The value comes first: what it holds moves object_ and path_ for a while.
    template <class Make>
    void put(const std::string& key, const Make& make) {
        Json value = at(path_.empty() ? key : "." + key, make);
        object_[key] = std::move(value);
    }
    template <class Make>
    Json at(const std::string& step, const Make& make) {
        const std::size_t outer = path_.size();
        path_ += step;
        Json value = make();
        path_.resize(outer);
        return value;
    }
    template <class Fields>
    Json filled_by(const Fields& fields) {
        Json outer = std::exchange(object_, Json::object());
        fields();
        return std::exchange(object_, std::move(outer));
    }
    template <class T>
    Json object_of(const T& value) {
        return filled_by([&] { describe(*this, value); });
    }
    Json null(const std::string& reason) {
        reasons_[path_] = reason;
        return nullptr;
    }
    template <class T, class Rule>
    Json json_or_null(const T& value, const Rule& rule) {
        return json_of(value, rule);
    }
    template <class Rule>
    Json json_or_null(const Quantity& number, const Rule& rule) {
        return number.value ? json_of(*number.value, rule) : null(number.reason);
    }
    template <class T, class Rule>
    Json json_or_null(const Known<T>& known, const Rule& rule) {
        return known.value ? json_of(*known.value, rule) : null(known.reason);
    }
    template <class T, class Rule>
    Json json_or_null(const std::optional<T>& value, const Rule& rule) {
        return value ? json_of(*value, rule) : Json(nullptr);
    }

    // A rule says what a value means; so only pairs that mean something are here.
    template <class T, class = std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>>>
    Json json_of(T value, const Integers&) {
        return value;
    }
    template <class T, class = std::enable_if_t<std::is_same_v<T, bool>>>
    Json json_of(T value, const Flag&) {
        return value;
    }
    Json json_of(int value, const Exactly&) { return value; }
    template <class T, class = std::enable_if_t<std::is_floating_point_v<T>>>
    Json json_of(T value, const Reals&) {
        return rounded(value);
    }
    Json json_of(const Rational& value, const Reals&) { return rounded(value.value()); }
    Json json_of(const Rational& value, const Fraction&) {
        return std::to_string(value.numerator) + "/" + std::to_string(value.denominator);
    }
    Json json_of(const std::string& value, const Words&) { return value; }
    Json json_of(const std::string& value, const OneOf&) { return value; }
    template <class E>
    Json json_of(E value, const Choices<E>& rule) {
        for (const auto& choice : rule.values)
            if (choice.second == value) return choice.first;
        throw std::logic_error("a value of the report has no name");
    }
    template <class T>
    Json json_of(const T& value, const Mapping&) {
        return object_of(value);
    }
    template <class T>
    Json json_of(const T& value, const Definition&) {
        return object_of(value);
    }
    template <class T, class Rule>
    Json json_of(const std::vector<T>& items, const ListOf<Rule>& rule) {
        Json list = Json::array();
        if (lists_ == Lists::empty) return list;
        for (const auto& item : items)
            list.push_back(at("[" + std::to_string(list.size()) + "]", [&] { return json_of(item, rule.rule); }));
        return list;
    }
    template <class T>
    Json json_of(const std::vector<T>& items, const ByPath&) {
        Json object = Json::object();
        for (const auto& item : items) object[item.path] = object_of(item);
        return object;
    }

    Lists lists_ = Lists::whole;
    Json object_ = Json::object();
    std::string path_;  // of what is being written
    Json reasons_ = Json::object();
};

}  // namespace hashiflex
