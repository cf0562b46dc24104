# SPDX-License-Identifier: Apache-2.0
"""effect_test.py HASHIFLEX SCHEMA_DIR TEST_SET: every key of every kind of file changes some number of a run, or EXCEPTIONS
says why it cannot. The keys come from the schemas, which are the loader's own description, so none is forgotten."""
import functools
import json
import os
import re
import subprocess
import sys
import tempfile

HASHIFLEX, SCHEMAS, TEST_SET = sys.argv[1:]

OUT = {"bits": 8, "signed": False, "frac": 3}
WEIGHTED = {"levels": 7, "terms": 1}
# One layer of every kind; maps are large enough for every key to matter.
NETWORK = {
    "name": "all_kinds",
    "input": {"height": 8, "width": 8, "channels": 1, "offset": 3, "frac": 4},
    "weights": {"synthetic": {"seed": 1}},
    "test_set": {"file": TEST_SET, "images": "x_test", "labels": "y_test"},
    "reference": {"float_top1": 0.5},
    "layers": [
        {"name": "a", "kind": "conv", "inputs": ["input"], "kernel": 3, "stride": 1, "padding": "same_upper", "groups": 1,
         "channels": 4, "activation": "relu", "output": OUT, **WEIGHTED},
        {"name": "a2", "kind": "conv", "inputs": ["a"], "kernel": 3, "stride": 1, "padding": "same_upper", "groups": 1,
         "channels": 4, "activation": "relu", "output": OUT, **WEIGHTED},
        {"name": "b", "kind": "depthwise", "inputs": ["a2"], "kernel": 3, "stride": 2, "padding": "same_upper",
         "activation": "relu", "output": OUT, **WEIGHTED},
        {"name": "c", "kind": "max_pool", "inputs": ["a2"], "kernel": 3, "stride": 2, "padding": "same_upper"},
        {"name": "d", "kind": "add", "inputs": ["b", "c"], "activation": "none", "output": OUT},
        {"name": "e", "kind": "avg_pool", "inputs": ["d"], "kernel": 2, "stride": 1, "padding": "same_upper"},
        {"name": "f", "kind": "concat", "inputs": ["d", "e"]},
        {"name": "g", "kind": "global_avg_pool", "inputs": ["f"]},
        {"name": "h", "kind": "global_max_pool", "inputs": ["f"]},
        {"name": "i", "kind": "concat", "inputs": ["g", "h"]},
        {"name": "j", "kind": "linear", "inputs": ["i"], "channels": 8, "activation": "relu", "output": OUT, **WEIGHTED},
        {"name": "k", "kind": "classifier", "inputs": ["j"], "classes": 10, "weight_bits": 8},
    ],
}
DESIGN = {
    "name": "d", "network": "network.yaml", "weights": {"synthetic": {"seed": 2}}, "tech": "tech.yaml",
    "clock": {"mhz": 100, "allow_above_max": False, "margin_percent": 1}, "target_cycles_per_image": 32, "adder_levels_per_stage": 2,
    "clock_gating": False, "storage": "auto", "input": {"lanes": 2}, "classifier": "npu",
    "npu": {"rows": 4, "columns": 2, "accumulator": "carry_save", "write_port_bytes": 4, "fifo_depth": 20},
    "activity": {"toggle_rate": 0.2}, "energy": {"activity": "default"}, "die": {"max_mm2": 858},
    "stages": {"a": {"lanes": 2, "input_depth": ["auto"], "fifo_depth": "auto", "adder_levels_per_stage": 2,
                     "storage": "latches"}},
}
PRICE = {"value": 1, "source": "a test"}
RESOURCE = {"area_um2": PRICE, "energy_fj": PRICE, "leakage_nw": PRICE}
TECHNOLOGY = {
    "name": "t", "description": "made up", "corner": "none",
    "prices": {**{key: RESOURCE for key in ("full_adder", "half_adder", "inverter", "compare_bit", "mux_bit", "gate", "multiplier_bit", "flop_bit",
                                            "latch_bit", "read_bit", "clock_gate")},
               **{key: PRICE for key in ("flop_clock_fj", "flop_bus_fj", "latch_clock_fj", "latch_bus_fj", "read_select_fj",
                                         "clock_gate_clock_fj")},
               "sram": {key: PRICE for key in ("bit_um2", "column_um2", "two_port", "column_fj", "word_fj", "energy_factor",
                                               "leakage_nw")}},
    "delays": {key: PRICE for key in ("flop_ps", "carry_ps", "sum_ps", "mux_ps", "multiplier_bit_ps", "sram_read_ps")},
    "money": {"utilization": {"value": 0.7, "source": "a test"}, "wafer_usd": PRICE,
              "wafer_diameter_mm": {"value": 300, "source": "a test"}, "defects_per_cm2": PRICE, "mask_set_usd": PRICE,
              "weight_mask_share": {"value": 0.5, "source": "a test"}, "package_and_test_usd": PRICE},
}
BASE = {"design": DESIGN, "network": NETWORK, "technology": TECHNOLOGY}
FILES = {"design": "design.yaml", "network": "network.yaml", "technology": "tech.yaml"}

