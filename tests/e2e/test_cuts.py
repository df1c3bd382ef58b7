# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that goes away in the middle of its answer: at every byte, in every way, no client is told of a success."""
import http.client
import json
import socket
import struct

import grpc
import pytest

import raw_http2 as h2
from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import PROTO, Bascule
from raw_server import RawServer

MESSAGE = peer_pb2.Reply(text="whole").SerializeToString()
ENVELOPE = b"\0" + len(MESSAGE).to_bytes(4) + MESSAGE
# The frames of an answer.
ANSWER = [h2.response(1, status="200", content_type="application/grpc", x_head="1"), h2.frame(h2.DATA, 0, 1, ENVELOPE[:7]),
          h2.frame(h2.DATA, 0, 1, ENVELOPE[7:]), h2.response(1, end=True, grpc_status="0", x_tail="1")]
WHOLE = b"".join(ANSWER)
BOUNDARIES = [len(b"".join(ANSWER[:i])) for i in range(len(ANSWER))]


class Cut:
    """Answers each call with the first `cut` bytes of ANSWER, ends in the way `end`, and closes the connection."""

    def __init__(self):
        self.cut, self.end = len(WHOLE), fin

    def __call__(self, _, connection, stream, body):
        assert stream == 1  # each connection has one call
        connection.sendall(WHOLE[:self.cut])
        self.end(connection)
        return True


def fin(_):
    pass


def tcp_reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stream_reset(code):
    def end(connection):
        connection.sendall(h2.frame(h2.RST_STREAM, 0, 1, code.to_bytes(4)))
    return end


def goaway(last):
    def end(connection):
        connection.sendall(h2.frame(h2.GOAWAY, 0, 0, last.to_bytes(4) + bytes(4)))
    return end


# Within a frame nothing can be said any more.
ENDS = {"fin": (fin, range(len(WHOLE))), "tcp reset": (tcp_reset, range(len(WHOLE))),
        "reset without error": (stream_reset(0), BOUNDARIES), "reset": (stream_reset(2), BOUNDARIES),
        "cancel": (stream_reset(8), BOUNDARIES), "goaway": (goaway(1), BOUNDARIES), "goaway before": (goaway(0), BOUNDARIES)}


def by_http(path, content_type, body, says_ok):
    """A client over HTTP/1.1 that keeps its connection; gives whether it was told of a success."""
    def make(bascule):
        connection = http.client.HTTPConnection("127.0.0.1", bascule.port, timeout=30)

        def call():
            connection.request("POST", f"/acme.peer.v1.PeerService/{path}", body=body,
                               headers={"content-type": content_type})
            answer = connection.getresponse()
            try:
                return says_ok(answer.status, answer.read())
            except http.client.IncompleteRead:
                connection.close()
                return False
        return call
    return make


def grpcio(path):
    def make(bascule):
        channel = grpc.insecure_channel(bascule.address, [("grpc.enable_retries", 0)])
        stub = peer_pb2_grpc.PeerServiceStub(channel)

        def call():
            try:
                if path == "Unary":
                    assert stub.Unary(peer_pb2.Request(), timeout=30).text == "whole"
                else:
                    assert [reply.text for reply in stub.Download(peer_pb2.Request(), timeout=30)] == ["whole"]
            except grpc.RpcError:
                return False
            return True
        return call
    return make


def last_frame(body):
    """Flag and payload of the last envelope."""
    flag = payload = None
    while len(body) >= 5:
        size = int.from_bytes(body[1:5])
        flag, payload, body = body[0], body[5:5 + size], body[5 + size:]
    return flag, payload


def web_ok(status, body):
    flag, trailers = last_frame(body)
    return flag == 0x80 and b"grpc-status: 0" in trailers.replace(b"grpc-status:0", b"grpc-status: 0")


def stream_ok(status, body):
    flag, end = last_frame(body)
    return flag == 2 and "error" not in json.loads(end)


CLIENTS = {
    "grpc unary": grpcio("Unary"), "grpc stream": grpcio("Download"),
    "connect unary": by_http("Unary", "application/proto", b"", lambda status, body: status == 200),
    "connect json": by_http("Unary", "application/json", b"{}", lambda status, body: status == 200),
    "connect stream": by_http("Download", "application/connect+proto", bytes(5), stream_ok),
    "grpc-web unary": by_http("Unary", "application/grpc-web+proto", bytes(5), web_ok),
    "grpc-web stream": by_http("Download", "application/grpc-web+proto", bytes(5), web_ok),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_no_success_without_the_end(start, client):
    answer = Cut()
    server = RawServer(answer)
    bascule = start(Bascule, server.url, "--upstream-protocol", "grpc", "--no-reflection", "--workers", "1", "--no-capture",
                    "--schema", PROTO)
    call = CLIENTS[client](bascule)
    assert call()
    for name, (answer.end, cuts) in ENDS.items():
        for answer.cut in cuts:
            assert not call(), f"{name} after {answer.cut} of {len(WHOLE)} bytes"
    answer.cut, answer.end = len(WHOLE), fin
    assert call()
    server.close()
