# SPDX-License-Identifier: GPL-3.0-or-later
"""A server's name with several addresses: they take turns, one that is gone does not hurt, a changed name is noticed.

The names are those of a hosts file of our own, which nss_wrapper (a Debian package) shows to the bridge's resolver.
"""
import collections
import concurrent.futures
import glob
import http.server
import queue
import signal
import socket
import threading
import time
import urllib.error
import urllib.request

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import Bascule, GrpcServer, free_port, replace_file

WRAPPER = glob.glob("/usr/lib/*/libnss_wrapper.so")[0]


class Names:
    """A hosts file."""

    def __init__(self, folder):
        self.file = folder / "hosts"

    def set(self, **addresses):
        lines = [f"{address} {name}.test" for name, many in addresses.items() for address in many]
        replace_file(self.file, "\n".join(lines) + "\n")

    def environment(self):
        # A sanitizer must come first among the libraries, or be told that it does not.
        return {"LD_PRELOAD": WRAPPER, "NSS_WRAPPER_HOSTS": str(self.file), "ASAN_OPTIONS": "verify_asan_link_order=0"}


@pytest.fixture
def names(tmp_path):
    return Names(tmp_path)


def serve(start, address, port=0):
    return start(GrpcServer, "--host", address, port=port)


def who_answers(stub, calls):
    """How many of the calls each server answered, by its address."""
    return collections.Counter(stub.Unary(peer_pb2.Request(text="who?"), timeout=10).text for _ in range(calls))


def until(stub, *servers):
    """Calls until these servers, and no others, answer; no call may fail."""
    deadline = time.monotonic() + 60
    while True:
        answers = who_answers(stub, 2 * len(servers))
        if set(answers) == set(servers):
            return
        assert time.monotonic() < deadline, f"{answers} answer, not {servers}"


@pytest.fixture
def two(start, names):
    """Two servers under one name, and a client of the bridge in front of them."""
    first = serve(start, "127.0.0.1")
    second = serve(start, "127.0.0.2", first.port)
    names.set(shop=["127.0.0.1", "127.0.0.2"])
    bascule = start(Bascule, f"http://shop.test:{first.port}", env=names.environment())
    with grpc.insecure_channel(bascule.address) as channel:
        yield first, second, peer_pb2_grpc.PeerServiceStub(channel)


def test_they_take_turns(two):
    _, _, stub = two
    until(stub, "127.0.0.1", "127.0.0.2")
    answers = who_answers(stub, 40)
    assert min(answers.values()) >= 18, answers  # the bridge's own calls take their turn too


def test_one_that_is_gone_and_comes_back(two, start):
    first, second, stub = two
    until(stub, "127.0.0.1", "127.0.0.2")
    second.stop(expect=None, how=signal.SIGKILL)
    until(stub, "127.0.0.1")
    serve(start, "127.0.0.2", first.port)
    until(stub, "127.0.0.1", "127.0.0.2")


def test_a_name_that_changes(two, start, names):
    """Calls go to the new server; what runs on the old one goes on."""
    first, _, stub = two
    serve(start, "127.0.0.3", first.port)
    until(stub, "127.0.0.1", "127.0.0.2")
    requests = [queue.SimpleQueue() for _ in range(2)]
    chats = [stub.Chat(iter(one.get, None), timeout=90) for one in requests]  # one on each server
    for one, chat in zip(requests, chats):
        one.put(peer_pb2.Request(text="before"))
        assert next(chat).text == "before"
    names.set(shop=["127.0.0.3"])
    until(stub, "127.0.0.3")
    for one, chat in zip(requests, chats):
        one.put(peer_pb2.Request(text="after"))
        assert next(chat).text == "after"
        one.put(None)
        assert list(chat) == []


