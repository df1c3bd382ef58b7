# SPDX-License-Identifier: GPL-3.0-or-later
"""Real bytes of known attacks over real sockets: each ends as it must, is counted, costs little memory, and a client
that behaves is served meanwhile."""
import concurrent.futures
import gzip
import json
import ssl
import threading

import grpc
import pytest
import raw_http2 as h2
from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import Bascule
from test_limits import MEASURED, MIB, UNARY, Watch, connect_request, limits_of, open_sockets, serves

OPEN = h2.PREFACE + h2.settings() + h2.frame(h2.SETTINGS, h2.ACK, 0)
PRIORITY, CONTINUATION, ALTSVC, PRIORITY_UPDATE, UNKNOWN = 2, 9, 10, 16, 200


@pytest.fixture
def bascule(start, grpc_server):
    started = start(Bascule, f"http://{grpc_server.address}", "--print", "calls", env=MEASURED)
    assert serves(started)
    started.call()
    return started


def send_until_closed(s, unit, most):
    """Never reads. True if the peer closed before all was sent."""
    try:
        for _ in range(most):
            s.sendall(unit)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def rest(s):
    """All that still comes; a reset ends it too."""
    data = b""
    while True:
        try:
            piece = s.recv(65536)
        except ConnectionResetError:
            return data
        if not piece:
            return data
        data += piece


