// SPDX-License-Identifier: Apache-2.0
// Visits the description of a result in which nothing is known: what a value may be does not depend on what it is.
#include "sim/schema/report_schema.h"

#include "sim/report/describe_report.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex {
namespace {

Json schema_of(const Words& rule) {
    Json schema{{"type", "string"}};
    if (rule.pattern != nullptr) schema["pattern"] = rule.pattern;
    return schema;
}

Json schema_of(const OneOf& rule) {
    return Json{{"enum", rule.values}};
}

Json schema_of(const Exactly& rule) {
    return Json{{"const", rule.value}};
}

Json schema_of(const Fraction&) {
    return Json{{"type", "string"}, {"pattern", "^[0-9]+/[0-9]+$"}};
}

template <class Rule>
Json schema_of(const Rule& rule) {
    return rule_schema(rule);
}

Json or_null(Json schema) {
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

}  // namespace

Json report_schema() {
    ReportSchemaWriter writer;
    const Json report = writer.object_of(RunResult{});
    Json schema{
        {"$schema", "http://json-schema.org/draft-07/schema#"},
        {"title", "report.json of hashiflex run"},
        {"description",
         "docs/report.md explains it. Every null has an entry in `reasons`, except partial_reason and deadlock, "
         "where null means: none."}};
    schema["definitions"] = writer.definitions();
    schema.update(report);
    return schema;
}

}  // namespace hashiflex