# What a key may be instead, where the general candidates cannot be right. The first value is the base's own.
CANDIDATES = {
    "design network": ["other_network.yaml"],
    "design tech": ["other_tech.yaml"],
    "design weights": [{"synthetic": {"seed": 3}}],
    "design clock.allow_above_max": [False],
    "design stages.a.input_depth": [[40]],
    "design storage": ["flops"],
    "design stages.a.storage": ["flops"],
    "design die.max_mm2": [1e-6],
    "design energy.activity": ["full"],
    "network weights": [{"synthetic": {"seed": 3}}],
    "network layers.1.inputs": [["input"]],
    "network layers.2.inputs": [["a"]],
    "network layers.3.inputs": [["a"]],
    "network layers.9.inputs": [["g", "h", "g"]],
    "network test_set.images": ["absent"],
    "network test_set.labels": ["absent"],
    "network test_set.file": ["absent.npz"],
}
# Set beside the key, before and after, without which it could not matter.
BESIDE = {
    "technology prices.flop_bus_fj": {"design": {"storage": "flops"}},
    "technology prices.clock_gate.": {"design": {"clock_gating": True}},
    "technology prices.clock_gate_clock_fj": {"design": {"clock_gating": True}},
    "design energy.activity": {"design": {"activity.toggle_rate": "auto"}},
    "design clock.allow_above_max": {"design": {"clock.mhz": 90000, "clock.allow_above_max": True}},
    "design energy.activity": {"design": {"activity": None}},
    "design npu.write_port_bytes": {"options": ["--reprogram-at", "2"]},
    "network weights": {"design": {"weights": None}},
    "network input.height": {"network": {"test_set": None}},
    "network input.width": {"network": {"test_set": None}},
    "network input.channels": {"network": {"test_set": None}},
    "network layers.1.inputs": {"network": {"layers.2.inputs": ["a"]}},
    "network layers.2.stride": {"network": {"layers.3.stride": 1}},
    "network layers.3.stride": {"network": {"layers.2.stride": 1}},
    "network layers.5.stride": {"network": {"layers.6.inputs": ["e", "e"]}},
}
# What must change with the key for the file to be good.
ALSO = {
    "design classifier": {"design": {"npu": None}},
}
# Why a key changes no number of a run.
EXCEPTIONS = {
    r"technology description": "said by `check`, for people",
    r"technology .*\.source": "said where a price is null",
    r"network input\.frac": "the scale of the values, in the files that --dump writes",
    r"network layers\.(0|10)\.output\.frac": "likewise: it changes numbers where values of two scales are added",
    r"network layers\.0\.inputs": "the first layer has no other choice",
    r"network layers\.0\.groups": "one input channel is one group; layers.1.groups is tested",
    r"network layers\.1[01]\.inputs": "the last layers read what nobody else does: there is no other choice",
}
# Keys whose effect is that a run is refused, and what the complaint names: what is not in the other file, a clock too fast.
REFUSED = {"network test_set.images": "absent", "network test_set.labels": "absent", "network test_set.file": "absent.npz",
           "design clock.allow_above_max": "clock.allow_above_max: true", "design die.max_mm2": "die.max_mm2"}


def copied(document):
    return json.loads(json.dumps(document))  # shares nothing


def resolved(schema):
    """The alternative of a schema that describes an object, if there is one."""
    for alternative in schema.get("anyOf", []):
        if alternative.get("type") == "object":
            return alternative
    return schema


def keys_of(schema, document, path=""):
    """Paths of all keys that `schema` knows, along `document`; lists of layers by index."""
    for key, item in schema.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        assert key in document, f"the base document lacks {here}: add it, so that its effect is tested"
        yield here
        value = document[key]
        if isinstance(value, dict) and key != "weights":
            inner = resolved(item)
            if "properties" in inner:
                yield from keys_of(inner, value, here)
            elif isinstance(inner.get("additionalProperties"), dict):
                for name, child in value.items():
                    yield from keys_of(inner["additionalProperties"], child, f"{here}.{name}")
        elif key == "layers":
            kinds = {k["properties"]["kind"]["const"]: k for k in item["items"]["oneOf"]}
            assert {layer["kind"] for layer in value} == set(kinds), "the base network lacks a kind of layer"
            for index, layer in enumerate(value):
                yield from keys_of(kinds[layer["kind"]], layer, f"{here}.{index}")


