# SPDX-License-Identifier: Apache-2.0
"""Validates a JSON file against a JSON Schema: validate.py SCHEMA FILE. Debian package python3-jsonschema."""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)  # cannot judge

with open(sys.argv[1], encoding="utf-8") as schema, open(sys.argv[2], encoding="utf-8") as document:
    rules = json.load(schema)
    jsonschema.Draft7Validator.check_schema(rules)
    errors = list(jsonschema.Draft7Validator(rules).iter_errors(json.load(document)))
for error in errors:
    print("/".join(map(str, error.absolute_path)) + ": " + error.message)
sys.exit(1 if errors else 0)
