# SPDX-License-Identifier: GPL-3.0-or-later
"""What "copy as" gives is run: each form, in each protocol, for each kind of call, must make the bridge see the same call again:
method, messages, metadata, deadline, answers. Values are hostile to shells and languages on purpose."""
import base64
import json
import os
import shutil
import subprocess
import sys

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, GENERATED, NODE, TOOLS, Bascule
from terminal_clients import BUF

HOSTILE = "it's \"quoted\" $(id) `id` ${HOME} \\n \\x41 #!; | & * ~ é 漢 \u2028 \x07"
METADATA = (("x-echo", "a,b \"c\" 'd' $(id) `e` \\ %s;"), ("x-echo-twice", "1"), ("x-echo-twice", "2"),
            ("x-echo-bytes-bin", b"\x00\xff'\""), ("authorization", "Bearer secret$(id)"))
SECRET = "again, \"$(id)'"
SECRETS = {"buf-curl": "again, $(id)'"}  # buf reads -H as comma-separated values: no quotation marks in a secret
FORMS = {"curl": ("connect", "grpc", "grpc-web"), "buf-curl": ("connect", "grpc", "grpc-web"), "grpcurl": ("grpc",),
         "connect-python": ("connect", "grpc", "grpc-web"), "grpc-python": ("grpc",), "connect-es": ("connect", "grpc", "grpc-web")}
CASES = [(form, protocol) for form, protocols in FORMS.items() for protocol in protocols]


def request(n=0):
    return peer_pb2.Request(text=HOSTILE + str(n), data=b"\x00\xff\x1b", count=2, big=2**62 + n)


def record(server, file):
    """A session with one call of each kind, made by grpcio; its secrets are masked in it."""
    bridge = Bascule(f"http://{server.address}", "--record", file)
    with grpc.insecure_channel(bridge.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        options = {"metadata": METADATA, "timeout": 30}
        stub.Unary(request(), **options)
        list(stub.Download(request(), **options))
        stub.Upload(iter([request(1), request(2)]), **options)
        list(stub.Chat(iter([request(1), request(2)]), **options))
    bridge.stop()
    return file


@pytest.fixture(scope="module")
def recorded(grpc_server, tmp_path_factory):
    return record(grpc_server, tmp_path_factory.mktemp("copy") / "calls.bascule")


def command_line(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def numbers(file):
    listed = command_line("list", file, "--format", "jsonl", "--filter", "service:acme.peer.v1.PeerService")
    return {call["method"]: call["number"] for call in map(json.loads, listed.stdout.splitlines())}


def tools(folder):
    """A PATH on which the commands of the copied text are found."""
    if not (folder / "buf").exists():
        (folder / "buf").symlink_to(BUF)
        (folder / "grpcurl").symlink_to(TOOLS / "bin/grpcurl")
    return f"{folder}:{os.environ['PATH']}"


def run(form, text, folder):
    environment = dict(os.environ, PATH=tools(folder), SECRET_AUTHORIZATION=SECRETS.get(form, SECRET), PYTHONPATH=str(GENERATED))
    if form in ("connect-python", "grpc-python"):
        command = [sys.executable, "-c", text]
    elif form == "connect-es":
        # The generated code is where a project would have it: in gen/ beside the program.
        (GENERATED / "gen").exists() or (GENERATED / "gen").symlink_to(GENERATED)
        source = GENERATED / f"copied-{os.getpid()}.ts"
        source.write_text(text)
        command = [NODE, source]
    else:
        command = ["sh", "-c", text]
    return subprocess.run(command, capture_output=True, timeout=60, env=environment, cwd=folder)


def of_client(call):
    """What the client asked for and got, whatever protocol it spoke."""
    metadata = {name: ", ".join(values) for name, values in call["metadata"].items() if name.startswith("x-echo")}
    return {"method": call["method"], "status": call["error"]["code"] if call.get("error") else "ok", "metadata": metadata,
            "messages": [(m["message_origin"], without_times(m["message"])) for m in call["messages"]],
            "secret": "authorization" in call["metadata"]}


def without_times(message):
    return {name: value for name, value in message.items() if name != "timeoutSeen"}


def in_order(seen):
    """Requests and answers of a duplex call cross as they like."""
    return seen | {"messages": sorted(seen["messages"], key=lambda message: message[0])}


@pytest.mark.parametrize("form, protocol", CASES)
@pytest.mark.parametrize("method", ["Unary", "Download", "Upload", "Chat"])
def test_copied_call_runs(form, protocol, method, grpc_server, recorded, tmp_path, start):
    number = numbers(recorded)[method]
    original = json.loads(command_line("show", recorded, number, "--format", "json").stdout)
    copied = command_line("show", recorded, number, "--as", form, "--protocol", protocol)
    assert copied.returncode == 0, copied.stderr
    assert "secret" not in copied.stdout and "masked" not in copied.stdout
    bridge = start(Bascule, f"http://{grpc_server.address}", "--print", "calls")
    assert original["host"] in copied.stdout
    text = copied.stdout.replace(original["host"], bridge.address)
    done = run(form, text, tmp_path)
    assert done.returncode == 0, f"{text}\n{done.stderr.decode()}\n{done.stdout.decode(errors='replace')}"
    call = bridge.call()
    while call["service"] != "acme.peer.v1.PeerService":  # the tools ask reflection first
        call = bridge.call()
    assert call["protocol"].startswith(protocol)
    assert in_order(of_client(call)) == in_order(of_client(original)), text
    if form != "curl":
        assert json.dumps(original["messages"][-1]["message"]["text"])[1:20] in done.stdout.decode()
    seen = [m["message"]["timeoutSeen"] for m in call["messages"] if "timeoutSeen" in m["message"]]
    assert bool(seen) == (method != "Upload") and all(20 < float(text) <= 31 for text in seen)

