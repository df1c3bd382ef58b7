# SPDX-License-Identifier: GPL-3.0-or-later
"""What is captured: ready line, --print calls, list, show, export, redaction, kill, no capture."""
import concurrent.futures
import json
import signal
import sqlite3
import subprocess
import threading

import grpc
import jsonschema
import pytest

import raw_http2 as h2
from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, NODE, ROOT, TOOLS, Bascule
from raw_server import RawServer, echo
from test_connect_python import make_client


def bascule(*arguments, code=0):
    run = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert run.returncode == code, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def session(grpc_server, tmp_path_factory):
    """A session with one call of each sort, recorded and closed."""
    path = tmp_path_factory.mktemp("session") / "calls.bascule"
    bridge = Bascule(f"http://{grpc_server.address}", "--record", str(path), "--print", "calls")
    printed = []
    with grpc.insecure_channel(bridge.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        stub.Unary(peer_pb2.Request(text="first"), metadata=(("authorization", "Bearer s3cr3t-canary"), ("x-tenant", "acme")))
        printed.append(bridge.call())
        list(stub.Download(peer_pb2.Request(count=3, text="many")))
        printed.append(bridge.call())
        with pytest.raises(grpc.RpcError):
            stub.Unary(peer_pb2.Request(fail_code=3, fail_message="quantity must be positive", with_details=True))
        printed.append(bridge.call())
    with make_client(bridge.url, "connect-h1-json", send_compression=None) as client:
        client.unary(peer_pb2.Request(text="json", count=7))
        printed.append(bridge.call())
    bridge.stop()
    return path, printed


def test_ready_line(bridge, grpc_server):
    assert bridge.ready["event"] == "ready" and bridge.ready["upstream"] == f"http://{grpc_server.address}"
    assert bridge.ready["upstream_protocol"] == ["grpc"] and bridge.ready["session"] is None
    assert bridge.ready["pid"] == bridge.process.pid and bridge.ready["version"]


def test_printed_calls(session):
    _, printed = session
    assert [call["number"] for call in printed] == [1, 2, 3, 4]
    assert [call["protocol"] for call in printed] == ["grpc", "grpc", "grpc", "connect"]
    assert printed[0]["service"] == "acme.peer.v1.PeerService" and printed[0]["method"] == "Unary"
    assert printed[2]["error"]["code"] == "invalid_argument"


def test_one_shape_everywhere(session):
    path, printed = session
    schema = json.loads((ROOT / "resources/json-lines.schema.json").read_text())
    listed = [json.loads(line) for line in bascule("list", path, "--format", "jsonl").splitlines()]
    exported = [json.loads(line) for line in bascule("export", path, "--format", "jsonl").splitlines()]
    assert listed == exported
    for call, shown in zip(listed, printed):
        jsonschema.validate(call, schema)
        assert (call["number"], call["service"], call["method"]) == (shown["number"], shown["service"], shown["method"])


@pytest.mark.parametrize("expression,numbers", [
    ("status:error", [3]), ("protocol:connect", [4]), ("not protocol:connect", [1, 2, 3]), ("method:Down*", [2]),
    ("kind:server", [2]), ("req.count:>5", [4]), ("req.text=first", [1]), ("header.x-tenant:acme", [1]),
    ('"quantity must be"', [3]), ("error.detail:BadRequest", [3]), ("messages:>3", [2]), ("code:3 or #:1", [1, 3]),
])
def test_filters(session, expression, numbers):
    lines = bascule("list", session[0], "--format", "jsonl", "--filter", expression).splitlines()
    assert [json.loads(line)["number"] for line in lines] == numbers


def test_list_and_show(session):
    path, _ = session
    table = bascule("list", path)
    assert len(table.splitlines()) >= 4 and "\x1b" not in table
    text = bascule("show", path, 3)
    assert "quantity must be positive" in text and "BadRequest" in text and "grpc-status" in text
    assert json.loads(bascule("show", path, 4, "--format", "json"))["number"] == 4
    bascule("show", path, 99, code=1)


def test_har(session, tmp_path):
    path, _ = session
    out = tmp_path / "out.har"
    bascule("export", path, "--format", "har", "-o", out)
    har = json.loads(out.read_text())
    assert len(har["log"]["entries"]) == 4
    script = "const v=require('har-validator');v.har(JSON.parse(require('fs').readFileSync(process.argv[1])))" \
             ".then(()=>console.log('valid'),e=>{console.log(JSON.stringify(e.errors));process.exit(1)})"
    run = subprocess.run([NODE, "-e", script, out], capture_output=True, text=True, cwd=TOOLS / "node", timeout=60)
    assert run.returncode == 0 and "valid" in run.stdout, run.stdout + run.stderr


def test_secrets_never_reach_the_disk(session):
    path, printed = session
    assert b"s3cr3t-canary" not in path.read_bytes()
    assert "s3cr3t-canary" not in json.dumps(printed)
    assert "s3cr3t-canary" not in bascule("show", path, 1)


def test_plain_sqlite_reads_it(session):
    path, _ = session
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM calls").fetchone() == (4,)


def test_append(session, grpc_server, start):
    path, _ = session
    bridge = start(Bascule, f"http://{grpc_server.address}", "--record", str(path))
    with grpc.insecure_channel(bridge.address) as channel:
        peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="again"))
    bridge.stop()
    assert len(bascule("list", path, "--format", "jsonl").splitlines()) == 5


