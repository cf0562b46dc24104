# SPDX-License-Identifier: Apache-2.0
# YAML read as the core schema says (YAML 1.2.2, section 10.3.2, whose table this is): PyYAML sees to the structure, and
# nothing of how it resolves scalars (YAML 1.1) is used.
import re

import yaml

INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL = re.compile(r"0o[0-7]+")
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITY = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)")


def scalar(text):
    if text in ("null", "Null", "NULL", "~", ""):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if INTEGER.fullmatch(text):
        return int(text)
    if OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    if FLOAT.fullmatch(text):
        return float(text)
    if INFINITY.fullmatch(text):
        return float("-inf" if text[0] == "-" else "inf")
    if text in (".nan", ".NaN", ".NAN"):
        return float("inf")  # of which comparisons are true: a number that is in no range
    return text


def value(node):
    if isinstance(node, yaml.MappingNode):
        return {value(key): value(item) for key, item in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    return node.value if node.style else scalar(node.value)


def loads(text):
    return value(yaml.compose(text, Loader=yaml.BaseLoader))
