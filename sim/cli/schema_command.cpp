// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/schema_command.h"

#include "sim/cli/options.h"
#include "sim/cli/usage_error.h"
#include "sim/config/error.h"
#include "sim/process/exit_code.h"
#include "sim/schema/file_schemas.h"

#include <cstdio>

namespace hashiflex {
namespace {

std::vector<std::string> kinds() {
    std::vector<std::string> names;
    for (const auto& schema : file_schemas()) names.push_back(schema.kind);
    return names;
}

Syntax schema_syntax() {
    Syntax syntax;
    syntax.command = "schema";
    syntax.summary =
        "Prints the JSON Schema (draft 7) of a kind of file, for editors and other tools.\nKinds: " + joined(kinds()) +
        ". The last three are report.json, eval.json and finetune.json, which run, eval and finetune write; the others "
        "are\nYAML files.";
    syntax.positionals = {"KIND"};
    syntax.examples = "  hashiflex schema design > design.schema.json\n";
    return syntax;
}

}  // namespace

int schema_command(const Arguments& arguments) {
    const auto options = parse(schema_syntax(), arguments);
    if (!options) return kDone;
    const auto& wanted = options->text("KIND");
    for (const auto& schema : file_schemas()) {
        if (schema.kind != wanted) continue;
        std::puts(schema.write().dump(2).c_str());
        return kDone;
    }
    const std::string guess = nearest(wanted, kinds());
    throw UsageError("schema: found kind '" + wanted + "'; allowed: " + joined(kinds()) +
                     (guess.empty() ? "" : "; did you mean '" + guess + "'?"));
}

}  // namespace hashiflex
