# SPDX-License-Identifier: GPL-3.0-or-later
"""The grpc-web client, which speaks text, in front of a gRPC server; and the wire as curl sees it."""
import base64
import json
import os
import shutil
import subprocess
import urllib.request

from acme.peer.v1 import peer_pb2
from conftest import GENERATED, NODE, PEERS

PATH = "/acme.peer.v1.PeerService/"


def test_grpc_web_client(bridge):
    script = GENERATED / "grpc_web.mjs"
    shutil.copy(PEERS / "grpc_web.mjs", script)
    run = subprocess.run([NODE, script, bridge.url], capture_output=True, text=True, timeout=120,
                         env=dict(os.environ))
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout.splitlines()[-1])
    assert seen["unary"] == ["grüß", str(2**62), [0, 255, 254]]
    assert seen["sizes"] == list(range(7))
    assert seen["large"] == 300000
    assert seen["error"] == {"code": 3, "message": "bad €", "details": True}
    assert seen["download"] == [1, 2, 3, 4, 5]
    assert seen["status"] == 0


def frames(body):
    """(flag, payload) of each frame."""
    found = []
    while body:
        size = int.from_bytes(body[1:5], "big")
        found.append((body[0], body[5:5 + size]))
        body = body[5 + size:]
    return found


def post(url, method, body, headers):
    request = urllib.request.Request(url + PATH + method, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.headers, answer.read()


def frame(message):
    payload = message.SerializeToString()
    return b"\0" + len(payload).to_bytes(4, "big") + payload


def test_text_that_is_padded_inside(bridge):
    """Chunks of base64 cut anywhere, each with its own padding, as the specification allows."""
    body = frame(peer_pb2.Request(text="hello", count=1))
    text = b"".join(base64.b64encode(body[i:i + 2]) for i in range(0, len(body), 2))
    status, headers, answer = post(bridge.url, "Unary", text, {"content-type": "application/grpc-web-text"})
    assert status == 200
    assert headers["content-type"] == "application/grpc-web-text+proto"
    decoded = b""
    while answer:  # a chunk ends with the four characters that hold its padding
        end = answer.find(b"=")
        end = len(answer) if end < 0 else end // 4 * 4 + 4
        decoded += base64.b64decode(answer[:end])
        answer = answer[end:]
    (flag, reply), (trailer_flag, trailers) = frames(decoded)
    assert flag == 0 and peer_pb2.Reply.FromString(reply).text == "hello"
    assert trailer_flag == 0x80 and b"grpc-status: 0\r\n" in trailers


def test_accept_decides_text_or_binary(bridge):
    body = frame(peer_pb2.Request(text="hello"))
    _, headers, answer = post(bridge.url, "Unary", base64.b64encode(body),
                              {"content-type": "application/grpc-web-text", "accept": "application/grpc-web+proto"})
    assert headers["content-type"] == "application/grpc-web+proto"
    assert peer_pb2.Reply.FromString(frames(answer)[0][1]).text == "hello"


def test_an_error_before_any_message_is_a_head_without_body(bridge):
    status, headers, answer = post(bridge.url, "Nothing", frame(peer_pb2.Request()),
                                   {"content-type": "application/grpc-web+proto"})
    assert status == 200 and answer == b""
    assert headers["grpc-status"] == "12"
