# SPDX-License-Identifier: GPL-3.0-or-later
"""Streams that the server has certainly not processed are sent once more; all others never."""
import queue

import grpc
import pytest

import raw_http2 as h2
from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import Bascule
from raw_server import RawServer, echo


@pytest.fixture
def served(start):
    """Calls through a bridge before a RawServer: served(answer) gives the server and a stub."""
    ends = []

    def run(answer):
        server = RawServer(answer)
        bascule = start(Bascule, server.url, "--upstream-protocol", "grpc", "--no-reflection", "--workers", "1")
        channel = grpc.insecure_channel(bascule.address, options=[("grpc.enable_retries", 0)])
        ends.extend([channel, server])
        return server, peer_pb2_grpc.PeerServiceStub(channel)

    yield run
    for end in ends:
        end.close()


def refuse(connection, stream):
    connection.sendall(h2.frame(h2.RST_STREAM, 0, stream, h2.REFUSED_STREAM.to_bytes(4)))


def test_a_refused_stream_is_sent_once_more(served):
    server, stub = served(lambda server, connection, stream, body:
                          refuse(connection, stream) if len(server.bodies) == 1 else echo(connection, stream, body))
    assert stub.Unary(peer_pb2.Request(text="again"), timeout=20).text == "again"
    assert len(server.bodies) == 2 and server.bodies[0] == server.bodies[1]


def test_a_stream_above_the_last_of_a_goaway_goes_to_another_connection(served):
    def answer(server, connection, stream, body):
        if len(server.bodies) == 1:
            connection.sendall(h2.frame(h2.GOAWAY, 0, 0, bytes(8)))
        else:
            echo(connection, stream, body)

    server, stub = served(answer)
    assert stub.Unary(peer_pb2.Request(text="elsewhere"), timeout=20).text == "elsewhere"
    assert len(server.bodies) == 2


def test_only_once(served):
    server, stub = served(lambda server, connection, stream, body: refuse(connection, stream))
    with pytest.raises(grpc.RpcError) as error:
        stub.Unary(peer_pb2.Request(text="never"), timeout=20)
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE
    assert len(server.bodies) == 2


def test_not_after_the_answer_began(served):
    def answer(server, connection, stream, body):
        connection.sendall(h2.response(stream, status="200", content_type="application/grpc"))
        refuse(connection, stream)

    server, stub = served(answer)
    with pytest.raises(grpc.RpcError):
        stub.Unary(peer_pb2.Request(text="half"), timeout=20)
    assert len(server.bodies) == 1


def test_not_with_a_large_request(served):
    """What has gone on to the server is not kept without a bound."""
    server, stub = served(lambda server, connection, stream, body: refuse(connection, stream))
    with pytest.raises(grpc.RpcError):
        stub.Unary(peer_pb2.Request(data=bytes(200_000)), timeout=20)
    assert len(server.bodies) == 1


def test_other_resets_are_final(served):
    server, stub = served(lambda server, connection, stream, body:
                          connection.sendall(h2.frame(h2.RST_STREAM, 0, stream, (2).to_bytes(4))))
    with pytest.raises(grpc.RpcError):
        stub.Unary(peer_pb2.Request(text="lost"), timeout=20)
    assert len(server.bodies) == 1


def test_a_server_that_minds_pings_is_asked_less_often(grpc_server, start):
    """grpc-core ends connections that PING more often than every five minutes. Each that it ends doubles the pause, until a
    call of three seconds gets through."""
    bascule = start(Bascule, f"http://{grpc_server.address}", "--no-reflection", "--upstream-protocol", "grpc",
                    "--limit", "upstream-ping=100")
    failures = 0
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        while True:
            try:
                stub.Unary(peer_pb2.Request(text="slow", delay_ms=3000), timeout=30)
                break
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNAVAILABLE, error
                failures += 1
                assert failures < 10
    assert failures > 0  # else nothing was shown


def test_a_server_that_always_minds_pings_is_not_asked_all_the_time(served):
    """However often the pause is doubled, it stays one."""
    held = queue.SimpleQueue()

    def answer(server, connection, stream, body):
        if len(server.bodies) > 25:
            held.put((connection, stream, body))
            return
        connection.sendall(h2.frame(h2.GOAWAY, 0, 0, stream.to_bytes(4) + h2.ENHANCE_YOUR_CALM.to_bytes(4) +
                                    b"too_many_pings"))
        echo(connection, stream, body)

    server, stub = served(answer)
    for _ in range(25):
        stub.Unary(peer_pb2.Request(text="mind"), timeout=20)
    last = stub.Unary.future(peer_pb2.Request(text="last"), timeout=60)
    connection, stream, body = held.get(timeout=20)
    for _ in range(5):
        connection.sendall(h2.frame(h2.PING, 0, 0, bytes(8)))
        assert server.pings.get(timeout=20) == "answer"
    echo(connection, stream, body)
    assert last.result(30).text == "last"
