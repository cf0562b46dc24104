// SPDX-License-Identifier: Apache-2.0
// `--set PATH=VALUE`, one a line, on the digits design.
#include "sim/config/design_file.h"
#include "sim/config/path.h"
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/lines.h"
#include "tests/fuzz/target.h"

namespace hashiflex::fuzz {

void set(const std::string& bytes) {
    static const Document digits = read_document(repository_file("configs/designs/digits.yaml"));
    Document document = digits;
    for (const auto& line : lines_of(bytes)) override_value(document, line);
    read_design(std::move(document));
}

}  // namespace hashiflex::fuzz
