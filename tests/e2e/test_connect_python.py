# SPDX-License-Identifier: GPL-3.0-or-later
"""connect-python clients through the bridge, HTTP/1.1 and HTTP/2, proto and JSON, and their own gRPC mode."""
import random
import time

import pytest
from connectrpc.code import Code
from connectrpc.client import ResponseMetadata
from connectrpc.compat import google_protobuf_json_codec
from connectrpc.errors import ConnectError
from connectrpc.protocol import ProtocolType
from google.rpc import error_details_pb2
from pyqwest import HTTPVersion, SyncClient, SyncHTTPTransport

from acme.peer.v1 import peer_pb2
from acme.peer.v1.peer_connect import PeerServiceClientSync

CODES = ["canceled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
         "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range",
         "unimplemented", "internal", "unavailable", "data_loss", "unauthenticated"]
HTTP = [499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401]

MODES = {
    "connect-h1-proto": (ProtocolType.CONNECT, HTTPVersion.HTTP1, False),
    "connect-h1-json": (ProtocolType.CONNECT, HTTPVersion.HTTP1, True),
    "connect-h2-proto": (ProtocolType.CONNECT, HTTPVersion.HTTP2, False),
    "connect-h2-json": (ProtocolType.CONNECT, HTTPVersion.HTTP2, True),
    "grpc-h2-proto": (ProtocolType.GRPC, HTTPVersion.HTTP2, False),
}


def make_client(url, mode, **options):
    protocol, version, json = MODES[mode]
    if json:
        options["codec"] = google_protobuf_json_codec()
    http = SyncClient(SyncHTTPTransport(http_version=version))
    return PeerServiceClientSync(url, protocol=protocol, http_client=http, **options)


@pytest.fixture(params=MODES, scope="module")
def client(request, bridge):
    with make_client(bridge.url, request.param) as client:
        client.mode = request.param
        yield client


def test_unary(client):
    reply = client.unary(peer_pb2.Request(text="gr\u00fc\u00df", big=2**62, data=b"\x00\xff"))
    assert (reply.text, reply.big, reply.data) == ("gr\u00fc\u00df", 2**62, b"\x00\xff")


def test_streams(client):
    assert [r.count for r in client.download(peer_pb2.Request(count=4))] == [1, 2, 3, 4]
    reply = client.upload(iter([peer_pb2.Request(data=b"x" * 10)] * 7))
    assert (reply.count, reply.big) == (7, 70)
    replies = client.chat(iter([peer_pb2.Request(text=str(i)) for i in range(4)]))
    assert [r.text for r in replies] == ["0", "1", "2", "3"]


def test_metadata_and_trailers(client):
    with ResponseMetadata() as seen:
        client.unary(peer_pb2.Request(), headers={"x-echo-a": "1", "x-echo-bin": "AP+A"})
    assert seen.headers["x-echo-a"] == "1" and seen.headers["x-echo-bin"].rstrip("=") == "AP+A"
    assert seen.trailers["x-trailer-echo-a"] == "1"


@pytest.mark.parametrize("code", range(1, 17))
def test_every_code(client, code):
    with pytest.raises(ConnectError) as failure, ResponseMetadata() as seen:
        client.unary(peer_pb2.Request(fail_code=code, fail_message="no \u20ac 50%"))
    assert failure.value.code == Code(CODES[code - 1])
    assert failure.value.message == "no \u20ac 50%"
    if client.mode.startswith("connect"):
        assert seen.http_status == HTTP[code - 1]


def test_details(client):
    with pytest.raises(ConnectError) as failure:
        client.unary(peer_pb2.Request(fail_code=3, fail_message="bad", with_details=True))
    details = failure.value.details
    assert [d.type_name for d in details] == ["google.rpc.BadRequest", "google.rpc.ErrorInfo"]
    bad = error_details_pb2.BadRequest.FromString(details[0].message_bytes)
    assert bad.field_violations[0].field == "text"


def test_error_after_messages(client):
    replies = client.download(peer_pb2.Request(count=2, fail_code=14, fail_message="later"))
    got = []
    with pytest.raises(ConnectError) as failure:
        for reply in replies:
            got.append(reply.count)
    assert got == [1, 2] and failure.value.code == Code.UNAVAILABLE


def test_deadline(client):
    assert float(client.unary(peer_pb2.Request(), timeout_ms=2000).timeout_seen) <= 2.0
    start = time.monotonic()
    with pytest.raises(ConnectError) as failure:
        client.unary(peer_pb2.Request(delay_ms=5000), timeout_ms=200)
    assert failure.value.code == Code.DEADLINE_EXCEEDED and time.monotonic() - start < 3
    assert client.unary(peer_pb2.Request()).timeout_seen == ""


def test_large_messages(client):
    data = random.Random(1).randbytes(1 << 20)
    assert client.unary(peer_pb2.Request(data=data)).data == data


def test_without_compression(bridge):
    with make_client(bridge.url, "connect-h1-proto", send_compression=None, accept_compression=()) as client:
        assert client.unary(peer_pb2.Request(text="a" * 5000)).text == "a" * 5000


def test_unknown_method_is_unimplemented(bridge):
    import urllib.request
    request = urllib.request.Request(f"{bridge.url}/acme.peer.v1.PeerService/Nothing", b"{}",
                                     {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as failure:
        urllib.request.urlopen(request)
    assert failure.value.code == 404 and b'"code":"unimplemented"' in failure.value.read()