def test_fail_if(grpc_server, start):
    for expression, code in (("protocol:grpc", 3), ("protocol:connect", 0)):
        bridge = start(Bascule, f"http://{grpc_server.address}", "--fail-if", expression)
        with grpc.insecure_channel(bridge.address) as channel:
            peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request())
        bridge.stop(expect=code)


def test_kill_under_load(grpc_server, start, tmp_path):
    """What --print calls said is on disk 250 ms later at the latest; the file opens after kill -9."""
    path = tmp_path / "killed.bascule"
    bridge = start(Bascule, f"http://{grpc_server.address}", "--record", str(path), "--print", "calls")
    with grpc.insecure_channel(bridge.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda i: stub.Unary(peer_pb2.Request(text=str(i))), range(400)))
        seen = [bridge.call()["number"] for _ in range(400)]
        import time
        time.sleep(0.25)  # the promise under test is a time
        bridge.stop(expect=-signal.SIGKILL, how=signal.SIGKILL)
    listed = [json.loads(line)["number"] for line in bascule("list", path, "--format", "jsonl").splitlines()]
    assert set(seen) <= set(listed)


def test_no_capture(grpc_server, start, tmp_path):
    bridge = start(Bascule, f"http://{grpc_server.address}", "--no-capture")
    with grpc.insecure_channel(bridge.address) as channel:
        assert peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="x")).text == "x"
    assert bridge.ready["session"] is None
    bridge.stop()


def calls_by_hand(bascule):
    """Calls of each protocol, one after the other; what came back, byte for byte."""
    message = peer_pb2.Request(text="the same " * 50).SerializeToString()
    envelope = b"\0" + len(message).to_bytes(4) + message
    back = []
    with h2.connect(bascule.port) as s:
        s.sendall(h2.PREFACE + h2.settings() + h2.frame(h2.SETTINGS, h2.ACK, 0))
        heads = [(1, "application/grpc", envelope), (3, "application/proto", message),
                 (5, "application/connect+proto", envelope), (7, "application/grpc-web+proto", envelope)]
        answers = h2.frames(s)
        for stream, content_type, body in heads:
            s.sendall(h2.headers(stream, "/acme.peer.v1.PeerService/Unary", content_type=content_type, te="trailers",
                                 authorization="Bearer secret", x_mine="1") + h2.frame(h2.DATA, h2.END_STREAM, stream, body))
            for frame in answers:
                if frame[0] in (h2.HEADERS, h2.DATA):
                    back.append(frame)
                    if frame[1] & h2.END_STREAM:
                        break
    return back


def test_capture_changes_nothing(start, tmp_path):
    """Recorded or not, the same bytes of every call go to the server and come back."""
    seen = []
    server = RawServer(lambda server, connection, stream, body: echo(connection, stream, body))
    for flags in (["--no-capture"], ["--record", tmp_path / "calls.bascule"]):
        server.frames.clear()
        bascule = start(Bascule, server.url, *flags, "--upstream-protocol", "grpc", "--no-reflection", "--workers", "1")
        back = calls_by_hand(bascule)
        bascule.stop()
        seen.append((list(server.frames), back))
    server.close()
    assert len(seen[0][0]) >= 8 and len(seen[0][1]) >= 8
    assert seen[0] == seen[1]
    listed = subprocess.run([BINARY, "list", tmp_path / "calls.bascule", "--format", "jsonl"], capture_output=True, text=True,
                            timeout=20)
    assert len(listed.stdout.splitlines()) == 4


def test_drain_lets_open_calls_end(grpc_server, start):
    bridge = start(Bascule, f"http://{grpc_server.address}")
    with grpc.insecure_channel(bridge.address) as channel:
        call = peer_pb2_grpc.PeerServiceStub(channel).Chat(peer_pb2.Request(text=str(i), delay_ms=300) for i in range(3))
        assert next(call).text == "0"
        bridge.process.send_signal(signal.SIGTERM)
        assert [r.text for r in call] == ["1", "2"]
    assert bridge.process.wait(30) == 0


def test_calls_that_do_not_end_in_time_are_told(grpc_server, start):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--limit", "drain=100")
    with grpc.insecure_channel(bascule.address) as channel:
        stream = peer_pb2_grpc.PeerServiceStub(channel).Download(peer_pb2.Request(count=2, delay_ms=30000))
        done = threading.Event()
        stream.add_done_callback(lambda _: done.set())
        other = peer_pb2_grpc.PeerServiceStub(channel)
        other.Unary(peer_pb2.Request(), timeout=20)  # the stream was opened before
        bascule.process.terminate()
        assert done.wait(20)
        assert stream.code() == grpc.StatusCode.UNAVAILABLE and "shutting down" in stream.details()


def test_demo(start, tmp_path):
    path = tmp_path / "demo.bascule"
    demo = start(Bascule, None, "--demo", "--record", str(path), "--print", "calls")
    seen = [demo.call() for _ in range(25)]
    assert {call["protocol"] for call in seen} == {"connect", "grpc"}
    assert any(call.get("error") for call in seen)
    demo.stop()
