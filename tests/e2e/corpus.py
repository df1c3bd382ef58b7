# SPDX-License-Identifier: GPL-3.0-or-later
"""A recorded session with every protocol, kind, codec, compression and class of end: what the tests of files work on."""
import json
import signal
import subprocess
import sys
import time

import grpc
import pytest
from connectrpc.errors import ConnectError

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, NODE, PEERS, PROTO, Bascule, Process, free_port, peer_script
from terminal_clients import CURL
from test_connect_python import make_client

STEPS = json.loads((PEERS / "programme.json").read_text())
SERVICE = "/acme.peer.v1.PeerService/"


def bascule(*arguments, code=0, text=True, timeout=120):
    run = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=text, timeout=timeout)
    assert run.returncode == code, run.stderr
    return run.stdout


def lines_of(session, *flags):
    return [json.loads(line) for line in bascule("export", session, "--format", "jsonl", *flags).splitlines()]


def play(url, program, *command):
    steps = [step for step in STEPS if step["kind"] != "duplex"]
    client = Process([*command, program, json.dumps({"url": url, "steps": steps})])
    try:
        client.line(120)
    finally:
        client.stop(expect=None)


def fail_in_every_way(bridge):
    """All codes by the server, an unknown method, a call that the client leaves."""
    with make_client(bridge.url, "connect-h1-json", send_compression=None) as client:
        for code in range(1, 17):
            with pytest.raises(ConnectError):
                client.unary(peer_pb2.Request(fail_code=code, fail_message=f"code {code}", with_details=code % 2 == 0))
    with grpc.insecure_channel(bridge.address) as channel:
        with pytest.raises(grpc.RpcError):
            channel.unary_unary(SERVICE + "Nothing")(b"")
        going = peer_pb2_grpc.PeerServiceStub(channel).Download(peer_pb2.Request(count=1, delay_ms=20000))
        for coding in (grpc.Compression.Gzip, grpc.Compression.Deflate):
            peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="z" * 2000), compression=coding)
        going.cancel()


def leave_one_open(path, server):
    """The bridge is killed while a call goes on: in the session it is cut short."""
    bridge = Bascule(f"http://{server.address}", "--schema", str(PROTO), "--record", str(path))
    with grpc.insecure_channel(bridge.address) as channel:
        going = peer_pb2_grpc.PeerServiceStub(channel).Download(peer_pb2.Request(text="cut", count=2, delay_ms=20000))
        deadline = time.monotonic() + 20
        while not lines_of(path, "--filter", "status:inflight"):
            assert time.monotonic() < deadline
        bridge.stop(expect=-signal.SIGKILL, how=signal.SIGKILL)
        going.cancel()


def record(path, server):
    """Writes the session; gives the lines that --print calls printed."""
    bridge = Bascule(f"http://{server.address}", "--schema", str(PROTO), "--record", str(path), "--print", "calls")
    play(bridge.url, PEERS / "client_grpcio.py", sys.executable)
    play(bridge.url, PEERS / "client_connect_python.py", sys.executable)
    play(bridge.url, peer_script("client_connect_es.mjs"), NODE)
    CURL(bridge.url, [step for step in STEPS if step["kind"] == "unary"])
    subprocess.run([NODE, peer_script("grpc_web.mjs"), bridge.url], check=True, capture_output=True, timeout=120)
    subprocess.run([NODE, peer_script("codings.mjs"), bridge.url], check=True, capture_output=True, timeout=120)
    fail_in_every_way(bridge)
    bridge.stop()
    leave_one_open(path, server)
    # A server that is not there: the bridge makes the error.
    lonely = Bascule(f"http://127.0.0.1:{free_port()}", "--schema", str(PROTO), "--record", str(path), "--print", "calls",
                     "--upstream-protocol", "grpc")
    with make_client(lonely.url, "connect-h1-proto", send_compression=None) as client:
        with pytest.raises(ConnectError):
            client.unary(peer_pb2.Request())
    lonely.stop()
    return [json.loads(line) for process in (bridge, lonely) for line in iter(process.lines.get, None)]
