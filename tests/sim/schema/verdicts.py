# SPDX-License-Identifier: Apache-2.0
# verdicts.py SCHEMA DOCUMENTS: for each line of DOCUMENTS (JSON), 1 if SCHEMA allows it, else 0.
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        print(int(validator.is_valid(json.loads(line))))
