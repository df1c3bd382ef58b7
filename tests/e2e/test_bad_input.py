# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed input from clients, servers, flags and files: a clear error each, and other calls unharmed."""
import json
import re
import socket
import struct
import subprocess
import urllib.error
import urllib.request

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, Bascule, GrpcServer, free_port

HEAD = "POST /acme.peer.v1.PeerService/Unary HTTP/1.1\r\nHost: localhost\r\n"


def exchange(bridge, payload, limit=1 << 20):
    """Sends raw bytes and reads until the peer closes or a whole answer is there."""
    with socket.create_connection(("127.0.0.1", bridge.port), timeout=20) as s:
        s.sendall(payload)
        s.shutdown(socket.SHUT_WR)
        data = b""
        while len(data) < limit:
            try:
                piece = s.recv(65536)
            except ConnectionResetError:
                break
            if not piece:
                break
            data += piece
        return data


@pytest.fixture(autouse=True)
def unharmed(bridge):
    """After every test the bridge still serves others."""
    yield
    with grpc.insecure_channel(bridge.address) as channel:
        assert peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="ok"), timeout=20).text == "ok"
    assert bridge.process.poll() is None


@pytest.mark.parametrize("payload,status", [
    (b"NONSENSE\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\n\r\n", 400),
    ((HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello").encode(), 400),
    ((HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").encode(), 400),
    ((HEAD + "Content-Length: -5\r\n\r\n").encode(), 400),
    ((HEAD + "Bad Header: x\r\n\r\n").encode(), 400),
    ((HEAD + "X: " + "a" * 70_000 + "\r\n\r\n").encode(), 431),
    ((HEAD + "".join(f"x-{i}: 1\r\n" for i in range(300)) + "\r\n").encode(), 431),
    (("POST /" + "a" * 70_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n").encode(), 414),
    ((HEAD + "Content-Type: application/grpc\r\nContent-Length: 0\r\n\r\n").encode(), 505),
    ((HEAD + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").encode(), 400),
], ids=lambda v: str(v)[:30] if isinstance(v, bytes) else str(v))
def test_malformed_http1(bridge, payload, status):
    answer = exchange(bridge, payload)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:200]


def test_pipelined_requests_are_answered_in_order(bridge):
    def one(text):
        body = json.dumps({"text": text, "delayMs": 30 if text == "first" else 0}).encode()
        return (HEAD + f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
    with socket.create_connection(("127.0.0.1", bridge.port), timeout=20) as s:
        s.sendall(one("first") + one("second") + one("third"))
        answer = b""
        while b'"third"' not in answer:
            piece = s.recv(65536)
            assert piece, answer
            answer += piece
    places = [answer.index(f'"{word}"'.encode()) for word in ("first", "second", "third")]
    assert places == sorted(places) and answer.count(b"HTTP/1.1 200") == 3


def stream(bridge, body):
    head = HEAD.replace("Unary", "Chat") + f"Content-Type: application/connect+proto\r\nContent-Length: {len(body)}\r\n\r\n"
    return exchange(bridge, head.encode() + body)


@pytest.mark.parametrize("body,code", [
    (b"\x00\x00\x00\x00\x05ab", b"invalid_argument"),
    (b"\x08\x00\x00\x00\x02ab", b"internal"),
    (b"\x01\x00\x00\x00\x02ab", b"internal"),
])
def test_bad_envelopes(bridge, body, code):
    answer = stream(bridge, body)
    assert answer.startswith(b"HTTP/1.1 200") and code in answer


def test_garbage_after_the_preface(bridge):
    answer = exchange(bridge, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 1000)
    assert len(answer) >= 9  # SETTINGS and GOAWAY, then closed


def test_tls_on_a_cleartext_port_is_closed(bridge):
    assert exchange(bridge, b"\x16\x03\x01\x02\x00\x01" + b"\x00" * 100) == b""


def test_oversize_message(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--max-message-bytes", "100000")
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert len(stub.Unary(peer_pb2.Request(data=b"x" * 90_000)).data) == 90_000
        with pytest.raises(grpc.RpcError) as failure:
            stub.Unary(peer_pb2.Request(data=b"x" * 110_000))
        assert failure.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        assert "--max-message-bytes" in failure.value.details()


def test_four_mebibytes_by_default(bridge):
    """gRPC's own default; exactly that much passes."""
    def status(size):
        url = f"{bridge.url}/acme.peer.v1.PeerService/Unary"
        frame = 5  # a field's tag and length
        body = peer_pb2.Request(data=b"x" * (size - frame)).SerializeToString()
        assert len(body) == size
        request = urllib.request.Request(url, body, {"content-type": "application/proto"})
        try:
            return urllib.request.urlopen(request, timeout=20).status
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())["code"]

    assert status(4 << 20) == 200
    assert status((4 << 20) + 1) == (429, "resource_exhausted")


def test_upstream_that_is_no_grpc_server(start):
    import http.server
    import threading

    class Html(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_error(404)

        do_PRI = do_POST

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Html) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        bascule = start(Bascule, f"http://127.0.0.1:{server.server_port}")
        with grpc.insecure_channel(bascule.address) as channel:
            with pytest.raises(grpc.RpcError) as failure:
                peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(), timeout=20)
        assert failure.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL)
        server.shutdown()


def test_dead_server_and_its_return(start):
    port = free_port()
    bascule = start(Bascule, f"http://127.0.0.1:{port}")
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        with pytest.raises(grpc.RpcError) as failure:
            stub.Unary(peer_pb2.Request(), timeout=20)
        assert failure.value.code() == grpc.StatusCode.UNAVAILABLE
        assert str(port) in failure.value.details()
        start(GrpcServer, port=port)
        for _ in range(200):
            try:
                assert stub.Unary(peer_pb2.Request(text="back"), timeout=20).text == "back"
                break
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNAVAILABLE
        else:
            pytest.fail("the server is back, the bridge did not notice")


@pytest.mark.parametrize("flags,code,words", [
    (["--headless"], 2, "--upstream"),
    (["--headless", "--upstream", "localhost:8081"], 2, "http://HOST:PORT"),
    (["--headless", "--upstream", "http://localhost:1", "--listen", "nonsense"], 2, "--listen nonsense"),
    (["--headless", "--upstream", "http://localhost:1", "--limit", "nothing=1"], 2, "connections"),
    (["--headless", "--upstream", "http://localhost:1", "--limit", "connections=0"], 2, "positive"),
    (["--headless", "--upstream", "http://localhost:1", "--max-timeout", "soon"], 2, "--max-timeout soon"),
    (["--headless", "--upstream", "http://localhost:1", "--fail-if", "status:"], 2, "--fail-if"),
    (["--headless", "--upstream", "http://127.0.0.1:7", "--listen", "127.0.0.1:7"], 2, "own address"),
    (["--headless", "--upstream", "http://localhost:1", "--print", "all"], 2, "--print all"),
    (["--nonsense"], 2, "--nonsense"),
    (["--headless", "--upstream", "http://localhost:1", "--schema", "/nowhere.proto"], 1, "/nowhere.proto"),
    (["list", "/nowhere.bascule"], 1, "/nowhere.bascule"),
])
def test_bad_flags_and_files(flags, code, words):
    run = subprocess.run([BINARY, *flags], capture_output=True, text=True, timeout=30)
    assert run.returncode == code, run.stderr
    assert words in run.stderr and run.stdout == ""


def test_bad_schema_names_file_and_line(tmp_path):
    bad = tmp_path / "bad.proto"
    bad.write_text('syntax = "proto3";\nmessage A {\n  strin x = 1;\n}\n')
    run = subprocess.run([BINARY, "--headless", "--upstream", "http://localhost:1", "--schema", str(bad)],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 1 and "bad.proto:3" in run.stderr and "strin" in run.stderr
    broken = tmp_path / "broken.binpb"
    broken.write_bytes(b"\xff\xff\xff")
    run = subprocess.run([BINARY, "--headless", "--upstream", "http://localhost:1", "--schema", str(broken)],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 1 and "broken.binpb" in run.stderr


def test_port_taken(bridge, grpc_server):
    run = subprocess.run([BINARY, "--headless", "--upstream", f"http://{grpc_server.address}", "--listen", bridge.address],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 1 and f"{bridge.address} is in use by bascule (pid {bridge.process.pid})" in run.stderr
    assert re.search(r"--listen 127\.0\.0\.1:\d+, which is free$", run.stderr.strip())


def test_port_is_not_shared_with_another_bridge(grpc_server):
    """Several workers share their port among themselves; a second program must not slip in."""
    upstream = f"http://{grpc_server.address}"
    first = Bascule(upstream, "--workers", "2")
    run = subprocess.run([BINARY, "--headless", "--upstream", upstream, "--listen", first.address, "--workers", "2"],
                         capture_output=True, text=True, timeout=30)
    first.stop()
    assert run.returncode == 1 and f"(pid {first.process.pid})" in run.stderr


def test_not_a_session_is_not_overwritten(tmp_path, grpc_server):
    note = tmp_path / "notes.bascule"
    note.write_text("my notes")
    run = subprocess.run([BINARY, "--headless", "--upstream", f"http://{grpc_server.address}", "--listen", "127.0.0.1:0",
                          "--record", str(note)], capture_output=True, text=True, timeout=30)
    assert run.returncode == 1 and "notes.bascule" in run.stderr
    assert note.read_text() == "my notes"
