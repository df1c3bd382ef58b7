# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/2 frames by hand, for what no client library would send. Header fields are literal, without indexing."""
import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
REFUSED_STREAM, ENHANCE_YOUR_CALM = 7, 11


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def settings(**values):
    numbers = {"max_streams": 3, "window": 4}
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", numbers[k], v) for k, v in values.items()))


def headers(stream, path, end=False, **fields):
    listed = [(":method", "POST"), (":scheme", "http"), (":authority", "localhost"), (":path", path),
              *((name.replace("_", "-"), value) for name, value in fields.items())]
    block = b"".join(b"\0" + bytes([len(n)]) + n.encode() + bytes([len(v)]) + v.encode() for n, v in listed)
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)


def response(stream, end=False, **fields):
    """A header block of a server; `status` is the pseudo header."""
    listed = [(":status" if name == "status" else name.replace("_", "-"), value) for name, value in fields.items()]
    block = b"".join(b"\0" + bytes([len(n)]) + n.encode() + bytes([len(v)]) + v.encode() for n, v in listed)
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)


def connect(port, receive_buffer=None):
    """A socket whose kernel takes at most about `receive_buffer` bytes that nobody reads."""
    s = socket.socket()
    if receive_buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    s.settimeout(60)
    s.connect(("127.0.0.1", port))
    return s


def frames(s):
    """Whole frames as (kind, flags, stream, payload) until the peer closes."""
    data = b""
    while True:
        while len(data) >= 9 and len(data) >= 9 + int.from_bytes(data[:3]):
            size = int.from_bytes(data[:3])
            yield data[3], data[4], int.from_bytes(data[5:9]) & 0x7fffffff, data[9:9 + size]
            data = data[9 + size:]
        try:
            piece = s.recv(65536)
        except ConnectionResetError:
            return
        if not piece:
            return
        data += piece
