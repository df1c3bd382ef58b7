# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS towards the server: what is agreed, who is trusted, and what a call is told when it does not work."""
import json
import socket
import ssl
import subprocess
import threading

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from certificates import Authority
from conftest import BINARY, PROTO, Bascule, GrpcServer, NodeServer


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("strangers"), "stranger")


@pytest.fixture(scope="module")
def server(server_files):
    server = GrpcServer("--tls", *server_files)
    yield server
    server.close()


@pytest.fixture(scope="module")
def closed_server(authority, server_files):
    """Takes only clients with a certificate."""
    server = GrpcServer("--tls", *server_files, authority.certificate)
    yield server
    server.close()


def unary(bascule, text="hi"):
    with grpc.insecure_channel(bascule.address) as channel:
        return peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text=text), timeout=20)


def refusal(bascule):
    with pytest.raises(grpc.RpcError) as error:
        unary(bascule)
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE, error.value.details()
    return error.value.details()


def upstream_leg(bascule, session):
    """What the first recorded call says about the server's side."""
    bascule.stop()
    shown = subprocess.run([BINARY, "show", str(session), "1", "--format", "json"], capture_output=True, text=True, timeout=20)
    return json.loads(shown.stdout)["upstream_leg"]


def trusting(authority):
    return ["--upstream-ca", str(authority.certificate)]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_grpc_server_behind_tls(server, start, authority, tmp_path, host):
    bascule = start(Bascule, f"https://{host}:{server.port}", *trusting(authority), "--record",
                    str(tmp_path / "calls.bascule"))
    assert bascule.ready["upstream"] == f"https://{host}:{server.port}"
    assert unary(bascule).text == "hi"
    large = "x" * (1 << 20)
    assert unary(bascule, large).text == large
    assert upstream_leg(bascule, tmp_path / "calls.bascule")["tls"] is True


def test_a_grpc_server_that_wants_certificates(closed_server, start, authority, stranger):
    url = f"https://localhost:{closed_server.port}"
    certificate, key = authority.issue("client")
    known = start(Bascule, url, *trusting(authority), "--upstream-cert", str(certificate), "--upstream-key", str(key))
    assert unary(known).text == "hi"
    assert "--upstream-cert" in refusal(start(Bascule, url, *trusting(authority)))
    certificate, key = stranger.issue("impostor")
    impostor = start(Bascule, url, *trusting(authority), "--upstream-cert", str(certificate), "--upstream-key", str(key))
    assert "refuses the certificate of --upstream-cert" in refusal(impostor)


@pytest.mark.parametrize("version,chosen,flags", [("2", "2", []), ("2", "2", ["--upstream-http", "2"]),
                                                 ("2", "1.1", ["--upstream-http", "1.1"]), ("1.1", "1.1", [])])
def test_the_version_follows_what_was_agreed(start, server_files, authority, tmp_path, version, chosen, flags):
    server = start(NodeServer, version, "connect", tls=server_files)
    bascule = start(Bascule, server.url, *trusting(authority), "--upstream-protocol", "connect", *flags, "--schema", str(PROTO),
                    "--record", str(tmp_path / "calls.bascule"), "--print", "calls")
    assert unary(bascule, "protocol?").text == "connect POST"
    upstream = upstream_leg(bascule, tmp_path / "calls.bascule")
    assert (upstream["http"], upstream["tls"]) == (chosen, True)


def test_many_calls_over_http11(start, server_files, authority):
    """Each has a connection of its own, and those after the first one know the server's ticket."""
    server = start(NodeServer, "1.1", "connect", tls=server_files)
    bascule = start(Bascule, server.url, *trusting(authority), "--upstream-protocol", "connect", "--schema", str(PROTO),
                    "--workers", "1")
    assert unary(bascule).text == "hi"
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        many = [stub.Unary.future(peer_pb2.Request(text=str(i), delay_ms=50), timeout=20) for i in range(20)]
        assert [call.result().text for call in many] == [str(i) for i in range(20)]
    assert server.line() == "resumed false"
    assert server.line() == "resumed true"


class Unframed:
    """A server over TLS whose answer ends with its connection; `announced` or not."""

    def __init__(self, server_files):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*server_files)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.socket.getsockname()[1]}"
        self.announced = True
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer = self.context.wrap_socket(self.socket.accept()[0], server_side=True)
                self.answer(peer)
            except OSError:
                if self.socket.fileno() < 0:
                    return

    def answer(self, peer):
        got = b""
        while not got.endswith((b"}", b"0\r\n\r\n")):
            piece = peer.recv(65536)
            if not piece:
                return
            got += piece
        peer.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{"text":"half"}')
        if self.announced:
            peer.unwrap()
        peer.close()


def test_an_answer_that_is_cut_off_is_no_success(start, server_files, authority):
    """Without length and without close_notify, what came may be the beginning only."""
    server = Unframed(server_files)
    bascule = start(Bascule, server.url, *trusting(authority), "--upstream-protocol", "connect", "--upstream-http", "1.1",
                    "--no-reflection")

    def call():
        run = subprocess.run(["curl", "-sS", "-i", "--max-time", "20", "-H", "Content-Type: application/json", "-d", "{}",
                              f"{bascule.url}/acme.peer.v1.PeerService/Unary"], capture_output=True, text=True, timeout=30)
        return run.stdout
    assert call().startswith("HTTP/1.1 200 ")
    server.announced = False
    answer = call()
    assert answer.startswith("HTTP/1.1 503 ") and "half" not in answer, answer
    server.socket.close()


