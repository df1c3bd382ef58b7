# SPDX-License-Identifier: GPL-3.0-or-later
"""Slow, greedy and hostile peers: memory stays bounded, limits end what they must and nothing else, each is counted.

Long limits are made short by --limit; nothing is decided by how long something took.
"""
import json
import os
import pathlib
import re
import resource
import threading
import urllib.request

import grpc
import raw_http2 as h2
from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import Bascule

MIB = 1 << 20
UNARY = "/acme.peer.v1.PeerService/Unary"
DOWNLOAD = "/acme.peer.v1.PeerService/Download"


def resident(bascule):
    status = pathlib.Path(f"/proc/{bascule.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024


def open_sockets(bascule):
    """Descriptors of the bridge. A closed connection shows here at once, at a client that does not read it never."""
    return len(os.listdir(f"/proc/{bascule.process.pid}/fd"))


def limits_of(bascule):
    """Ends the bridge; which limits it enforced, by what it says at the end."""
    bascule.stop()
    bascule.error_reader.join(30)
    line = next((e for e in bascule.errors if "limits enforced:" in e), "")
    return {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", line)}


def serves(bascule):
    with grpc.insecure_channel(bascule.address) as channel:
        return peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="ok"), timeout=20).text == "ok"


def connect_request(path, message, content_type, close=True):
    body = message.SerializeToString()
    if content_type == "application/connect+proto":
        body = b"\0" + len(body).to_bytes(4) + body
    head = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n" + ("Connection: close\r\n" if close else "") + "\r\n")
    return head.encode() + body


def read_to_end(s, size=1 << 16, each=lambda: None):
    total = 0
    while True:
        try:
            piece = s.recv(size)
        except ConnectionResetError:
            return total
        if not piece:
            return total
        total += len(piece)
        each()


# A program built with the address sanitizer keeps freed memory for a while unless told not to; others ignore this.
MEASURED = dict(ASAN_OPTIONS=":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=0",
                                                                 "thread_local_quarantine_size_kb=0"])))


