// SPDX-License-Identifier: Apache-2.0
// Visits the description of a result in which nothing is known, and writes its JSON Schema: what a value may be does
// not depend on what it is.
#pragma once

#include "sim/report/report_rules.h"
#include "sim/report/run_result.h"
#include "sim/schema/rule_schema.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {

inline Json schema_of(const Words& rule) {
    Json schema{{"type", "string"}};
    if (rule.pattern != nullptr) schema["pattern"] = rule.pattern;
    return schema;
}

inline Json schema_of(const OneOf& rule) {
    return Json{{"enum", rule.values}};
}

inline Json schema_of(const Exactly& rule) {
    return Json{{"const", rule.value}};
}

inline Json schema_of(const Fraction&) {
    return Json{{"type", "string"}, {"pattern", "^[0-9]+/[0-9]+$"}};
}

template <class Rule>
inline Json schema_of(const Rule& rule) {
    return rule_schema(rule);
}

inline Json or_null(Json schema) {
    if (schema.contains("enum")) {
        schema["enum"].push_back(nullptr);
        return schema;
    }
    Json& type = schema.at("type");
    type = Json{type, "null"};
    return schema;
}

// All keys but those of field_if() are required, and no others are allowed.
class ReportSchemaWriter {
 public:
    template <class T>
    Json object_of(const T& value) {
        return filled_by([&] { describe(*this, value); });
    }
    const Json& definitions() const { return definitions_; }

    template <class T, class Rule>
    void field(const std::string& key, const T& value, const Rule& rule, const char* doc) {
        add(key, schema_or_null(value, rule), doc);
    }
    template <class T, class Rule>
    void field_if(const std::string& key, const std::optional<T>&, const Rule& rule, const char* doc) {
        add(key, schema_of_value(T{}, rule), doc);
        if_there_.insert(key);
    }
    template <class Fields>
    void group(const std::string& key, const char* doc, const Fields& fields) {
        add(key, filled_by(fields), doc);
    }
    void reasons(const std::string& key, const char* doc) {
        add(key, Json{{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}, doc);
    }

 private:
    void add(const std::string& key, Json schema, const char* doc) {
        if (schema.contains("$ref")) schema = Json{{"allOf", {std::move(schema)}}};  // beside $ref nothing counts
        schema["description"] = doc;
        properties_[key] = std::move(schema);
    }
    template <class Fields>
    Json filled_by(const Fields& fields) {
        Json outer = std::exchange(properties_, Json::object());
        auto outer_if_there = std::exchange(if_there_, {});
        fields();
        const Json properties = std::exchange(properties_, std::move(outer));
        const auto if_there = std::exchange(if_there_, std::move(outer_if_there));
        Json schema{{"type", "object"}, {"additionalProperties", false}, {"required", Json::array()}};
        for (const auto& property : properties.items())
            if (if_there.count(property.key()) == 0) schema["required"].push_back(property.key());
        schema["properties"] = properties;
        return schema;
    }

    template <class T, class Rule>
    Json schema_or_null(const T& value, const Rule& rule) {
        return schema_of_value(value, rule);
    }
    template <class Rule>
    Json schema_or_null(const Quantity&, const Rule& rule) {
        return or_null(schema_of_value(0.0, rule));
    }
    template <class T, class Rule>
    Json schema_or_null(const Known<T>&, const Rule& rule) {
        return or_null(schema_of_value(T{}, rule));
    }
    template <class T, class Rule>
    Json schema_or_null(const std::optional<T>&, const Rule& rule) {
        return or_null(schema_of_value(T{}, rule));
    }

    template <class T, class Rule>
    Json schema_of_value(const T&, const Rule& rule) {
        return schema_of(rule);
    }
    template <class T>
    Json schema_of_value(const T& value, const Mapping&) {
        return object_of(value);
    }
    template <class T>
    Json schema_of_value(const T& value, const Definition& rule) {
        if (!definitions_.contains(rule.name)) definitions_[rule.name] = object_of(value);
        return Json{{"$ref", std::string("#/definitions/") + rule.name}};
    }
    template <class T, class Rule>
    Json schema_of_value(const std::vector<T>&, const ListOf<Rule>& rule) {
        return list_schema(schema_of_value(T{}, rule.rule), rule.fewest);
    }
    template <class T>
    Json schema_of_value(const std::vector<T>&, const ByPath&) {
        return Json{{"type", "object"}, {"additionalProperties", object_of(T{})}};
    }

    Json properties_ = Json::object();
    std::set<std::string> if_there_;  // those that need not be
    Json definitions_ = Json::object();
};

// The schema of a file that ReportWriter makes of `value`.
template <class T>
Json schema_of_result(const T& value, const char* title, const char* description) {
    ReportSchemaWriter writer;
    const Json object = writer.object_of(value);
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}, {"description", description}};
    schema["definitions"] = writer.definitions();
    schema.update(object);
    return schema;
}

}  // namespace hashiflex
