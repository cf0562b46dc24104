#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes inputs for the fuzz targets, OUT/TARGET/NAME: files of the repository, and inputs of about 1 MB that are large
in one respect each. An answer to any of them takes less than a second."""
import io
import pathlib
import shutil
import struct
import sys
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
MB = 1 << 20
OPTION = 1 << 17  # Linux has no longer words on a command line

OF_THE_REPOSITORY = {
    "design": ["configs/designs/*.yaml"],
    "network": ["workloads/*/*.yaml"],
    "technology": ["configs/tech/*.yaml"],
    "sweep": ["configs/sweeps/*.yaml"],
    "compare": ["tests/baselines/digits*/report.json"],
    "report": ["tests/baselines/digits*/report.json"],
    "npz": ["workloads/digits/*.npz"],
    "onnx": ["tests/sim/import/models/*.onnx"],
}


def yaml_of_any_kind():
    return {
        "deep_brackets": "[" * MB,
        "deep_closed": "a: " + "[" * 20000 + "]" * 20000,
        "deep_braces": "{a: " * (MB // 4),
        "deep_indent": "".join(" " * depth + "a:\n" for depth in range(1400)),
        "long_scalar": "name: " + "x" * MB,
        "long_quoted": 'name: "' + "\\n" * (MB // 2) + '"',
        "long_key": "k" * MB + ": 1",
        "many_keys": "".join(f"key{i}: {i}\n" for i in range(80000)),
        "many_stages": "name: a\nstages:\n" + "".join(f"  s{i}: {{lanes: 1}}\n" for i in range(50000)),
        "many_items": "layers: [" + "1, " * (MB // 3) + "1]",
        "many_documents": "---\n" * (MB // 4),
        "many_comments": "#\n" * (MB // 2) + "name: a\n",
        "many_tabs": "\t" * MB,
        "many_anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(60000)),
        "long_flow": "{" + ", ".join(f"k{i}: [1, {{a: 2}}]" for i in range(50000)) + "}",
        "zeros": "\0" * MB,
        "no_utf8": "name: " + "\udcff" * MB,
    }


def network_of(layers):
    head = "name: a\ninput: {height: 4, width: 4, channels: 1, offset: 0, frac: 0}\nweights: {synthetic: {seed: 1}}\n"
    return head + "layers:\n" + layers


def networks():
    pool = "kind: max_pool, kernel: 1"
    return {
        "many_layers": network_of("".join(f"  - {{name: l{i}, {pool}}}\n" for i in range(25000))),
        "many_inputs": network_of(
            f"  - {{name: l0, {pool}}}\n  - {{name: c, kind: concat, inputs: [" + "l0, " * 250000 + "l0]}\n"),
        "long_names": network_of("".join(f"  - {{name: {'n' * 9000}{i}, {pool}}}\n" for i in range(100))),
        "unknown_input": network_of(
            "".join(f"  - {{name: l{i}, {pool}}}\n" for i in range(20000)) +
            f"  - {{name: z, {pool}, inputs: [{'l' * 100000}]}}\n"),
    }


def sweeps():
    head = "name: a\ndesign: ../designs/digits.yaml\n"
    axis = "axes:\n  - grid: {npu.rows: [1, 2, 4]}\n"
    return {
        "many_constraints": head + axis + "constraints:\n" + "  - npu.rows < 9\n" * 50000,
        "deep_constraint": head + axis + f"constraints: ['{'(' * 20000}1{')' * 20000} < 2']\n",
        "long_axis": head + "axes:\n  - grid: {npu.rows: [" + "1, " * 300000 + "2]}\n",
        "many_axes": head + "axes:\n  - grid:\n" + "".join(f"      stages.s{i}.lanes: [1]\n" for i in range(30000)),
        "many_blocks": head + "axes:\n" + "".join(f"  - grid: {{stages.s{i}.lanes: [1]}}\n" for i in range(25000)),
        "many_excludes": head + axis + "exclude:\n" + "  - {npu.rows: [1, 2, 3]}\n" * 40000,
        "small_steps": head + "axes:\n  - grid: {clock.mhz: {from: 0, to: 1e12, step: 1e-300}}\n",
        "smallest_log": head + "axes:\n  - grid: {clock.mhz: {from: 1e-308, to: 1e12, scale: log2}}\n",
        "most_random": head + "axes:\n  - random: {count: 1000, axes: {npu.rows: [1, 2, 4]}}\n",
    }


def constraints():
    return {
        "deep_sums": "(" * MB,
        "deep_conditions": "(" * (MB // 2) + "1<2" + ")" * (MB // 2),
        "many_signs": "-" * MB + "1 < 2",
        "many_nots": "not " * (MB // 4) + "1 < 2",
        "many_ands": "1 < 2 and " * 100000 + "1 < 2",
        "many_terms": "1 + " * (MB // 4) + "1 < 2",
        "long_number": "1" * MB + " < 2",
        "long_key": "k" * MB + " < 2",
        "long_text": '"' + "k" * MB + '" == "a"',
        "alternating": "(1 < 2 and " * 90000,
    }


def assignments():
    return {
        "long_path": "a." * (OPTION // 2) + "b=1",
        "long_index": "layers" + "[0]" * (OPTION // 3) + "=1",
        "long_number": "layers[" + "9" * OPTION + "]=1",
        "long_value": "name=" + "v" * OPTION,
        "many": "".join(f"stages.s{i}.lanes=1\n" for i in range(5000)),
        "very_many": "".join(f"stages.s{i}.lanes=1\n" for i in range(45000)),
        "deep_value": "stages=" + "{a: " * (OPTION // 5),
    }


def axes():
    return {
        "long_list": "npu.rows=" + "1," * (OPTION // 2) + "2",
        "many_parts": "npu.rows=1..2" + ":1" * (OPTION // 2),
        "small_steps": "clock.mhz=0..1000000000:0.000001",
        "deep": "npu.rows=" + "[" * OPTION,
        "many": "".join(f"stages.s{i}.lanes=1,2\n" for i in range(5000)),
    }


def rules():
    return {
        "many_stars": "tolerances: [{keys: '" + "*a" * 500 + "*b', relative: 0.1}]\n",
        "long_pattern": "tolerances: [{keys: '" + "*" * MB + "b', relative: 0.1}]\n",
        "many_rules": "tolerances:\n" + "  - {keys: 'area.*', relative: 0.1}\n" * 30000,
    }


def json_of_any_kind():
    return {
        "deep_lists": "[" * MB,
        "deep_closed": '{"design": ' + "[" * (MB // 2) + "]" * (MB // 2) + "}",
        "deep_objects": '{"a":' * (MB // 5),
        "long_text": '{"design": "' + "x" * MB + '"}',
        "many_keys": "{" + ",".join(f'"k{i}": {i}' for i in range(80000)) + "}",
        "long_number": '{"design": ' + "1" * MB + "}",
        "zeros": "\0" * MB,
        "no_utf8": '{"design": "' + "\udcff" * MB + '"}',
    }


def reports():
    good = (ROOT / "tests/baselines/digits/report.json").read_text()
    deep = "[" * 300000 + "]" * 300000
    return {
        "deep_stage": good.replace('"stages": [', '"stages": [' + deep + ",", 1),
        "deep_cycles": good.replace('"cycles": {', '"cycles": {"x": ' + deep + ",", 1),
        "many_stages": good.replace('"stages": [', '"stages": [' + '{"name": "a", "busy": 1},' * 30000, 1),
        "many_buffers": good.replace('"buffers": [', '"buffers": [' + '{"name": "b", "bits": 1},' * 30000, 1),
        "many_notes": good.replace('"quality": {', '"quality": {' + "".join(
            f'"k{i}": {{"class": "exact"}},' for i in range(30000)), 1),
        "long_design": good.replace('"digits"', '"' + "d" * MB + '"', 1),
    }


def journals():
    row = ('{"id":"%016x","index":%d,"axes":{"npu.rows":%d},"metrics":{"throughput.images_per_s":%d,'
           '"area.total_um2":%d},"quality":{},"error":null}\n')
    return {
        "many_rows": "".join(row % (i, i, i, i, (i * 7919) % 6000) for i in range(6000)),
        "front_of_all": "".join(row % (i, i, i, i, i) for i in range(6000)),
        "many_lines": "\n" * MB,
        "many_axes": "".join(
            '{"id":"%d","index":%d,"axes":{"a%d":1},"metrics":{"area.total_um2":1,"throughput.images_per_s":1}}\n' %
            (i, i, i) for i in range(3000)),
        "wide_row": '{"id":"1","index":0,"axes":{' + ",".join(f'"a{i}":{i}' for i in range(70000)) + '},"metrics":{}}\n',
    }


def plans():
    return {"many_points": '{"axes":[],"points":[' + '{"id":"a","axes":{}},' * 50000 + '{"id":"a","axes":{}}]}'}


def npy(shape, data, dtype="|u1", order="False"):
    header = f"{{'descr': '{dtype}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def arrays():
    ones = "(" + "1, " * 1000 + str(MB) + ")"
    return {
        "images": npy("(16384, 8, 8)", b"\x07" * MB),
        "many_axes": npy(ones, b"\x07" * MB),
        "many_axes_fortran": npy(ones, b"\x07" * MB, order="True"),
        "fortran": npy("(1024, 1024)", b"\x07" * MB, order="True"),
        "no_elements": npy("(0, 1000000000000)", b""),
        "too_large": npy("(1000000, 1000000)", b""),
        "truncated": npy("(1048577,)", b"\x07" * MB),
    }


def archive(members, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as out:
        for name, data in members:
            out.writestr(name, data)
    return stream.getvalue()


def archives():
    return {
        "one_large": archive([("a.weight.npy", npy(f"({MB},)", b"\x01" * MB))]),
        "many_members": archive([(f"m{i}.npy", npy("(1,)", b"\1")) for i in range(5000)]),
        "bomb": archive([("a.weight.npy", npy("(1000000000,)", b"\0" * (1 << 28)))], zipfile.ZIP_DEFLATED),
        "no_archive": b"PK\x03\x04" + b"\0" * MB,
    }


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, color, rows, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


def pictures():
    text = b"".join(chunk(b"tEXt", b"k\0" + bytes([65 + i % 26])) for i in range(70000))
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * (1 << 28)))
    return {
        "noise": png(500, 500, 2, b"".join(b"\0" + bytes((i * 31 + y * 7) % 256 for i in range(1500)) for y in range(500))),
        "many_texts": png(1, 1, 0, b"\0\7", text),
        "text_bomb": png(1, 1, 0, b"\0\7", bomb),
        "profile_bomb": png(1, 1, 0, b"\0\7", chunk(b"iCCP", b"k\0\0" + zlib.compress(b"\0" * (1 << 28)))),
        "too_large": png(1 << 20, 1 << 20, 0, b"\0"),
        "wide": png(1 << 20, 1, 0, b"\0" + b"\7" * (1 << 20)),
        "empty_pixels": png(4000, 4000, 2, b""),
        "no_end": b"\x89PNG\r\n\x1a\n" + b"\0" * MB,
    }


def jpegs():
    comment = b"\xff\xfe\xff\xff" + b"c" * 65533
    directory = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x13\x01\x03\0\x01\0\0\0\x06\0\0\0" * 5000
    exif = b"\xff\xe1" + struct.pack(">H", len(directory) + 2) + directory
    frame = b"\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0"
    return {
        "many_comments": b"\xff\xd8" + comment * 15,
        "many_tags": b"\xff\xd8" + exif * 15,
        "many_empty_comments": b"\xff\xd8" + b"\xff\xfe\0\2" * (MB // 4),
        "too_large": b"\xff\xd8" + frame + b"\0" * MB,
        "fill": b"\xff" + b"\xd8" + b"\xff" * MB,
    }


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def field(number, content):
    """A field of protocol buffers that has a length, or is a number."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def model(*parts):
    return field(1, 8) + field(8, field(1, "") + field(2, 13)) + field(7, b"".join(parts))


