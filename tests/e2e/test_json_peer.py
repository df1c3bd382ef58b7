# SPDX-License-Identifier: GPL-3.0-or-later
"""The transcoder beside @bufbuild/protobuf: random messages of every kind both ways, and JSON with a wrong value."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from conftest import BINARY, GENERATED, NODE, PEERS

LINES = pathlib.Path(BINARY).parent / "tests/transcode_lines"

# Lines of `check` (our verdict, its verdict, JSON) where the two may differ.
KNOWN = [
    # It takes bits behind the last byte, which canonical base64 has not.
    r": expected base64\.\taccepted\t",
    # It takes any characters in a FieldMask.
    r": expected paths such as .*\taccepted\t",
    # It refuses numbers a closed (proto2) enum lacks; libprotobuf and Bascule keep them.
    r"^accepted\t!.*from JSON: .*expected enum old\.Size, got",
    # It takes no exponent or fraction in a 64-bit number as text.
    r"^accepted\t!.*expected bigint \(u?int64\): (1\.0|1e2) out of range",
    # It makes null and unknown enum names of an extension the default; elsewhere it ignores them as Bascule does.
    r'"\[old\.[\w.]+\]":(null|")',
]


def run(*arguments, text=None):
    return subprocess.run([str(a) for a in arguments], input=text, capture_output=True, check=True, timeout=300,
                          env=dict(os.environ)).stdout


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_same_as_bufbuild(tmp_path, seed):
    (tmp_path / "schema.binpb").write_bytes(run(LINES, "schema"))
    (tmp_path / "made").write_bytes(run(LINES, "make", seed, 400))
    script = GENERATED / "json_peer.mjs"
    shutil.copy(PEERS / "json_peer.mjs", script)
    judged = run(NODE, script, tmp_path / "schema.binpb", tmp_path / "made", seed)
    differences = run(LINES, "check", text=judged).decode().rstrip("\n").split("\n")
    assert int(differences.pop().split()[0]) > 1000
    unknown = [line for line in differences if not any(re.search(known, line) for known in KNOWN)]
    assert unknown == []
