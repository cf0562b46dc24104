// SPDX-License-Identifier: Apache-2.0
#include "sim/schema/file_schemas.h"

#include "sim/compare/rules.h"
#include "sim/config/describe_design.h"
#include "sim/config/describe_network.h"
#include "sim/config/describe_technology.h"
#include "sim/config/describe_weights.h"
#include "sim/schema/report_schema.h"
#include "sim/schema/schema_writer.h"
#include "sim/sweep/sweep_file.h"

namespace hashiflex {
namespace {

template <class File>
Json schema_of_file(const char* title, const char* description) {
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}, {"description", description}};
    File file;
    schema.update(SchemaWriter::object(file));
    return schema;
}

Json design_schema() {
    return schema_of_file<DesignFile>("HaShiFlex design", "Which network, in which technology, on what hardware.");
}

Json network_schema() {
    return schema_of_file<NetworkFile>("HaShiFlex network",
                                       "Layers with their number formats, weights and test images.");
}

Json technology_schema() {
    return schema_of_file<core::Technology>("HaShiFlex technology", "Prices of area, energy and delay, with sources.");
}

Json sweep_schema() {
    return schema_of_file<SweepFile>("HaShiFlex sweep", "Which keys of a design take which values.");
}

Json tolerances_schema() {
    return schema_of_file<CompareRules>("HaShiFlex tolerances", "By how much modelled numbers may differ.");
}

}  // namespace

const std::vector<FileSchema>& file_schemas() {
    static const std::vector<FileSchema> schemas{
        {"design", design_schema}, {"network", network_schema},       {"technology", technology_schema},
        {"sweep", sweep_schema},   {"tolerances", tolerances_schema}, {"report", report_schema},
        {"eval", eval_schema},     {"finetune", finetune_schema},
    };
    return schemas;
}

}  // namespace hashiflex