def node(op, inputs, outputs, attributes=b""):
    names = b"".join(field(1, name) for name in inputs) + b"".join(field(2, name) for name in outputs)
    return field(1, names + field(4, op) + attributes)


def value(number, name, shape):
    dims = b"".join(field(1, field(1, extent)) for extent in shape)
    return field(number, field(1, name) + field(2, field(1, field(1, 1) + field(2, dims))))


def onnx_models():
    """Graph fields: 1 nodes, 5 initializers, 11 inputs, 12 outputs."""
    x, y = value(11, "x", (1, 1, 4, 4)), value(12, "y", ())
    chain = b"".join(node("Relu", [f"x{i}" if i else "x"], [f"x{i + 1}"]) for i in range(20000))
    doubling = b"".join(node("Add", [f"x{i}" if i else "x"] * 2, [f"x{i + 1}"]) for i in range(9000))
    joined = b"".join(node("Concat", [f"x{i}" if i else "x"] * 2, [f"x{i + 1}"], field(5, field(1, "axis") + field(3, 1) +
                      field(20, 2))) for i in range(1000))
    shape = field(5, field(1, 1 << 20) + field(2, 7) + field(8, "s") + field(7, b"\1" * (1 << 20)))
    return {
        "long_chain": model(chain, x, value(12, "x20000", ())),
        "backwards": model(*[node("Relu", [f"x{i + 1}"], [f"x{i}"]) for i in range(20000)], value(11, "x20000", (1, 1, 4, 4)),
                           value(12, "x0", ())),
        "many_sums": model(doubling, x, value(12, "x9000", ())),
        "many_concats": model(joined, x, value(12, "x1000", ())),
        "many_inputs": model(node("Sum", ["x"] * 200000, ["y"]), x, y),
        "many_outputs": model(node("Relu", ["x"], [f"y{i}" for i in range(100000)]), x, y),
        "many_names": model(x * 20000, y),
        "long_shape": model(node("Reshape", ["x", "s"], ["y"]), x, y, shape),
        "large_constant": model(node("ConstantOfShape", ["s"], ["c"]), node("Add", ["x", "c"], ["y"]), x, y,
                                field(5, field(1, 2) + field(2, 7) + field(7, 1 << 40) + field(7, 1 << 40) + field(8, "s"))),
        "deep_types": model(field(11, field(1, "x") + b"\x12\x04\x22\x02" * 200000), y),
        "long_op": model(node("O" * MB, ["x"], ["y"]), x, y),
        "zeros": b"\0" * MB,
        "empty_nodes": field(7, b"\x0a\0" * (MB // 2)),
    }


def inputs():
    """Target to name to text or bytes."""
    yaml, json = yaml_of_any_kind(), json_of_any_kind()
    return {
        "design": yaml,
        "network": {**yaml, **networks()},
        "technology": yaml,
        "sweep": {**yaml, **sweeps()},
        "tolerances": {**yaml, **rules()},
        "constraint": constraints(),
        "set": assignments(),
        "axis": {**assignments(), **axes()},
        "compare": {**json, **reports()},
        "report": {**json, **reports()},
        "journal": {**{name: text + "\n" for name, text in json.items()}, **journals()},
        "plan": {**json, **plans()},
        "po2_description": json,
        "npy": arrays(),
        "npz": archives(),
        "onnx": onnx_models(),
        "png": pictures(),
        "jpeg": jpegs(),
    }


def main(out):
    shutil.rmtree(out, ignore_errors=True)
    for target, files in inputs().items():
        folder = out / target
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode(errors="surrogateescape"))
    for target, patterns in OF_THE_REPOSITORY.items():
        for pattern in patterns:
            for file in ROOT.glob(pattern):
                shutil.copy(file, out / target / f"{file.parent.name}_{file.name}")


main(pathlib.Path(sys.argv[1]))
