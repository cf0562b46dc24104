# SPDX-License-Identifier: Apache-2.0
# verdicts.py SCHEMA DOCUMENTS: for each line of DOCUMENTS (JSON; with a third argument `yaml`, YAML) a line: why SCHEMA
# refuses it; empty if it does not. What is no number is no value of JSON.
import json
import math
import sys

import jsonschema


def has_nan(value):
    if isinstance(value, dict):
        return any(map(has_nan, value.values()))
    if isinstance(value, list):
        return any(map(has_nan, value))
    return isinstance(value, float) and math.isnan(value)


loads = json.loads
if sys.argv[3:] == ["yaml"]:
    from core_yaml import loads

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        document = loads(line)
        error = next(validator.iter_errors(document), None)
        if has_nan(document):
            print("not a number")
        else:
            print("" if error is None else "/".join(map(str, error.absolute_path)) + ": " + error.message[-200:])