class Watch:
    """The most memory a bridge had while looked at, above what it had at first."""

    def __init__(self, bascule):
        self.bascule, self.first, self.most = bascule, resident(bascule), 0
        # The thread sanitizer keeps up to four words about each word of memory.
        maps = pathlib.Path(f"/proc/{bascule.process.pid}/maps").read_text()
        self.weight = 5 if "libtsan" in maps else 1

    def look(self):
        self.most = max(self.most, (resident(self.bascule) - self.first) // self.weight)


def test_slow_client_of_a_large_stream(start, grpc_server):
    """A gigabyte for a client that reads in small sips at first: the bridge holds its windows and no more."""
    bascule = start(Bascule, f"http://{grpc_server.address}", env=MEASURED)
    assert serves(bascule)
    watch = Watch(bascule)
    with h2.connect(bascule.port, receive_buffer=65536) as s:
        s.sendall(connect_request(DOWNLOAD, peer_pb2.Request(count=1024, reply_bytes=MIB), "application/connect+proto"))
        total = 0
        for i in range(4000):
            total += len(s.recv(2048))
            if i % 100 == 0:
                watch.look()
        total += read_to_end(s, MIB, watch.look)
    assert total > 1024 * MIB
    assert watch.most < 24 * MIB, f"{watch.most / MIB:.1f} MiB"
    assert limits_of(bascule) == {}


def test_fast_client_of_a_slow_server(start, grpc_server):
    """256 MiB towards a server that takes its time with each message."""
    bascule = start(Bascule, f"http://{grpc_server.address}", env=MEASURED)
    assert serves(bascule)
    watch = Watch(bascule)
    data = b"x" * MIB
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        requests = (peer_pb2.Request(data=data, delay_ms=5) for _ in range(256))
        count = 0
        for reply in stub.Chat(requests, timeout=120):
            count = reply.count
            watch.look()
    assert count == 256
    assert watch.most < 24 * MIB, f"{watch.most / MIB:.1f} MiB"
    assert limits_of(bascule) == {}


def test_paused_clients_do_not_hold_up_others(start, grpc_server):
    """A dozen clients stop reading; they share the connection to the server with one that does not."""
    bascule = start(Bascule, f"http://{grpc_server.address}")
    paused = []
    try:
        for _ in range(12):
            s = h2.connect(bascule.port, receive_buffer=65536)
            paused.append(s)
            s.sendall(connect_request(DOWNLOAD, peer_pb2.Request(count=64, reply_bytes=MIB), "application/connect+proto"))
            assert s.recv(1024)
        with grpc.insecure_channel(bascule.address, options=[("grpc.max_receive_message_length", -1)]) as channel:
            stub = peer_pb2_grpc.PeerServiceStub(channel)
            for _ in range(5):
                assert len(stub.Unary(peer_pb2.Request(reply_bytes=2 * MIB), timeout=30).data) == 2 * MIB
    finally:
        for s in paused:
            s.close()
    assert limits_of(bascule) == {}


def test_write_stall(start, grpc_server):
    """A client that asks for 20 MiB and takes nothing is given up; one that asks for less may wait."""
    bascule = start(Bascule, f"http://{grpc_server.address}", "--limit", "write-stall=200",
                    "--limit", "outbound-bytes=100000000", "--limit", "outbound-timeout=200")
    with h2.connect(bascule.port, receive_buffer=8192) as patient, h2.connect(bascule.port, receive_buffer=8192) as stalled:
        patient.sendall(connect_request(DOWNLOAD, peer_pb2.Request(count=8, reply_bytes=MIB), "application/connect+proto"))
        stalled.sendall(connect_request(UNARY, peer_pb2.Request(reply_bytes=20 * MIB), "application/proto"))
        assert patient.recv(1) and stalled.recv(1)
        before = open_sockets(bascule)
        while open_sockets(bascule) >= before:
            pass
        assert read_to_end(patient) > 8 * MIB
    assert serves(bascule)
    hits = limits_of(bascule)
    assert hits.pop("write_stall") == 1
    assert set(hits) <= {"outbound_queue"}  # the close, if the socket was still full then


def test_write_stall_resets_one_stream(start, grpc_server):
    """HTTP/2: a stream without window is reset, its connection goes on."""
    bascule = start(Bascule, f"http://{grpc_server.address}", "--limit", "write-stall=200")
    unary = peer_pb2.Request(reply_bytes=4 * MIB).SerializeToString()
    with h2.connect(bascule.port) as s:
        s.sendall(h2.PREFACE + h2.settings() + h2.headers(1, UNARY, content_type="application/proto")
                  + h2.frame(h2.DATA, h2.END_STREAM, 1, unary))
        received = h2.frames(s)
        for kind, flags, stream, payload in received:
            if kind == h2.SETTINGS and not flags & h2.ACK:
                s.sendall(h2.frame(h2.SETTINGS, h2.ACK, 0))
            if kind == h2.RST_STREAM:
                assert stream == 1
                break
        small = peer_pb2.Request(text="after").SerializeToString()
        s.sendall(h2.frame(h2.WINDOW_UPDATE, 0, 0, (1 << 20).to_bytes(4))
                  + h2.headers(3, UNARY, content_type="application/proto") + h2.frame(h2.DATA, h2.END_STREAM, 3, small))
        answer = next(payload for kind, _, stream, payload in received if kind == h2.DATA and stream == 3)
        assert peer_pb2.Reply.FromString(answer).text == "after"
    assert limits_of(bascule) == {"write_stall": 1}


def test_outbound_queue_that_does_not_drain(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--limit", "outbound-bytes=20000", "--limit", "outbound-timeout=200")
    with h2.connect(bascule.port, receive_buffer=8192) as s:
        s.sendall(connect_request(DOWNLOAD, peer_pb2.Request(count=32, reply_bytes=MIB), "application/connect+proto"))
        assert s.recv(1)
        before = open_sockets(bascule)
        while open_sockets(bascule) >= before:
            pass
    assert serves(bascule)
    assert limits_of(bascule) == {"outbound_queue": 1}


def test_buffer_budget(start, grpc_server):
    """Twenty clients of 8 MiB that nobody takes, with a budget of 32 MiB: some are dropped, the others are served."""
    bascule = start(Bascule, f"http://{grpc_server.address}", "--limit", f"buffer-budget={32 * MIB}",
                    "--limit", "outbound-timeout=200", env=MEASURED)
    assert serves(bascule)
    watch = Watch(bascule)
    greedy = [h2.connect(bascule.port, receive_buffer=8192) for _ in range(20)]
    try:
        for s in greedy:  # all are accepted
            s.sendall(connect_request(UNARY, peer_pb2.Request(text="first"), "application/proto", close=False))
            assert s.recv(4096).startswith(b"HTTP/1.1 200 ")
        before = open_sockets(bascule)
        for s in greedy:
            s.sendall(connect_request(UNARY, peer_pb2.Request(reply_bytes=8 * MIB), "application/proto"))
        while open_sockets(bascule) > before - 5:
            assert serves(bascule)
            watch.look()
    finally:
        for s in greedy:
            s.close()
    assert serves(bascule)
    assert watch.most < 96 * MIB, f"{watch.most / MIB:.1f} MiB"
    hits = limits_of(bascule)
    assert hits.get("memory_pressure", 0) + hits.get("write_stall", 0) > 0


def test_slow_body(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--limit", "slow-body-grace=100", "--print", "calls")
    with h2.connect(bascule.port) as s:
        s.sendall(f"POST {UNARY} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  "Content-Length: 100\r\n\r\n{".encode())
        answer = s.recv(65536)
    assert answer.startswith(b"HTTP/1.1 429 ") and b"slow-body-rate" in answer
    shown = bascule.call()
    assert "slow_body" in json.dumps(shown)
    # A stream may be as slow as it likes.
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        asked = threading.Event()

        def requests():
            yield peer_pb2.Request(text="one")
            asked.wait(60)
            yield peer_pb2.Request(text="two")
        replies = stub.Chat(requests(), timeout=60)
        assert next(replies).text == "one"
        with h2.connect(bascule.port) as s:  # its end shows that the time is over for unary calls
            s.sendall(f"POST {UNARY} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      "Content-Length: 100\r\n\r\n{".encode())
            assert s.recv(65536).startswith(b"HTTP/1.1 429 ")
        asked.set()
        assert next(replies).text == "two"
    assert limits_of(bascule) == {"slow_body": 2}


def test_rapid_reset(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}")
    with h2.connect(bascule.port) as s:
        wire = h2.PREFACE + h2.settings() + h2.frame(h2.SETTINGS, h2.ACK, 0)
        for stream in range(1, 800, 2):
            wire += h2.headers(stream, UNARY, content_type="application/grpc") + h2.frame(h2.RST_STREAM, 0, stream, (8).to_bytes(4))
        s.sendall(wire)
        goaway = next(payload for kind, _, _, payload in h2.frames(s) if kind == h2.GOAWAY)
        assert int.from_bytes(goaway[4:8]) == h2.ENHANCE_YOUR_CALM
        assert int.from_bytes(goaway[:4]) < 400
    assert serves(bascule)
    assert limits_of(bascule) == {"reset_flood": 1}


def test_connections_stay_below_half_of_the_descriptors(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--no-reflection", "--workers", "1",
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80)))
    clients = [h2.connect(bascule.port) for _ in range(60)]
    # None of them says anything: the oldest make room for the newest.
    for s in clients[:20]:
        assert s.recv(1) == b""
    for s in clients[20:]:
        s.sendall(connect_request(UNARY, peer_pb2.Request(text="kept"), "application/proto"))
        assert s.recv(65536).startswith(b"HTTP/1.1 200 ")
    for s in clients:
        s.close()
    assert limits_of(bascule) == {"idle_evicted": 20}


def keep_alive(s):
    s.sendall(connect_request(UNARY, peer_pb2.Request(text="on"), "application/proto", close=False))
    return s.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_the_longest_idle_connection_makes_room(start, grpc_server):
    """2,000 clients that open and say little: the cap holds, whoever calls is served, who was used last stays."""
    bascule = start(Bascule, f"http://{grpc_server.address}", "--workers", "1", "--limit", "connections=8")
    clients = [h2.connect(bascule.port) for _ in range(8)]
    try:
        assert all(keep_alive(s) for s in clients)
        assert keep_alive(clients[0])  # so the second is the one that has been idle longest
        before = open_sockets(bascule)
        late = h2.connect(bascule.port)
        clients.append(late)
        assert keep_alive(late)
        assert clients[1].recv(1) == b""
        assert keep_alive(clients[0]) and keep_alive(clients[2])
        assert open_sockets(bascule) == before
        for _ in range(2000):
            with h2.connect(bascule.port) as s:
                pass
        assert serves(bascule)
        assert open_sockets(bascule) <= before + 1
    finally:
        for s in clients:
            s.close()
    assert set(limits_of(bascule)) == {"idle_evicted"}


def in_flight(bascule):
    with urllib.request.urlopen(f"http://{bascule.ready['metrics']}/metrics", timeout=20) as answer:
        return int(re.search(rb"^bascule_calls_in_flight (\d+)$", answer.read(), re.M)[1])


def test_connections_with_calls_are_not_given_up(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--workers", "1", "--limit", "connections=2",
                    "--metrics", "127.0.0.1:0")
    with h2.connect(bascule.port) as http1, h2.connect(bascule.port) as http2:
        wait = peer_pb2.Request(count=2, delay_ms=60_000)
        http1.sendall(connect_request(DOWNLOAD, wait, "application/connect+proto"))
        http2.sendall(h2.PREFACE + h2.settings() + h2.headers(1, UNARY, content_type="application/grpc", te="trailers"))
        while in_flight(bascule) < 2:
            pass
        with h2.connect(bascule.port) as refused:
            assert refused.recv(1) == b""
    assert limits_of(bascule)["connections"] == 1


def test_an_idle_http2_client_is_told(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--workers", "1", "--limit", "connections=1")
    with h2.connect(bascule.port) as idle:
        idle.sendall(h2.PREFACE + h2.settings())
        received = h2.frames(idle)
        assert next(kind for kind, _, _, _ in received if kind == h2.SETTINGS) == h2.SETTINGS
        assert serves(bascule)
        goaway = next(payload for kind, _, _, payload in received if kind == h2.GOAWAY)
        assert int.from_bytes(goaway[4:8]) == 0
    assert limits_of(bascule) == {"idle_evicted": 1}


def test_refused_requests_are_counted(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}")
    for host, status in (("localhost", b"405"), ("evil.example", b"421")):
        with h2.connect(bascule.port) as s:
            s.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert s.recv(4096).startswith(b"HTTP/1.1 " + status)
    assert limits_of(bascule) == {"refused": 2, "foreign_hosts": 1}
