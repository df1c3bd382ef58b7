# SPDX-License-Identifier: GPL-3.0-or-later
"""connect-es on Node.js through the bridge: its Connect, gRPC and gRPC-Web transports."""
import json
import os
import shutil
import subprocess

import pytest

from conftest import GENERATED, NODE, PEERS

MODES = [("connect", "1.1", "proto"), ("connect", "1.1", "json"), ("connect", "2", "proto"),
         ("connect", "2", "json"), ("connect-get", "1.1", "json"), ("connect-get", "2", "proto"),
         ("grpc", "2", "proto"), ("grpc-web", "1.1", "proto"), ("grpc-web", "1.1", "json"),
         ("grpc-web", "2", "proto"), ("grpc-web", "2", "json")]


def every_kind(url, protocol, version, codec, bidi=True):
    """Runs the client against `url` and checks what it saw."""
    script = GENERATED / "connect_es.mjs"
    shutil.copy(PEERS / "connect_es.mjs", script)
    run = subprocess.run([NODE, script, url, protocol, version, codec, *([] if bidi else ["no-bidi"])],
                         capture_output=True, text=True, timeout=120, env=dict(os.environ))
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout.splitlines()[-1])
    assert seen["unary"] == {"text": "grüß", "big": str(2**62), "headers": "1", "trailers": "1"}
    assert seen["lookup"] == "a+b/ü"
    assert seen["download"] == [1, 2, 3, 4]
    assert seen["upload"] == [7, "70"]
    assert not bidi or seen["chat"] == ["0", "1", "2", "3"]
    assert seen["error"] == {"code": "InvalidArgument", "message": "bad €",
                             "details": ["google.rpc.BadRequest", "google.rpc.ErrorInfo"]}
    assert seen["deadline"]["code"] == "DeadlineExceeded"
    assert seen["cancel"] == "Canceled"
    assert seen["large"] == 1 << 20
    assert seen["hundred"] is True


@pytest.mark.parametrize("protocol,version,codec", MODES, ids=["-".join(m) for m in MODES])
def test_every_kind(bridge, protocol, version, codec):
    every_kind(bridge.url, protocol, version, codec)
