# SPDX-License-Identifier: GPL-3.0-or-later
"""Planted secrets: in no session, log, printed call or export is one of them, in the clear, compressed or in base64."""
import base64
import gzip
import json
import zlib

import grpc
import pytest
from connectrpc.errors import ConnectError

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import PROTO, Bascule
from corpus import bascule
from test_connect_python import MODES, make_client

SECRET = "c4n4ry-S3cr3t-0815"
RULES = "include default\nx-session\nfield acme.peer.v1.Request.text\nfield acme.peer.v1.Reply.text\n"
FORMATS = ["jsonl", "har", "csv", "pcapng", "binlog"]


def needles():
    """The secret as it may lie in a file: plain, and in base64 at each of the three alignments."""
    found = {SECRET.encode(), SECRET.encode().hex().encode()}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + SECRET.encode())
        found.add(text[4 if shift else 0:(len(text) // 4 - 1) * 4])
        found.add(base64.urlsafe_b64encode(b"\0" * shift + SECRET.encode())[4 if shift else 0:(len(text) // 4 - 1) * 4])
    return found


def unpacked(data):
    """The bytes, and what is in every gzip or zlib stream and every long base64 text inside them."""
    yield data
    for magic, wbits in ((b"\x1f\x8b\x08", 31), (b"\x78\x9c", 15), (b"\x78\x01", 15)):
        at = data.find(magic)
        while at >= 0:
            try:
                yield zlib.decompressobj(wbits).decompress(data[at:], 1 << 20)
            except zlib.error:
                pass
            at = data.find(magic, at + 1)


def strings_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)
    elif isinstance(value, str):
        yield value


def decoded(data, name):
    """Besides the file: every text of its JSON that is base64, decoded, and what is packed in there."""
    yield from unpacked(data)
    if name not in ("jsonl", "har"):
        return
    documents = [json.loads(data)] if name == "har" else [json.loads(line) for line in data.splitlines()]
    for text in (t for d in documents for t in strings_of(d)):
        try:
            yield from unpacked(base64.b64decode(text, validate=True))
        except ValueError:
            pass


@pytest.fixture(scope="module")
def sessions(grpc_server, tmp_path_factory):
    """The same calls recorded with the rules, and without any."""
    folder = tmp_path_factory.mktemp("redaction")
    rules = folder / "rules.txt"
    rules.write_text(RULES)
    made = {}
    for name, given in (("masked", str(rules)), ("open", "none")):
        path = folder / f"{name}.bascule"
        bridge = Bascule(f"http://{grpc_server.address}", "--schema", str(PROTO), "--record", str(path), "--redact", given,
                         "--print", "calls", "--log-level", "debug")
        call_all(bridge)
        bridge.stop()
        made[name] = (path, list(iter(bridge.lines.get, None)), "".join(bridge.errors))
    return made, rules


def call_all(bridge):
    metadata = (("authorization", f"Bearer {SECRET}"), ("x-session", SECRET), ("x-auth-token", SECRET), ("cookie", f"id={SECRET}"))
    request = peer_pb2.Request(text=SECRET, count=2)
    with grpc.insecure_channel(bridge.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        for coding in (grpc.Compression.NoCompression, grpc.Compression.Gzip, grpc.Compression.Deflate):
            stub.Unary(request, metadata=metadata, compression=coding)
            list(stub.Download(request, metadata=metadata, compression=coding))
            list(stub.Chat(iter([request, request]), metadata=metadata, compression=coding))
    for mode in MODES:
        with make_client(bridge.url, mode) as client:
            client.unary(request, headers=dict(metadata))
            client.lookup(request, headers=dict(metadata), **({"use_get": True} if "connect" in mode else {}))
            list(client.download(request, headers=dict(metadata)))
            with pytest.raises(ConnectError):
                client.unary(peer_pb2.Request(text=SECRET, fail_code=3, fail_message="no", with_details=True), headers=dict(metadata))


def test_plain_recording_has_them(sessions):
    """The search finds what there is to find."""
    _, printed, _ = sessions[0]["open"]
    everything = "\n".join(printed).encode()
    assert any(needle in piece for piece in decoded(everything, "jsonl") for needle in needles())


def test_neither_session_nor_output(sessions):
    path, printed, log = sessions[0]["masked"]
    assert len(printed) > 25
    for place, data in (("session", path.read_bytes()), ("printed", "\n".join(printed).encode()), ("log", log.encode())):
        for piece in decoded(data, "jsonl" if place == "printed" else place):
            assert not [n for n in needles() if n in piece], place


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("session", ["masked", "open"])
def test_no_export_has_them(sessions, name, session, tmp_path):
    """Also of a session that was recorded without masks."""
    path, rules = sessions[0][session][0], sessions[1]
    out = tmp_path / "out"
    bascule("export", path, "--format", name, "--redact", rules, "-o", out)
    data = out.read_bytes()
    for piece in decoded(data, name):
        assert not [n for n in needles() if n in piece]
    assert name == "csv" or b"[masked sha256:" in data or b"W21hc2tl" in data
    if name in ("har", "pcapng"):
        assert b"acme.peer.v1.Request.text" in data  # it says what was masked


def test_equal_values_keep_equal_marks(sessions):
    path, rules = sessions[0]["open"][0], sessions[1]
    lines = [json.loads(line) for line in bascule("export", path, "--format", "jsonl", "--redact", rules).splitlines()]
    marks = {call["messages"][0]["message"]["text"] for call in lines if call["kind"] == "unary"}
    assert len(marks) == 1 and marks.pop().startswith("[masked sha256:")
    assert all(message.get("masked") for call in lines for message in call["messages"] if message["size"])


def test_the_rest_stays(sessions):
    path, _, _ = sessions[0]["masked"]
    lines = [json.loads(line) for line in bascule("export", path, "--format", "jsonl").splitlines()]
    assert all(call["messages"][0]["message"]["count"] == 2 for call in lines if call["status"] == "ok")
    assert any(call["error"].get("details") for call in lines if call["status"] != "ok")