def test_a_name_that_changes_while_its_server_is_gone(start, names):
    first = serve(start, "127.0.0.1")
    names.set(shop=["127.0.0.1"])
    bascule = start(Bascule, f"http://shop.test:{first.port}", env=names.environment())
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        until(stub, "127.0.0.1")
        serve(start, "127.0.0.2", first.port)
        names.set(shop=["127.0.0.2"])
        first.stop(expect=None, how=signal.SIGKILL)
        reply = retrying(lambda: stub.Unary(peer_pb2.Request(text="who?"), timeout=10))
        assert reply.text == "127.0.0.2"


def retrying(call):
    """The call's answer once the server can be had."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return call()
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, error
            assert time.monotonic() < deadline, error


class Http11(http.server.BaseHTTPRequestHandler):
    """A Connect server over HTTP/1.1 that says who it is, and answers once two calls are here: so each call needs a
    connection."""
    protocol_version = "HTTP/1.1"
    together = None

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.together.wait(20)
        self.send_response(200)
        self.send_header("content-type", "application/proto")
        self.send_header("x-server", self.server.server_address[0])
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def connect_call(bascule):
    request = urllib.request.Request(f"{bascule.url}/acme.peer.v1.PeerService/Unary", data=b"",
                                     headers={"content-type": "application/proto", "connect-protocol-version": "1"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer


def test_over_http11(start, names):
    together = threading.Barrier(2)
    handler = type("Handler", (Http11,), {"together": together})
    port = 0
    servers = []
    for address in ("127.0.0.1", "127.0.0.2"):
        servers.append(http.server.ThreadingHTTPServer((address, port), handler))
        port = servers[0].server_address[1]
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
    names.set(shop=["127.0.0.1", "127.0.0.2"])
    bascule = start(Bascule, f"http://shop.test:{port}", "--upstream-protocol", "connect", "--upstream-http", "1.1",
                    "--no-reflection", env=names.environment())

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        calls = (answer for _ in range(10) for answer in pool.map(connect_call, [bascule] * 2))
        answers = collections.Counter(answer.headers["x-server"] for answer in calls)
    assert set(answers) == {"127.0.0.1", "127.0.0.2"}, answers
    for server in servers:
        server.shutdown()


def test_a_server_over_http11_that_takes_no_more_connections(start):
    """What runs goes on, and a call that would need a connection is told at once."""
    listener = socket.create_server(("127.0.0.1", 0))
    bascule = start(Bascule, f"http://127.0.0.1:{listener.getsockname()[1]}", "--upstream-protocol", "connect",
                    "--upstream-http", "1.1", "--no-reflection")

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        first = pool.submit(connect_call, bascule)
        connection, _ = listener.accept()
        while b"\r\n\r\n" not in connection.recv(65536):
            pass
        listener.close()
        with pytest.raises(urllib.error.HTTPError) as second:
            connect_call(bascule)
        assert second.value.code == 503 and b"unavailable" in second.value.read()
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/proto\r\ncontent-length: 0\r\n\r\n")
        assert first.result(30).status == 200
    connection.close()


@pytest.mark.parametrize("listen", ["127.0.0.1", "0.0.0.0", ""])
def test_a_name_that_leads_back_to_the_bridge(start, names, listen):
    """The check of the flags cannot know what a name means. No call goes round."""
    names.set(shop=["127.0.0.1"])
    port = free_port()
    bascule = start(Bascule, f"http://shop.test:{port}", "--print", "calls", listen=f"{listen}:{port}",
                    env=names.environment())
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        for _ in range(3):
            with pytest.raises(grpc.RpcError) as error:
                peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="round"), timeout=20)
            assert error.value.code() == grpc.StatusCode.UNAVAILABLE
            assert f"http://shop.test:{port} is the bridge's own address" in error.value.details()
    assert [bascule.call()["status"] for _ in range(3)] == ["unavailable"] * 3
    bascule.stop(expect=None)  # the thread sanitizer has its say about the wrapper's locks
    assert bascule.lines.get(timeout=20) is None, "a call went round"