FLOODS = {
    "ping": (h2.frame(h2.PING, 0, 0, b"12345678"), "frame_flood"),
    "settings": (h2.settings(), "frame_flood"),
    "priority": (h2.frame(PRIORITY, 0, 101, b"\0\0\0\0\x10"), "frame_flood"),
    "window update": (h2.frame(h2.WINDOW_UPDATE, 0, 0, (1).to_bytes(4)), "frame_flood"),
    "empty data": (h2.frame(h2.DATA, 0, 1), "frame_flood"),
    "unknown frames": (h2.frame(UNKNOWN, 0, 0, b"u" * 16_000), "frame_flood"),
    # CVE-2026-27135: the library must not be fed once it has ended the session.
    "malformed extensions": (h2.settings() + h2.frame(ALTSVC, 0, 0, b"\xff\xff") +
                             h2.frame(PRIORITY_UPDATE, 0, 0, b"\0\0\0"), "frame_flood"),
    "continuation": (h2.frame(CONTINUATION, 0, 1, b""), "frame_flood"),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_floods_of_a_client_that_never_reads(bascule, kind):
    unit, limit = FLOODS[kind]
    first = OPEN
    if kind == "empty data":
        first += h2.headers(1, UNARY, content_type="application/grpc", te="trailers")
    if kind == "continuation":
        first += h2.frame(h2.HEADERS, 0, 1, b"")
    watch = Watch(bascule)
    with h2.connect(bascule.port, receive_buffer=8192) as s:
        s.sendall(first)
        many = unit * max(1, 16_384 // len(unit))
        assert send_until_closed(s, many, 10_000)
        watch.look()
        assert serves(bascule)
    assert watch.most < 16 * MIB, f"{watch.most / MIB:.1f} MiB"
    assert limits_of(bascule) == {limit: 1}


@pytest.mark.parametrize("name", ["window update 0", "window overflow", "data after end", "headers after end",
                                  "priority on itself", "malformed head"])
def test_streams_that_we_have_to_reset(bascule, name):
    """CVE-2025-8671: the client makes the server reset its streams."""
    def stream(i):
        ended = "after end" in name
        head = h2.headers(i, UNARY, end=ended, content_type="application/grpc", te="trailers")
        return {
            "window update 0": head + h2.frame(h2.WINDOW_UPDATE, 0, i, (0).to_bytes(4)),
            "window overflow": head + h2.frame(h2.WINDOW_UPDATE, 0, i, (0x7fffffff).to_bytes(4)),
            "data after end": head + h2.frame(h2.DATA, 0, i, b"x"),
            "headers after end": head + h2.headers(i, UNARY, end=True),
            "priority on itself": head + h2.frame(PRIORITY, 0, i, i.to_bytes(4) + b"\0"),
            "malformed head": h2.headers(i, UNARY, end=True, Upper="case"),
        }[name]
    with h2.connect(bascule.port) as s:
        wire = OPEN + b"".join(stream(i) for i in range(1, 4000, 2))
        send_until_closed(s, wire, 1)
        resets = sum(kind == h2.RST_STREAM for kind, _, _, _ in h2.frames(s))
    assert resets <= 200
    assert serves(bascule)
    # Where the library ends the connection itself at the first one, nothing of ours is hit.
    assert set(limits_of(bascule)) <= {"provoked_resets", "frame_flood", "reset_flood", "streams_per_connection", "bad_request"}


@pytest.mark.parametrize("name,value", [(b"x-large", b"v" * 4000), (b"cookie", b"a=b")])
def test_header_bombs(bascule, name, value):
    """CVE-2026-49975: one byte for each field, from the table of the compression, and no window for the answers."""
    literal = b"\x40" + bytes([len(name)]) + name + (bytes([len(value)]) if len(value) < 127 else
                                                     b"\x7f" + bytes([(len(value) - 127) % 128 + 128, (len(value) - 127) // 128])) + value
    pseudo = b"\x83\x86\x84\x41\x09localhost"  # POST, http, /, authority; before it in the table from the second block on
    watch = Watch(bascule)
    with h2.connect(bascule.port) as s:
        s.sendall(h2.PREFACE + h2.settings(window=0) + h2.frame(h2.SETTINGS, h2.ACK, 0)
                  + h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, 1, pseudo + literal))
        for stream in range(3, 203, 2):
            s.sendall(h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, stream, b"\x83\x86\x84\xbf" + b"\xbe" * 16_000))
            watch.look()
        answered = set()
        for kind, _, stream, _ in h2.frames(s):
            if kind in (h2.HEADERS, h2.RST_STREAM):
                answered.add(stream)
            if len(answered) == 101:
                break
        watch.look()
    assert watch.most < 8 * MIB, f"{watch.most / MIB:.1f} MiB"
    assert serves(bascule)
    assert limits_of(bascule)["header_list"] == 100


def test_a_header_line_without_end(bascule):
    watch = Watch(bascule)
    with h2.connect(bascule.port) as s:
        s.sendall(f"POST {UNARY} HTTP/1.1\r\nHost: localhost\r\nX: ".encode())
        assert send_until_closed(s, b"a" * 65536, 1600) or rest(s).startswith(b"HTTP/1.1 431 ")
        watch.look()
    assert watch.most < 4 * MIB, f"{watch.most / MIB:.1f} MiB"
    assert limits_of(bascule) == {"header_list": 1}


def post(bascule, path, content_type, body, *fields):
    head = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {content_type}", f"Content-Length: {len(body)}",
            "Connection: close", *fields]
    with h2.connect(bascule.port) as s:
        s.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        return rest(s)


@pytest.mark.parametrize("codec", ["proto", "json"])
def test_a_message_that_claims_four_gigabytes(bascule, codec):
    watch = Watch(bascule)
    answer = post(bascule, UNARY.replace("Unary", "Chat"), f"application/connect+{codec}", b"\0\xff\xff\xff\xff0123456789")
    watch.look()
    assert b"invalid_argument" in answer, answer
    assert watch.most < 4 * MIB, f"{watch.most / MIB:.1f} MiB"


def test_a_gzip_bomb(bascule):
    bomb = gzip.compress(b'{"text":"' + b" " * (100 * MIB) + b'"}')
    watch = Watch(bascule)
    answer = post(bascule, UNARY, "application/json", bomb, "Content-Encoding: gzip")
    watch.look()
    assert answer.startswith(b"HTTP/1.1 429 ") and b"resource_exhausted" in answer
    assert watch.most < 16 * MIB, f"{watch.most / MIB:.1f} MiB"
    assert set(limits_of(bascule)) <= {"inflate_ratio", "message_too_large"}


@pytest.mark.parametrize("body", [b'{"x":' + b"[" * 40_000, b'{"x":' * 200, b'{"x":' + b"[[]," * 30_000 + b"[]]}"],
                         ids=["brackets", "objects", "wide"])
def test_nested_json(bascule, body):
    answer = post(bascule, UNARY, "application/json", body)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 429 ")), answer[:200]
    assert serves(bascule)


def test_joined_binary_metadata(bascule):
    """Thirty thousand values under one long name do not become as many fields."""
    watch = Watch(bascule)
    post(bascule, UNARY, "application/json", b"{}", "n" * 20_000 + "-bin: " + "," * 30_000)
    watch.look()
    assert serves(bascule)
    assert watch.most < 8 * MIB, f"{watch.most / MIB:.1f} MiB"


def test_many_empty_messages(bascule):
    """Five bytes each: memory does not grow with their number, and none is lost."""
    count = 20_000
    watch = Watch(bascule)
    answer = post(bascule, UNARY.replace("Unary", "Upload"), "application/connect+proto", b"\0\0\0\0\0" * count)
    watch.look()
    assert peer_pb2.Reply.FromString(message_of(answer)).count == count
    assert watch.most < 24 * MIB, f"{watch.most / MIB:.1f} MiB"


def message_of(answer):
    """The first message of a Connect stream in a chunked answer."""
    body, data = answer.partition(b"\r\n\r\n")[2], b""
    while body and (size := int(body.partition(b"\r\n")[0], 16)):
        body = body.partition(b"\r\n")[2]
        data, body = data + body[:size], body[size + 2:]
    return data[5:5 + int.from_bytes(data[1:5])]


SECOND = b"POST /acme.peer.v1.PeerService/Upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("fields", [["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__", "Connection: Upgrade, HTTP2-Settings, close"],
                                    ["Upgrade: websocket", "Connection: Upgrade, close", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]])
