// SPDX-License-Identifier: Apache-2.0
// Visits a description and writes its JSON Schema (draft 7): what the reader checks, an editor can show.
#pragma once

#include "modules/core/network/spec.h"
#include "sim/config/describe.h"
#include "sim/config/rules.h"
#include "sim/config/stage_kinds.h"
#include "sim/config/weights_source.h"
#include "sim/schema/rule_schema.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

// The schema of a described struct: an object without other keys than the described ones.
class SchemaWriter : public Visitor<SchemaWriter> {
 public:
    template <class T>
    static Json object(T& value, const std::string& kind = "") {
        SchemaWriter writer;
        writer.kind_ = kind;
        describe(writer, value);
        Json schema{{"type", "object"}, {"additionalProperties", false}};
        if (!writer.required_.empty()) schema["required"] = writer.required_;
        schema["properties"] = writer.properties_;
        return schema;
    }

    template <class T, class Rule>
    void field(const Field& field, T& value, const Rule& rule) {
        Json schema = schema_of(value, rule);
        const auto standard = field.required ? std::nullopt : standard_of(value, rule);
        if (standard) schema["default"] = *standard;
        add(field, std::move(schema));
    }
    // The layer's kind is known here: every kind has an object schema of its own.
    void kind(const Field& field, core::LayerKind&) { add(field, Json{{"const", kind_}}); }

 private:
    void add(const Field& field, Json schema) {
        schema["description"] = field.doc;
        properties_[field.key] = std::move(schema);
        if (field.required) required_.push_back(field.key);
    }

    template <class T, class Rule>
    static Json schema_of(T&, const Rule& rule) {
        return rule_schema(rule);
    }
    template <class T>
    static Json schema_of(T& value, const Mapping&) {
        return object(value);
    }
    template <class T>
    static Json schema_of(std::optional<T>& value, const Mapping&) {
        T present = value.value_or(T{});
        return object(present);
    }
    template <class T>
    static Json schema_of(std::map<std::string, T>&, const ByName&) {
        T value{};
        return Json{{"type", "object"}, {"additionalProperties", object(value)}};
    }
    template <class T>
    static Json schema_of(std::vector<T>&, const ListOf<Mapping>& rule) {
        T item{};
        return list_schema(object(item), rule.fewest);
    }
    static Json schema_of(std::vector<core::LayerSpec>&, const ListOf<Mapping>& rule) {
        Json kinds = Json::array();
        for (const auto& kind : stage_kinds()) {
            core::LayerSpec layer;
            layer.kind = kind.spec;
            kinds.push_back(object(layer, kind.name));
        }
        return list_schema(Json{{"oneOf", std::move(kinds)}}, rule.fewest);
    }
    static Json schema_of(std::vector<AxisSpec>&, const Axes&) {
        RangeSpec range;
        Json values{{"anyOf", {list_schema(Json::object(), 1), object(range)}}};
        return Json{{"type", "object"}, {"additionalProperties", std::move(values)}};
    }
    static Json schema_of(core::Padding& value, const Pads& rule) {
        return Json{{"anyOf", {rule_schema(rule), object(value)}}};
    }
    static Json schema_of(WeightsKey& value, const Weights& rule) {
        Json sources{rule_schema(rule)};
        for (const auto& [key, source] : object(value)["properties"].items())  // a map with one of its keys
            sources.push_back(Json{{"type", "object"},
                                   {"additionalProperties", false},
                                   {"required", {key}},
                                   {"properties", {{key, source}}}});
        return Json{{"anyOf", std::move(sources)}};
    }
    static Json schema_of(core::OutputSpec& value, const Format&) {
        return Json{{"anyOf", {object(value), Json{{"const", "auto"}}}}};
    }

    std::string kind_;
    Json properties_ = Json::object();
    std::vector<std::string> required_;
};

}  // namespace hashiflex
