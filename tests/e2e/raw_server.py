# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that speaks HTTP/2 frames by hand: it answers, or does not, as no real one would."""
import queue
import socket
import threading

import raw_http2 as h2


class RawServer:
    """Lets `answer(server, connection, stream, body)` treat each whole request. If that gives true, the connection is
    closed. What came is kept: `bodies` of requests, `frames` (HEADERS and DATA), and `pings` as they come."""

    def __init__(self, answer):
        self.answer, self.bodies, self.frames, self.pings = answer, [], [], queue.SimpleQueue()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            connection.recv(len(h2.PREFACE), socket.MSG_WAITALL)
            connection.sendall(h2.settings() + h2.frame(h2.WINDOW_UPDATE, 0, 0, (1 << 24).to_bytes(4)))
            parts = {}
            for kind, flags, stream, payload in h2.frames(connection):
                if kind == h2.SETTINGS and not flags & h2.ACK:
                    connection.sendall(h2.frame(h2.SETTINGS, h2.ACK, 0))
                elif kind == h2.PING:
                    self.pings.put("answer" if flags & h2.ACK else "question")
                elif kind in (h2.HEADERS, h2.DATA):
                    self.frames.append((kind, flags, stream, payload))
                    parts[stream] = parts.get(stream, b"") + (payload if kind == h2.DATA else b"")
                    if kind == h2.DATA and payload:
                        connection.sendall(h2.frame(h2.WINDOW_UPDATE, 0, stream, len(payload).to_bytes(4)))
                    if flags & h2.END_STREAM:
                        self.bodies.append(parts[stream])
                        if self.answer(self, connection, stream, parts[stream]):
                            return

    def close(self):
        self.listener.close()


def echo(connection, stream, body):
    connection.sendall(h2.response(stream, status="200", content_type="application/grpc", x_head="seen") +
                       h2.frame(h2.DATA, 0, stream, body) +
                       h2.response(stream, end=True, grpc_status="0", x_tail="seen"))
