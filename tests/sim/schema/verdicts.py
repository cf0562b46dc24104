# SPDX-License-Identifier: Apache-2.0
# verdicts.py SCHEMA DOCUMENTS: for each line of DOCUMENTS (JSON; with a third argument `yaml`, YAML) a line: why SCHEMA
# refuses it; empty if it does not.
import json
import sys

import jsonschema

loads = json.loads
if sys.argv[3:] == ["yaml"]:
    from core_yaml import loads

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        error = next(validator.iter_errors(loads(line)), None)
        print("" if error is None else "/".join(map(str, error.absolute_path)) + ": " + error.message[-200:])
