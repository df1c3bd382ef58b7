# SPDX-License-Identifier: GPL-3.0-or-later
"""curl and grpcurl: what a developer types first."""
import json
import subprocess

import pytest

from conftest import PROTO, TOOLS, Bascule, GrpcServer

UNARY = "acme.peer.v1.PeerService/Unary"


def curl(*arguments):
    run = subprocess.run(["curl", "-sS", "-i", "--max-time", "20", *arguments], capture_output=True, timeout=30)
    assert run.returncode == 0, run.stderr
    head, _, body = run.stdout.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines[1:])}
    return int(lines[0].split()[1]), headers, body


def post(url, body, *arguments, content_type="application/json"):
    return curl("-H", f"Content-Type: {content_type}", "--data-binary", body, f"{url}/{UNARY}", *arguments)


@pytest.mark.parametrize("version", ["--http1.1", "--http2-prior-knowledge"])
def test_json(bridge, version):
    status, headers, body = post(bridge.url, '{"text":"hi","big":"42","at":"2026-11-22T10:42:10.029Z"}', version)
    assert status == 200 and headers["content-type"] == "application/json"
    assert json.loads(body) == {"text": "hi", "big": "42", "at": "2026-11-22T10:42:10.029Z", "count": 1}


def test_expect_continue(bridge, tmp_path):
    big = tmp_path / "big.json"
    big.write_text(json.dumps({"text": "x" * 2_000_000}))
    status, _, body = post(bridge.url, f"@{big}", "-H", "Expect: 100-continue")
    assert status == 200 and len(json.loads(body)["text"]) == 2_000_000


def test_chunked(bridge):
    status, _, body = post(bridge.url, '{"text":"hi"}', "-H", "Transfer-Encoding: chunked")
    assert status == 200 and json.loads(body)["text"] == "hi"


def test_error(bridge):
    status, headers, body = post(bridge.url, '{"failCode":5,"failMessage":"no order"}')
    assert status == 404 and headers["content-type"] == "application/json"
    assert json.loads(body) == {"code": "not_found", "message": "no order"}


@pytest.mark.parametrize("body,place", [('{"text":', "line 1"), ('{"text":1x}', "line 1"), ('{\n "count": "many"}', "count"),
                                        ("", ""), ("[]", "")])
def test_invalid_json_says_where(bridge, body, place):
    status, _, answer = post(bridge.url, body)
    error = json.loads(answer)
    assert status == 400 and error["code"] == "invalid_argument"
    assert place in error["message"], error["message"]


def test_wrong_content_type(bridge):
    status, headers, _ = post(bridge.url, "x", content_type="image/jpeg")
    assert status == 415 and "application/json" in headers["accept-post"]


def test_wrong_verb(bridge):
    status, headers, _ = curl("-X", "DELETE", f"{bridge.url}/{UNARY}")
    assert status == 405 and headers["allow"] == "POST"


def test_foreign_host(bridge):
    status, _, body = post(bridge.url, "{}", "-H", "Host: evil.example")
    assert status == 421 and b"--allow-host" in body


def test_json_without_schema(start):
    server = start(GrpcServer, "--no-reflection")
    bascule = start(Bascule, f"http://{server.address}")
    status, _, body = post(bascule.url, "{}")
    error = json.loads(body)
    assert status == 501 and error["code"] == "unimplemented"
    assert "--schema" in error["message"] and "reflection" in error["message"]


@pytest.mark.parametrize("source", ["file", "folder", "set"])
def test_schema_from_files(start, tmp_path, source):
    server = start(GrpcServer, "--no-reflection")
    path = {"file": PROTO / "acme/peer/v1/peer.proto", "folder": PROTO, "set": tmp_path / "peer.binpb"}[source]
    if source == "set":
        subprocess.run(["protoc", f"-I{PROTO}", "--include_imports", f"--descriptor_set_out={path}",
                        "acme/peer/v1/peer.proto"], check=True)
    flags = ["--proto-path", str(PROTO)] if source == "file" else []
    bascule = start(Bascule, f"http://{server.address}", "--schema", str(path), *flags)
    status, _, body = post(bascule.url, '{"text":"hi"}')
    assert status == 200 and json.loads(body)["text"] == "hi"


def grpcurl(bridge, *arguments):
    return subprocess.run([TOOLS / "bin/grpcurl", "-plaintext", *arguments], capture_output=True, text=True, timeout=60)


def test_grpcurl(bridge):
    listed = grpcurl(bridge, bridge.address, "list")
    assert "acme.peer.v1.PeerService" in listed.stdout, listed.stderr
    run = grpcurl(bridge, "-d", '{"text":"hi","count":3}', bridge.address, "acme.peer.v1.PeerService/Download")
    assert run.returncode == 0 and run.stdout.count('"text": "hi"') == 3
    failed = grpcurl(bridge, "-d", '{"failCode":3,"failMessage":"bad","withDetails":true}', bridge.address, UNARY)
    assert failed.returncode != 0 and "InvalidArgument" in failed.stderr and "BadRequest" in failed.stderr
