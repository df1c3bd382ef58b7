# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that speak Connect or gRPC-Web, behind clients of every protocol; and calls that are not translated."""
import http.server
import subprocess
import threading

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, PROTO, Bascule, ConnectPythonServer, NodeServer
from test_connect_es import every_kind
from test_connect_python import make_client

CLIENTS = [("connect", "1.1", "proto"), ("connect", "2", "json"), ("grpc", "2", "proto"), ("grpc-web", "1.1", "proto"),
           ("grpc-web", "2", "json")]
# Upstream protocol, HTTP version of the server. gRPC needs HTTP/2 (a server that speaks gRPC stands in every
# other test of this folder).
SERVERS = [("connect", "2"), ("connect", "1.1"), ("grpc-web", "2"), ("grpc-web", "1.1"), ("same", "2")]


@pytest.fixture(params=SERVERS, ids=["-".join(s) for s in SERVERS], scope="module")
def bridged(request):
    """A bridge in front of a server that speaks nothing but one protocol."""
    protocol, version = request.param
    server = NodeServer(version, *([] if protocol == "same" else [protocol]))
    bascule = Bascule(server.url, "--upstream-protocol", protocol, "--upstream-http", version,
                      "--schema", str(PROTO))
    yield protocol, version, bascule
    bascule.stop()
    server.close()


@pytest.mark.parametrize("protocol,version,codec", CLIENTS, ids=["-".join(c) for c in CLIENTS])
def test_every_kind(bridged, protocol, version, codec):
    _, server_version, bascule = bridged
    # connect-es takes no bidirectional streams over HTTP/1.1.
    every_kind(bascule.url, protocol, version, codec, bidi=server_version == "2")


def test_the_ready_line_names_the_protocol(bridged):
    protocol, _, bascule = bridged
    assert bascule.ready["upstream_protocol"] == [protocol]


def test_the_server_is_spoken_to_in_its_protocol(bridged):
    protocol, _, bascule = bridged
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        reply = stub.Unary(peer_pb2.Request(text="protocol?"), timeout=20)
        assert reply.text == ("grpc" if protocol == "same" else protocol) + " POST"
        assert 0 < len(reply.timeout_seen)  # the deadline travels in the server's own header
        with pytest.raises(grpc.RpcError) as error:
            stub.Unary(peer_pb2.Request(fail_code=5, fail_message="no €", with_details=True), timeout=20)
        assert error.value.code() == grpc.StatusCode.NOT_FOUND
        assert error.value.details() == "no €"
        assert any(k == "grpc-status-details-bin" for k, _ in error.value.trailing_metadata())


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "deflate"])
def test_codings(bridged, coding):
    """curl decodes what it gets, whatever the server compressed it with."""
    body = '{"text":"' + "a" * 5000 + '"}'
    run = subprocess.run(["curl", "-sS", "--max-time", "20", "--compressed", "-H", "content-type: application/json",
                          "-H", f"accept-encoding: {coding}", "-d", body,
                          bridged[2].url + "/acme.peer.v1.PeerService/Unary"], capture_output=True, text=True)
    assert '"text":"' + "a" * 5000 + '"' in run.stdout, run.stdout[:300] + run.stderr


def test_connect_python_server_and_clients_that_stayed(start):
    """The server has moved to connect-python under uvicorn, which speaks HTTP/1.1 alone; gRPC clients go on."""
    server = start(ConnectPythonServer)
    bascule = start(Bascule, server.url, "--upstream-protocol", "connect", "--upstream-http", "1.1",
                    "--schema", str(PROTO))
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert stub.Unary(peer_pb2.Request(text="stayed"), timeout=20).text == "stayed"
        assert [r.count for r in stub.Download(peer_pb2.Request(count=3), timeout=20)] == [1, 2, 3]
        assert stub.Upload(iter([peer_pb2.Request()] * 4), timeout=20).count == 4
        many = [stub.Unary.future(peer_pb2.Request(text=str(i)), timeout=20) for i in range(50)]
        assert [call.result().text for call in many] == [str(i) for i in range(50)]
    with make_client(bascule.url, "connect-h2-json") as client:
        assert client.unary(peer_pb2.Request(text="json")).text == "json"
    server.stop(expect=None)
    with grpc.insecure_channel(bascule.address) as channel:
        with pytest.raises(grpc.RpcError) as error:
            peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(), timeout=20)
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE


def test_without_a_schema_unary_calls_still_reach_a_connect_server(start):
    server = start(NodeServer, "2", "connect")
    bascule = start(Bascule, server.url, "--upstream-protocol", "connect")
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert stub.Unary(peer_pb2.Request(text="hi"), timeout=20).text == "hi"


def test_get_stays_a_get_towards_a_connect_server(start):
    server = start(NodeServer, "2", "connect")
    bascule = start(Bascule, server.url, "--upstream-protocol", "connect")
    query = "connect=v1&encoding=json&message=%7B%22text%22%3A%22protocol%3F%22%7D"
    run = subprocess.run(["curl", "-sS", "--max-time", "20",
                          f"{bascule.url}/acme.peer.v1.PeerService/Lookup?{query}"], capture_output=True, text=True)
    assert '"text":"connect GET"' in run.stdout, run.stdout + run.stderr
    # The server's own refusal is no Connect error: the client is told its status.
    run = subprocess.run(["curl", "-sS", "--max-time", "20", f"{bascule.url}/acme.peer.v1.PeerService/Unary?{query}"],
                         capture_output=True, text=True)
    assert '"code":"unknown"' in run.stdout and "HTTP status 405" in run.stdout, run.stdout


@pytest.mark.parametrize("flags", [["--upstream-protocol", "soap"], ["--upstream-http", "3"],
                                   ["--upstream-http", "1.1", "--upstream-protocol", "grpc"]])
def test_flags_that_cannot_be(flags):
    run = subprocess.run([BINARY, "--headless", "--upstream", "http://127.0.0.1:1", *flags], capture_output=True,
                         text=True, timeout=20)
    assert run.returncode == 2
    assert flags[0] in run.stderr


class Cached(http.server.BaseHTTPRequestHandler):
    """A Connect server over HTTP/1.1 whose answers have an entity tag."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        known = self.headers.get("if-none-match") == '"7"'
        self.send_response(304 if known else 200)
        self.send_header("etag", '"7"')
        if not known:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", "2")
        self.end_headers()
        if not known:
            self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("version", ["--http1.1", "--http2-prior-knowledge"])
def test_a_conditional_get(start, version):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cached)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bascule = start(Bascule, f"http://127.0.0.1:{server.server_address[1]}", "--upstream-protocol", "connect",
                    "--upstream-http", "1.1", "--schema", str(PROTO), "--print", "calls")
    url = f"{bascule.url}/acme.peer.v1.PeerService/Lookup?connect=v1&encoding=json&message=%7B%7D"
    curl = ["curl", "-sS", version, "-o", "-", "-w", "%{http_code}"]
    fresh, again = (subprocess.run([*curl, *condition, url], capture_output=True, text=True, check=True).stdout
                    for condition in ([], ["-H", 'if-none-match: "7"']))
    assert (fresh, again) == ("{}200", "304")
    for _ in range(2):
        assert bascule.call()["status"] == "ok"
    server.shutdown()