def test_upgrades_are_not_followed(bascule, fields):
    """The body of a request is its body, whatever protocol it asks for."""
    body = json.dumps({"text": SECOND.decode()}).encode()
    head = [f"POST {UNARY} HTTP/1.1", "Host: localhost", "Content-Type: application/json", f"Content-Length: {len(body)}", *fields]
    with h2.connect(bascule.port) as s:
        s.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        answer = rest(s)
    assert answer.startswith(b"HTTP/1.1 200 ") and answer.count(b"HTTP/1.1 ") == 1, answer
    assert "Unary" in json.dumps(bascule.call())
    assert serves(bascule)
    assert "Unary" in json.dumps(bascule.call())  # nothing else was called in between


def test_the_body_of_a_refused_request_is_not_the_next_one(bascule):
    body = SECOND * (MIB // len(SECOND))
    with h2.connect(bascule.port) as s:
        s.sendall(f"POST {UNARY} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        try:
            s.sendall(body + connect_request(UNARY, peer_pb2.Request(text="next"), "application/proto"))
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = rest(s)
    assert answer.startswith(b"HTTP/1.1 415 "), answer[:100]
    assert b"Upload" not in answer and answer.count(b"HTTP/1.1 415 ") == 1
    assert limits_of(bascule).keys() <= {"refused"}


def test_bad_streams_leave_their_neighbours_alone(bascule):
    """One client's faults end its own streams; another, whose calls share the connection to the server, sees none."""
    streams = range(1, 121, 2)
    with h2.connect(bascule.port) as s, grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        s.sendall(OPEN)
        for stream in streams:
            s.sendall(h2.headers(stream, UNARY, content_type="application/grpc", te="trailers")
                      + h2.frame(h2.DATA, h2.END_STREAM, stream, b"\x08\0\0\0\x01x"))
            assert stub.Unary(peer_pb2.Request(text="fine"), timeout=20).text == "fine"
        ended = set()
        for kind, flags, stream, _ in h2.frames(s):
            if (kind == h2.HEADERS and flags & h2.END_STREAM) or kind == h2.RST_STREAM:
                ended.add(stream)
            if len(ended) == len(streams):
                break
        assert ended == set(streams)
    assert limits_of(bascule) == {}


def test_stream_ids_near_their_end(bascule):
    """A client far into its stream ids is served and told to open another connection in time."""
    stream = (1 << 30) + 1
    message = peer_pb2.Request(text="late").SerializeToString()
    with h2.connect(bascule.port) as s:
        s.sendall(OPEN + h2.headers(stream, UNARY, content_type="application/proto")
                  + h2.frame(h2.DATA, h2.END_STREAM, stream, message))
        told = answered = False
        for kind, _, on, payload in h2.frames(s):
            if kind == h2.PING:
                s.sendall(h2.frame(h2.PING, h2.ACK, 0, payload))
            if kind == h2.GOAWAY:
                told = told or int.from_bytes(payload[4:8]) == 0
            if kind == h2.DATA and on == stream and payload:
                answered = peer_pb2.Reply.FromString(payload).text == "late"
            if told and answered:
                break
        assert told and answered
    assert limits_of(bascule) == {}


@pytest.mark.parametrize("target", ["/<script>alert(1)</script>", "/a.B/<script>", "/?<script>", "/%3Cscript%3E/x"])
def test_nothing_of_a_request_is_echoed(bascule, target):
    for request in (f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html\r\nContent-Length: 0\r\n",
                    f"GET {target} HTTP/1.1\r\nHost: <script>.example\r\n"):
        with h2.connect(bascule.port) as s:
            s.sendall((request + "Connection: close\r\n\r\n").encode())
            answer = rest(s).lower()
        assert answer.startswith(b"http/1.1 4") and b"script" not in answer, answer
        assert b"text/html" not in answer


def test_connections_are_closed_after_a_flood(bascule):
    before = open_sockets(bascule)
    for _ in range(20):
        with h2.connect(bascule.port, receive_buffer=8192) as s:
            s.sendall(OPEN)
            assert send_until_closed(s, FLOODS["ping"][0] * 1000, 10_000)
    assert serves(bascule)
    while open_sockets(bascule) > before:
        assert serves(bascule)
    assert limits_of(bascule) == {"frame_flood": 20}


def client_hello(name="localhost"):
    """What a TLS client says first."""
    out = ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return out.read()


def test_handshakes_that_are_left(grpc_server, start, server_files, authority):
    """Few are served at a time and the rest wait; those that say nothing any more make room. Whoever has a connection
    does not notice, and who wants one gets it."""
    certificate, key = map(str, server_files)
    bascule = start(Bascule, f"http://{grpc_server.address}", "--tls-cert", certificate, "--tls-key", key, env=MEASURED)
    trust = grpc.ssl_channel_credentials(authority.certificate.read_bytes())
    with grpc.secure_channel(f"localhost:{bascule.port}", trust) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        stub.Unary(peer_pb2.Request(text="first"), timeout=20)
        watch = Watch(bascule)
        hello = client_hello()
        left = []
        for _ in range(800):
            left.append(h2.connect(bascule.port))
            left[-1].sendall(hello)
        for i in range(50):
            assert stub.Unary(peer_pb2.Request(text=str(i)), timeout=20).text == str(i)
            watch.look()
        assert serves(bascule)
        with grpc.secure_channel(f"localhost:{bascule.port}", trust, [("grpc.use_local_subchannel_pool", 1)]) as other:
            text = peer_pb2_grpc.PeerServiceStub(other).Unary(peer_pb2.Request(text="new"), timeout=60).text
            assert text == "new"
        watch.look()
        assert watch.most < 32 * MIB
        for s in left:
            rest(s)  # each is closed by the bridge
            s.close()
        assert stub.Unary(peer_pb2.Request(text="last"), timeout=20).text == "last"
    assert limits_of(bascule)["handshake_stalled"] > 0


def test_a_hot_connection_leaves_room_for_others(bascule):
    """256 calls at a time on one connection, a new one for each that ends, while another client calls."""
    stop = threading.Event()

    def saturate():
        with grpc.insecure_channel(bascule.address, [("grpc.use_local_subchannel_pool", 1)]) as hot:
            stub = peer_pb2_grpc.PeerServiceStub(hot)
            running = [stub.Unary.future(peer_pb2.Request(text="hot"), timeout=60) for _ in range(256)]
            done = 0
            while not stop.is_set():
                running.append(stub.Unary.future(peer_pb2.Request(text="hot"), timeout=60))
                assert running.pop(0).result().text == "hot"
                done += 1
            assert all(call.result().text == "hot" for call in running)
        return done

    with concurrent.futures.ThreadPoolExecutor(1) as pool, grpc.insecure_channel(bascule.address) as channel:
        hot = pool.submit(saturate)
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        try:
            for i in range(300):
                assert stub.Unary(peer_pb2.Request(text=str(i)), timeout=20).text == str(i)
        finally:
            stop.set()
        assert hot.result(60) > 256
    assert limits_of(bascule) == {}
