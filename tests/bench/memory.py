# SPDX-License-Identifier: GPL-3.0-or-later
"""B12: what a proxy holds for connections and streams that are open and quiet, by its resident memory.

1,000 HTTP/2 connections that have each made one call; 2,000 gRPC calls, 250 a connection, whose request has begun and not
ended. At the end every call is finished and its answer checked, so nothing was counted that was not there.
"""
import contextlib
import pathlib
import resource
import socket
import sys
import time

import peers
import table
from measure import BASE, KEPT, ROOT, Wrong

sys.path.insert(0, str(ROOT / "tests/e2e"))
import raw_http2 as h2  # noqa: E402

CONNECTIONS = 1000
STREAMS, PER_CONNECTION = 2000, 250
REQUEST = b"\0" + (28).to_bytes(4, "big") + b"q" * 28
GRPC = {"content_type": "application/grpc", "te": "trailers"}


def resident(proxy):
    """KiB, once it has not changed for a second."""
    before, quiet = None, 0
    while quiet < 5:
        lines = pathlib.Path(f"/proc/{proxy.process.pid}/status").read_text().splitlines()
        now = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        before, quiet = now, quiet + 1 if now == before else 0
        time.sleep(0.2)
    return before


class Client:
    def __init__(self, port):
        self.socket = h2.connect(port)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(h2.PREFACE + h2.settings() + h2.frame(h2.SETTINGS, h2.ACK, 0))
        self.frames = h2.frames(self.socket)
        self.used = 0

    def begin(self, path):
        stream = 2 * self.used + 1
        self.used += 1
        self.socket.sendall(h2.headers(stream, path, **GRPC) + h2.frame(h2.DATA, 0, stream, REQUEST))
        return stream

    def finish(self, streams):
        """Ends the requests and waits until every answer has ended."""
        self.socket.sendall(b"".join(h2.frame(h2.DATA, h2.END_STREAM, stream) for stream in streams))
        left = set(streams)
        for kind, flags, stream, _ in self.frames:
            if kind in (h2.RST_STREAM, h2.GOAWAY):
                break
            if kind in (h2.HEADERS, h2.DATA) and flags & h2.END_STREAM:
                left.discard(stream)
            if not left:
                return
        raise Wrong(f"{len(left)} calls had no answer")


@contextlib.contextmanager
def started(name, field):
    """The proxy, which ends with what is done to it, also where an answer is wrong."""
    proxy = peers.start(name, field)
    try:
        yield proxy
    finally:
        proxy.stop()


def figures(name, field, path):
    """KiB a connection, KiB a stream."""
    with started(name, field) as proxy:
        warm = Client(proxy.port)
        warm.finish([warm.begin(path)])
        before = resident(proxy)
        clients = [Client(proxy.port) for _ in range(CONNECTIONS)]
        for client in clients:
            client.finish([client.begin(path)])
        connection = (resident(proxy) - before) / CONNECTIONS

    with started(name, field) as proxy:
        clients = [Client(proxy.port) for _ in range(STREAMS // PER_CONNECTION)]
        for client in clients:
            client.finish([client.begin(path)])
        before = resident(proxy)
        open_streams = [[client.begin(path) for _ in range(PER_CONNECTION)] for client in clients]
        stream = (resident(proxy) - before) / STREAMS
        for client, streams in zip(clients, open_streams):
            client.finish(streams)
    return connection, stream


def compare(field, path, taking_part):
    """Prints what each proxy holds; returns the table's rows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    print("B12 quiet connections and streams over h2c; resident memory")
    connections, streams = {}, {}
    for name in taking_part:
        try:
            connections[name], streams[name] = figures(name, field, path)
        except Wrong as wrong:
            if name in KEPT:
                raise
            print(f"left out: {name}: {wrong}", file=sys.stderr)
            continue
        print(f"  {name:22} {connections[name]:6.1f} KiB a connection   {streams[name]:6.1f} KiB a stream", flush=True)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print()
    return [table.value_row("a quiet HTTP/2 connection, memory", connections, table.kibi),
            table.value_row("an open, quiet stream, memory", streams, table.kibi)]