def test_grpc_over_http11_is_refused(start, server_files, authority):
    server = start(NodeServer, "1.1", tls=server_files)
    bascule = start(Bascule, server.url, *trusting(authority), "--upstream-protocol", "grpc")
    assert "HTTP/1.1, which cannot carry gRPC" in refusal(bascule)


def test_http2_is_forced_on_a_server_without_it(start, server_files, authority):
    server = start(NodeServer, "1.1", tls=server_files)
    bascule = start(Bascule, server.url, *trusting(authority), "--upstream-http", "2")
    assert "--upstream-http" in refusal(bascule)


def test_an_unknown_authority(server, start, stranger):
    url = f"https://localhost:{server.port}"
    assert "--upstream-ca" in refusal(start(Bascule, url))
    assert "--upstream-ca" in refusal(start(Bascule, url, *trusting(stranger)))
    insecure = start(Bascule, url, "--upstream-insecure")
    assert unary(insecure).text == "hi"


def test_a_wrong_name(start, authority):
    other = start(GrpcServer, "--tls", *authority.issue("other", "DNS:orders.example,IP:192.0.2.1"))
    for host in ("localhost", "127.0.0.1"):
        bascule = start(Bascule, f"https://{host}:{other.port}", *trusting(authority))
        said = refusal(bascule)
        assert "--upstream-server-name" in said and host in said
        assert "it is for orders.example and 192.0.2.1" in said
    for name in ("orders.example", "192.0.2.1"):
        named = start(Bascule, f"https://localhost:{other.port}", *trusting(authority), "--upstream-server-name", name)
        assert unary(named).text == "hi"


def test_an_expired_certificate(start, authority):
    server = start(GrpcServer, "--tls", *authority.issue("old", days=-1))
    assert "expired" in refusal(start(Bascule, f"https://localhost:{server.port}", *trusting(authority)))


@pytest.mark.parametrize("kind", [GrpcServer, NodeServer])
def test_https_to_a_server_in_cleartext(start, kind):
    server = start(kind)
    assert "http://" in refusal(start(Bascule, f"https://127.0.0.1:{server.port}"))
    older = start(NodeServer, "1.1")
    assert "http://" in refusal(start(Bascule, f"https://127.0.0.1:{older.port}"))


@pytest.mark.parametrize("kind", ["grpcio", "node"])
def test_cleartext_to_a_server_behind_tls(start, server, server_files, kind):
    port = server.port if kind == "grpcio" else start(NodeServer, "2", tls=server_files).port
    assert "https://" in refusal(start(Bascule, f"http://127.0.0.1:{port}"))


def test_the_handshake_has_the_time_of_a_connect(start):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        bascule = start(Bascule, f"https://127.0.0.1:{silent.getsockname()[1]}", "--limit", "connect-timeout=300")
        assert "in time" in refusal(bascule)


def test_the_server_comes_back_with_a_good_certificate(start, authority, stranger):
    first = start(GrpcServer, "--tls", *stranger.issue("wrong"))
    bascule = start(Bascule, f"https://localhost:{first.port}", *trusting(authority))
    assert "--upstream-ca" in refusal(bascule)
    first.close()
    start(GrpcServer, "--tls", *authority.issue("right"), port=first.port)
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        for _ in range(200):
            try:
                assert stub.Unary(peer_pb2.Request(text="back"), timeout=20).text == "back"
                return
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNAVAILABLE
        pytest.fail("the server is not seen again")


@pytest.mark.parametrize("flags, words", [
    (["--upstream-cert", "{certificate}"], ["--upstream-cert", "--upstream-key"]),
    (["--upstream-cert", "/nowhere.pem", "--upstream-key", "{key}"], ["/nowhere.pem", "no such file"]),
    (["--upstream-cert", "{certificate}", "--upstream-key", "{certificate}"], ["server.crt"]),
    (["--upstream-ca", "/nowhere.pem"], ["/nowhere.pem", "no such file"]),
    (["--upstream-ca", "{key}"], ["server.key"]),
    (["--upstream-ca", "{certificate}", "--upstream-insecure"], ["--upstream-insecure", "--upstream-ca"]),
    (["--upstream", "http://127.0.0.1:9", "--upstream-insecure"], ["--upstream-insecure", "https://127.0.0.1:9"]),
])
def test_bad_files(server_files, flags, words):
    certificate, key = server_files
    flags = [flag.format(certificate=certificate, key=key) for flag in flags]
    if "--upstream" not in flags:
        flags += ["--upstream", "https://127.0.0.1:9"]
    run = subprocess.run([BINARY, "--headless", "--listen", "127.0.0.1:0", *flags], capture_output=True, text=True, timeout=20)
    assert run.returncode in (1, 2) and run.stdout == ""
    for word in words:
        assert word in run.stderr, run.stderr