def at(document, path):
    node = document
    for step in path.split("."):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


def put(document, path, value):
    *way, last = path.split(".")
    node = at(document, ".".join(way)) if way else document
    if value is None:
        del node[last]
    elif isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value


def candidates(name, value):
    if name in CANDIDATES:
        return CANDIDATES[name]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value + 2, value * 2, value - 1, value * 8, 1, 2, 4, 16, 64, 4000]
    if isinstance(value, float):
        return [value / 2]
    if value in ("ripple", "carry_save", "npu", "hardwired"):
        return {"ripple": ["carry_save"], "carry_save": ["ripple"], "npu": ["hardwired"], "hardwired": ["npu"]}[value]
    if value in ("none", "relu", "relu6"):
        return ["relu6", "none"]
    if value in ("same_upper", "valid"):
        return ["same_lower", "valid", {"top": 0, "bottom": 2, "left": 2, "right": 0}]
    if value == "auto":
        return [2, 3, 1]
    if name.endswith(".inputs"):
        return [["input"], ["a"], ["b"], ["d"], ["e"], ["c", "b"], ["a", "a"], ["e", "e"], ["h", "g", "i"]]
    return [value + "x"] if isinstance(value, str) else []


def text(document):
    return re.sub(r'"auto"', "auto", json.dumps(document))


def run(documents, options=()):
    """The numbers of a run, or the complaint. What is changed in one place only is compared with the same run."""
    return run_of_texts(json.dumps(documents), tuple(options))


@functools.lru_cache(maxsize=None)
def run_of_texts(texts, options):
    documents = json.loads(texts)
    with tempfile.TemporaryDirectory() as folder:
        for kind, document in documents.items():
            with open(os.path.join(folder, FILES[kind]), "w", encoding="utf-8") as file:
                file.write(text(document))
        for kind, change in (("network", ("layers.0.channels", 6)), ("technology", ("prices.flop_clock_fj.value", 2))):
            other = copied(BASE[kind])
            put(other, *change)
            with open(os.path.join(folder, "other_" + FILES[kind]), "w", encoding="utf-8") as file:
                file.write(text(other))
        done = subprocess.run([HASHIFLEX, "run", "design.yaml", "--engine", "fast", "--images", "40", "--quiet", *options],
                              cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return None, done.stderr
        with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
            report = json.load(file)
    del report["provenance"]
    return report, ""


def renamed(documents, old, new):
    """A layer under another name, wherever it is named."""
    return json.loads(json.dumps(documents).replace(f'"{old}"', f'"{new}"'))


def with_changes(documents, changes):
    """`changes`: by kind of file, by path."""
    result = copied(documents)
    for kind, values in changes.items():
        for path, value in values.items() if kind in result else ():
            put(result[kind], path, value)
    return result


def has_effect(kind, path):
    name = f"{kind} {path}"
    beside = next((more for key, more in BESIDE.items() if name.startswith(key)), {})
    options = beside.get("options", ())
    documents = with_changes(BASE, beside)
    before, complaint = run(documents, options)  # may be refused: that the key makes it good is its effect
    value = at(BASE[kind], path)
    for other in candidates(name, value):
        if path.startswith("layers.") and path.endswith(".name"):
            changed = renamed(documents, value, other)
        else:
            changed = with_changes(with_changes(documents, ALSO.get(name, {})), {kind: {path: other}})
        after, complaint = run(changed, options)
        if after is not None and after != before:
            return True, ""
        if after is None and name in REFUSED and REFUSED[name] in complaint:
            return True, ""
    return False, complaint.strip()


def main():
    base, complaint = run(BASE)
    assert base is not None, complaint
    tested, silent = 0, []
    for kind, document in BASE.items():
        with open(os.path.join(SCHEMAS, kind + ".schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        for path in keys_of(schema, document):
            value = at(document, path)
            is_map = isinstance(value, dict) and path != "weights"
            if is_map or path in ("layers", "stages") or path.endswith(".kind"):
                continue  # its keys are tested; a kind decides which there are
            tested += 1
            effect, complaint = has_effect(kind, path)
            excused = any(re.fullmatch(pattern, f"{kind} {path}") for pattern in EXCEPTIONS)
            if effect == excused:
                silent.append(f"{kind} {path}: " + ("has an effect, and is excused" if effect else "no effect; " + complaint))
    print(f"{tested} keys tested")
    print("\n".join(silent))
    return 1 if silent else 0


sys.exit(main())
