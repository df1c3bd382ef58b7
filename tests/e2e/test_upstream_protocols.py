# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server speaks is found out by asking it, and calls go in their client's own protocol where they can."""
import subprocess

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import PROTO, Bascule, ConnectPythonServer, GrpcServer, NodeServer, free_port
from test_connect_es import every_kind

ALL = ["grpc", "connect", "grpc-web"]


def unary(stub, text="hi"):
    return stub.Unary(peer_pb2.Request(text=text), timeout=20).text


def until_served(bascule, call):
    """`call` again and again until the server is there."""
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        for _ in range(2000):
            try:
                return call(stub)
            except grpc.RpcError as error:
                # A server that is starting or stopping may also reset a stream that just reached it.
                reset = "the server reset the stream" in error.details()
                assert error.code() == grpc.StatusCode.UNAVAILABLE or reset, error
    pytest.fail("the server is not seen again")


def spoken_by(bascule, content_type, body):
    """The protocol in which the server got a call with this content type."""
    run = subprocess.run(["curl", "-sS", "--max-time", "20", "-H", f"content-type: {content_type}", "--data-binary", "@-",
                          f"{bascule.url}/acme.peer.v1.PeerService/Unary"], input=body, capture_output=True, timeout=30)
    return run.stdout


def test_a_grpc_server(grpc_server, start):
    assert start(Bascule, f"http://{grpc_server.address}").ready["upstream_protocol"] == ["grpc"]


def test_a_grpc_server_without_reflection(start):
    server = start(GrpcServer, "--no-reflection")
    assert start(Bascule, f"http://{server.address}").ready["upstream_protocol"] == ["grpc"]


@pytest.mark.parametrize("version,speaks,found", [("2", [], ALL), ("2", ["connect"], ["connect"]),
                                                 ("2", ["grpc-web"], ["grpc-web"]), ("2", ["grpc"], ["grpc"]),
                                                 ("2", ["connect", "grpc-web"], ["connect", "grpc-web"]),
                                                 ("1.1", [], ["connect", "grpc-web"]), ("1.1", ["connect"], ["connect"])])
def test_what_a_connect_es_server_speaks(start, version, speaks, found):
    server = start(NodeServer, version, *speaks)
    bascule = start(Bascule, server.url, "--schema", str(PROTO))
    assert bascule.ready["upstream_protocol"] == found
    with grpc.insecure_channel(bascule.address) as channel:
        used = unary(peer_pb2_grpc.PeerServiceStub(channel), "protocol?").split()[0]
    assert used == ("grpc" if "grpc" in found else "connect" if "connect" in found else "grpc-web")


def test_over_tls(start, authority, server_files):
    server = start(NodeServer, "2", tls=server_files)
    bascule = start(Bascule, server.url, "--upstream-ca", str(authority.certificate))
    assert bascule.ready["upstream_protocol"] == ALL


def test_calls_go_in_their_own_protocol(start):
    bascule = start(Bascule, start(NodeServer).url, "--schema", str(PROTO))
    with grpc.insecure_channel(bascule.address) as channel:
        assert unary(peer_pb2_grpc.PeerServiceStub(channel), "protocol?") == "grpc POST"
    assert b'"connect POST"' in spoken_by(bascule, "application/json", b'{"text":"protocol?"}')
    message = peer_pb2.Request(text="protocol?").SerializeToString()
    framed = b"\0" + len(message).to_bytes(4) + message
    assert b"grpc-web POST" in spoken_by(bascule, "application/grpc-web+proto", framed)


@pytest.mark.parametrize("protocol,version,codec", [("connect", "1.1", "json"), ("grpc", "2", "proto"),
                                                    ("grpc-web", "1.1", "proto")])
def test_every_kind(start, protocol, version, codec):
    bascule = start(Bascule, start(NodeServer).url, "--schema", str(PROTO))
    every_kind(bascule.url, protocol, version, codec, bidi=True)


def test_connect_python_under_uvicorn(start):
    """It speaks HTTP/1.1 alone and has no health service: Connect is all that it can be."""
    server = start(ConnectPythonServer)
    bascule = start(Bascule, server.url, "--schema", str(PROTO))
    assert bascule.ready["upstream_protocol"] == ["connect"]
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert unary(stub) == "hi"
        assert [r.count for r in stub.Download(peer_pb2.Request(count=3), timeout=20)] == [1, 2, 3]


def test_a_server_that_is_down_and_comes_up(start):
    port = free_port()
    bascule = start(Bascule, f"http://127.0.0.1:{port}", "--schema", str(PROTO))
    assert bascule.ready["upstream_protocol"] == []
    with grpc.insecure_channel(bascule.address) as channel:
        with pytest.raises(grpc.RpcError) as error:
            unary(peer_pb2_grpc.PeerServiceStub(channel))
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE
    start(ConnectPythonServer, port=port)
    assert until_served(bascule, unary) == "hi"


@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_server_that_moves(start, workers):
    """From gRPC to Connect under uvicorn, which is another version of HTTP too, and back."""
    first = start(GrpcServer)
    bascule = start(Bascule, f"http://{first.address}", "--schema", str(PROTO), "--workers", workers)
    assert until_served(bascule, unary) == "hi"
    first.close()
    second = start(ConnectPythonServer, port=first.port)
    assert until_served(bascule, unary) == "hi"
    second.stop(expect=None)
    start(GrpcServer, port=first.port)
    assert until_served(bascule, unary) == "hi"
