# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of other tools as sessions: our own JSON lines come back the same, logs of grpc-go, HAR, grpc-dump and what
Envoy's tap filter writes come in with what they have, and say what they lack."""
import base64
import copy
import json
import os
import subprocess
import time

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, PROTO, TOOLS, free_port
from corpus import bascule, lines_of, record
from test_connect_python import make_client
from test_envoy_config import GUIDE, Envoy, moved


@pytest.fixture(scope="module")
def corpus(grpc_server, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "corpus.bascule"
    return path, record(path, grpc_server)


@pytest.fixture(scope="module")
def session(corpus):
    return corpus[0]


@pytest.fixture(scope="module")
def calls(session):
    return lines_of(session)


def imported(file, folder, *flags):
    session = folder / (file.name + ".bascule")
    said = bascule("import", file, "-o", session, "--schema", PROTO, *flags)
    return lines_of(session), said


def same(call, other, *without):
    return {k: v for k, v in call.items() if k not in without} == {k: v for k, v in other.items() if k not in without}


def notes(call):
    return {note["subject"] for note in call.get("notes", []) if note["finding"] == "not_in_source"}


# Round trips

def test_live_is_what_is_in_the_file(corpus, calls):
    """--print calls says as a call ends what the file says later."""
    live = sorted(corpus[1], key=lambda call: call["number"])
    for printed, stored in zip(live, [call for call in calls if call["state"] == "ended"], strict=True):
        assert same(printed, stored), (printed["number"], {k for k in stored if printed.get(k) != stored[k]})


def test_json_lines_come_back(session, calls, tmp_path):
    """Every record of every protocol, kind, codec, compression and end; and once more."""
    file = tmp_path / "calls.jsonl"
    bascule("export", session, "--format", "jsonl", "-o", file)
    again, said = imported(file, tmp_path)
    assert f"{len(calls)} calls (JSON lines)" in said
    for call, back in zip(calls, again, strict=True):
        assert call == back, (call["number"], {k for k in call | back if call.get(k) != back.get(k)})
    # A part keeps its numbers.
    part = tmp_path / "part.jsonl"
    bascule("export", session, "--format", "jsonl", "--filter", "status:error", "-o", part)
    assert [c["number"] for c in imported(part, tmp_path)[0]] == [c["number"] for c in calls if c.get("status", "ok") != "ok"]


@pytest.mark.parametrize("framing", ["go", "java"])
def test_binary_log_comes_back(session, calls, tmp_path, framing):
    file = tmp_path / "calls.binlog"
    bascule("export", session, "--format", "binlog", "--framing", framing, "-o", file)
    again, _ = imported(file, tmp_path)
    assert len(again) == len(calls)
    by_start = {(call["time"], call["method"], call["target"].partition("?")[0]): call for call in again}
    for call in calls:
        back = by_start[call["time"], call["method"], call["target"].partition("?")[0]]
        for member in ("protocol", "codec", "host", "service", "method", "upstream_protocol", "request_messages",
                       "response_messages"):
            if member != "upstream_protocol":
                assert back[member] == call[member], (call["number"], member)
        assert [m["raw_message"] for m in back["messages"]] == [m["raw_message"] for m in call["messages"]]
        if not call.get("client_cancelled"):
            assert back.get("status") == call.get("status")
            assert back.get("error", {}).get("details") == call.get("error", {}).get("details")
        assert ("upstream_leg" in back) == ("upstream_leg" in call)
        assert {"reserved headers", "compression"} <= notes(back)


def test_har_comes_back(session, calls, tmp_path):
    file = tmp_path / "calls.har"
    bascule("export", session, "--format", "har", "-o", file)
    again, _ = imported(file, tmp_path)
    by_number = {call["number"]: call for call in again}
    for call in calls:
        back = by_number[call["number"]]
        for member in ("protocol", "kind", "service", "method", "host", "http_method", "time", "duration_ns", "status",
                       "origin", "metadata", "metadata_response_trailers", "http_status"):
            if call["state"] == "ended" or member != "duration_ns":  # no end, no duration
                assert back.get(member) == call.get(member), (call["number"], member)
        assert back["state"] == call["state"] and back["moments"] == call["moments"], call["number"]
        if not (call["protocol"] == "connect" and call["kind"] == "unary" and "error" in call):  # no message is passed on then
            assert [m["raw_message"] for m in back["messages"]] == [m["raw_message"] for m in call["messages"]], call["number"]
        assert "upstream leg" in notes(back) and "upstream_leg" not in back


def test_har_of_both_legs_comes_back(session, calls, tmp_path):
    """Two entries a call: the upstream leg comes back with its heads, messages, trailers and moments."""
    file = tmp_path / "both.har"
    bascule("export", session, "--format", "har", "--legs", "both", "-o", file)
    again, said = imported(file, tmp_path)
    assert f"{len(calls)} calls (HAR)" in said
    by_number = {call["number"]: call for call in again}
    for call in calls:
        back = by_number[call["number"]]
        assert ("upstream_leg" in back) == ("upstream_leg" in call) and back["upstream_protocol"] == call["upstream_protocol"]
        if "upstream_leg" not in call:
            continue
        assert "upstream leg" not in notes(back) and back["upstream"] == call["upstream"]
        leg, other = call["upstream_leg"], back["upstream_leg"]
        for member in ("protocol", "codec", "http", "tls", "peer", "authority", "target", "metadata", "metadata_response_headers",
                       "metadata_response_trailers", "http_status"):
            assert other.get(member) == leg.get(member), (call["number"], member)
        assert [m["raw_message"] for m in other.get("messages", back["messages"])] == [
            m["raw_message"] for m in leg.get("messages", call["messages"])], call["number"]
        assert other["moments"] == leg["moments"], call["number"]


# Others' files

def test_log_of_grpc_go(tmp_path):
    """A log that grpc-go wrote of its own client and server."""
    file = tmp_path / "grpcgo_binarylog.txt"
    subprocess.run([TOOLS / "bin/binlog", "write", file], check=True, timeout=60,
                   env=dict(os.environ, GRPC_BINARY_LOG_FILTER="*"))
    calls, said = imported(file, tmp_path)
    assert "6 calls (gRPC binary log)" in said  # each logged by its client and by its server
    assert {call["method"] for call in calls} == {"Check", "Watch"}
    assert all(call["protocol"] == "grpc" and call["service"] == "grpc.health.v1.Health" for call in calls)
    assert all(call["metadata"]["x-tenant"] == ["acme"] and call["metadata"]["trace-bin"] == ["AAH/"] for call in calls)
    checks = [call for call in calls if call["method"] == "Check"]
    assert sorted(call["status"] for call in checks) == ["not_found", "not_found", "ok", "ok"]
    good = next(call for call in checks if call["status"] == "ok")
    assert [base64.b64decode(m["raw_message"]) for m in good["messages"]] == [b"\n\x05known", b"\x08\x01"]
    watch = [call for call in calls if call["method"] == "Watch"]
    # The server may be stopped before it logs an end.
    assert {"canceled"} <= {call.get("status", call["state"]) for call in watch} <= {"canceled", "cut_short"}


def test_cut_log(tmp_path):
    file = tmp_path / "log.txt"
    subprocess.run([TOOLS / "bin/binlog", "write", file], check=True, timeout=60, env=dict(os.environ, GRPC_BINARY_LOG_FILTER="*"))
    file.write_bytes(file.read_bytes()[:-7])
    _, said = imported(file, tmp_path)
    assert "the file ends within an entry" in said


def test_grpc_dump(tmp_path):
    """Lines as grpc-tools prints them."""
    line = {"service": "acme.peer.v1.PeerService", "method": "Unary",
            "messages": [{"message_origin": "client", "raw_message": base64.b64encode(b"\n\x02hi").decode(),
                          "message": {"text": "hi"}, "timestamp": "2020-06-01T12:00:00.5+02:00"},
                         {"message_origin": "server", "raw_message": "", "message": {}, "timestamp": "2020-06-01T12:00:00.75+02:00"}],
            "error": {"code": "FailedPrecondition", "message": "no"},
            "metadata": {":authority": ["shop:443"], "user-agent": ["grpc-go/1.29"], "via": ["HTTP/2.0"]},
            "metadata_response_headers": {"content-type": ["application/grpc"]}, "metadata_response_trailers": {"x-cost": ["1"]}}
    file = tmp_path / "dump.json"
    file.write_text(json.dumps(line) + "\n" + json.dumps(copy.deepcopy(line) | {"error": None}) + "\n")
    calls, said = imported(file, tmp_path)
    assert "2 calls (grpc-dump)" in said
    first, second = calls
    assert (first["status"], first["error"]["message"]) == ("failed_precondition", "no") and second["status"] == "ok"
    assert first["time"] == "2020-06-01T10:00:00.500000000Z" and first["duration_ms"] == 250
    assert first["messages"][0]["message"] == {"text": "hi"} and first["host"] == "shop:443"
    assert first["metadata"] == {"user-agent": ["grpc-go/1.29"], "via": ["HTTP/2.0"]}
    assert {"timing", "peer", "compression"} <= notes(first)
    shown = bascule("show", file, 1)
    assert "its source does not say: timing, peer, compression" in shown and "WHAT THE BRIDGE CHANGED" not in shown


def test_har_of_a_browser(tmp_path):
    """Chrome's shape: text bodies, no trailers, and pages that are no RPC."""
    def entry(url, mime, sent, got, answer_type, status=200, **more):
        return {"startedDateTime": "2026-01-02T03:04:05.678+01:00", "time": 12.5,
                "request": {"method": "POST", "url": url, "httpVersion": "http/2.0", "cookies": [], "queryString": [],
                            "headers": [{"name": ":authority", "value": "api"}, {"name": "Content-Type", "value": mime}],
                            "headersSize": -1, "bodySize": len(sent), "postData": {"mimeType": mime, "text": sent}},
                "response": {"status": status, "statusText": "", "httpVersion": "http/2.0", "cookies": [], "redirectURL": "",
                             "headers": [{"name": "content-type", "value": answer_type}], "headersSize": -1, "bodySize": -1,
                             "content": {"size": len(got), "mimeType": answer_type, "text": got} | more},
                "cache": {}, "timings": {"blocked": 0.5, "dns": -1, "connect": -1, "send": 1, "wait": 10, "receive": 1}}
    method = "https://api.example/acme.peer.v1.PeerService/Unary"
    web = b"\0\0\0\0\x04\n\x02ok" + b"\x80\0\0\0\x0fgrpc-status:0\r\n"
    entries = [entry(method, "application/json", '{"text":"hi"}', '{"text":"ok"}', "application/json"),
               entry(method, "application/json", "{}", '{"code":"not_found","message":"no"}', "application/json", 404),
               entry(method, "application/grpc-web+proto", "\0\0\0\0\0", base64.b64encode(web).decode(),
                     "application/grpc-web+proto", encoding="base64"),
               entry("https://api.example/index.html", "text/plain", "x", "<p>", "text/html")]
    file = tmp_path / "browser.har"
    file.write_text("\ufeff" + json.dumps({"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "1"}, "entries": entries}}))
    calls, said = imported(file, tmp_path)
    assert "3 calls (HAR), 1 entry that is no RPC" in said
    assert [call["protocol"] for call in calls] == ["connect", "connect", "grpc-web"]
    assert [call["status"] for call in calls] == ["ok", "not_found", "ok"]
    assert calls[0]["messages"][0]["message"] == {"text": "hi"} and calls[0]["time"].startswith("2026-01-02T02:04:05.678")
    assert calls[1]["error"]["message"] == "no"
    assert calls[2]["messages"][1]["message"] == {"text": "ok"}
    assert calls[0]["tls"] and calls[0]["host"] == "api.example" and abs(calls[0]["duration_ms"] - 12.5) < 0.001


# Envoy

TAP_FORMATS = {"JSON_BODY_AS_BYTES": False, "JSON_BODY_AS_STRING": False, "PROTO_BINARY": False,
               "PROTO_BINARY_LENGTH_DELIMITED": True, "JSON_BODY_AS_BYTES streamed": True, "PROTO_TEXT": False, "PROTO_TEXT streamed": True}


@pytest.fixture(scope="module")
def taps(grpc_server, tmp_path_factory):
    """What Envoy with the guide's configuration and the tap filter wrote, by format."""
    files = {}
    for name, streamed in TAP_FORMATS.items():
        folder = tmp_path_factory.mktemp("tap")
        port = free_port()
        sink = {"format": name.split()[0], "file_per_tap": {"path_prefix": f"{folder}/tap"}}
        tap = {"name": "envoy.filters.http.tap", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.tap.v3.Tap",
            "common_config": {"static_config": {"match": {"any_match": True},
                                                "output_config": {"streaming": streamed, "sinks": [sink]}}}}}
        first = "- name: envoy.filters.http.connect_grpc_bridge"
        assert first in GUIDE
        config = moved(GUIDE, port, grpc_server.port).replace("port_value: 9090", f"port_value: {free_port()}")
        config = config.replace(first, f"- {json.dumps(tap)}\n                  {first}")
        file = folder / "envoy.yaml"
        file.write_text(config)
        envoy = Envoy(file)
        try:
            play(port)
        finally:
            envoy.stop(expect=None)
        files[name] = sorted(folder.glob("tap*"))
    return files


def play(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                stub = peer_pb2_grpc.PeerServiceStub(channel)
                stub.Unary(peer_pb2.Request(text="by gRPC"), metadata=(("x-tenant", "acme"),))
                list(stub.Download(peer_pb2.Request(count=3, text="d")))
                with pytest.raises(grpc.RpcError):
                    stub.Unary(peer_pb2.Request(fail_code=5, fail_message="none"))
            break
        except grpc.RpcError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    with make_client(f"http://127.0.0.1:{port}", "connect-h1-proto", send_compression=None, accept_compression=()) as client:
        client.unary(peer_pb2.Request(text="by Connect"))


@pytest.mark.parametrize("name", TAP_FORMATS)
def test_envoy_tap(taps, tmp_path, name):
    session = tmp_path / "tap.bascule"
    files = taps[name]
    assert len(files) >= 4
    said = bascule("import", *files, "-o", session, "--schema", PROTO)
    assert said.count("(Envoy tap)") == len(files)
    calls = [call for call in lines_of(session) if call.get("http_status")]
    unary = next(c for c in calls if c["protocol"] == "grpc" and c["method"] == "Unary" and c["status"] == "ok")
    assert unary["messages"][0]["message"] == {"text": "by gRPC"} and unary["metadata"]["x-tenant"] == ["acme"]
    assert unary["metadata_response_trailers"]["grpc-status"] == ["0"]
    download = next(c for c in calls if c["method"] == "Download")
    assert [m["message"]["count"] for m in download["messages"][1:]] == [1, 2, 3]
    failed = next(c for c in calls if c["status"] == "not_found")
    assert failed["error"]["message"] == "none"
    connect = next(c for c in calls if c["protocol"] == "connect")
    assert connect["messages"][0]["message"] == {"text": "by Connect"} and connect["messages"][1]["message"]["text"] == "by Connect"
    assert all({"messages' moments", "HTTP version"} <= notes(call) for call in calls)
    assert all(("time" in notes(call)) == call["time"].startswith("1970") for call in calls)


# The commands

def test_other_files_are_read_in_place(session, tmp_path):
    """list, show, check and export take what import takes."""
    file = tmp_path / "calls.jsonl"
    bascule("export", session, "--format", "jsonl", "--filter", "method:Download", "-o", file)
    assert all("Download" in line for line in bascule("list", file).splitlines()[1:])
    bascule("check", file, "--fail-if", "method:Upload")
    bascule("check", file, "--fail-if", "method:Download", code=3)
    assert bascule("export", file, "--format", "csv").startswith("number,time,")


def test_check(session):
    matches = bascule("check", session, "--fail-if", "protocol:grpc-web-text", code=3)
    assert "grpc-web-text" in matches
    assert bascule("check", session, "--fail-if", "method:NoSuchMethod") == ""
    bascule("check", session, "--fail-if", "status:(", code=2)


@pytest.mark.parametrize("content,said", [
    (b"", "is none of"), (b"hello", "is none of"), (b'{"log":{}}', "log.entries is missing"), (b'{"log":{"entries":[', "byte"),
    (b'{"schema_version":1,"number":1}\n', ":1: 'time' is no moment"), (b'{"schema_version":7}\n', "'schema_version' is not 1"),
    (b'{"service":"","method":""}\n', ":1: 'service' and 'method' are missing"),
    (b"\0\0\0\x20" + b"\x0a\x02\x08\x01\x10\x01" + b"\xff" * 26, "byte 0: an entry is no GrpcLogEntry"),
])
def test_bad_files(tmp_path, content, said):
    file = tmp_path / "bad"
    file.write_bytes(content)
    session = tmp_path / "out.bascule"
    run = subprocess.run([BINARY, "import", file, "-o", session], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1 and said in run.stderr and str(file) in run.stderr
    assert not list(tmp_path.glob("out*"))


def test_secrets_of_a_source_are_masked(tmp_path):
    line = {"service": "a.B", "method": "C", "messages": [], "metadata": {"authorization": ["Bearer c4n4ry-import"]},
            "metadata_response_headers": {}, "metadata_response_trailers": {}}
    file = tmp_path / "dump.json"
    file.write_text(json.dumps(line))
    calls, _ = imported(file, tmp_path)
    assert calls[0]["metadata"]["authorization"][0].startswith("[masked")
    assert all(b"c4n4ry-import" not in path.read_bytes() for path in tmp_path.glob("*.bascule*"))
