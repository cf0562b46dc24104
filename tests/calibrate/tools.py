# SPDX-License-Identifier: Apache-2.0
"""Programs that are called, and what they make of RTL: kept, since synthesis takes seconds a block."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys


def run(command):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    except OSError as error:
        print(f"error: {command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(2)
    if done.returncode != 0:
        sys.exit("error: " + " ".join(map(str, command)) + "\n" + done.stderr[-2000:])
    return done.stdout


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "hashiflex" / "synthesis"


def synthesis(synth, top, files):
    """What SYNTH.SH prints of `top`; from the cache if the same files have been mapped by the same flow."""
    text = [pathlib.Path(synth).read_bytes(), top.encode(), *[file.read_bytes() for file in files]]
    kept = cache_folder() / (hashlib.sha256(b"\0".join(text)).hexdigest() + ".json")
    if not kept.exists():
        found = run([synth, "-t", top, "-p", 2000, *files])
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(found)
        partial.rename(kept)
    return json.loads(kept.read_text())
