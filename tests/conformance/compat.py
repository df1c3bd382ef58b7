# SPDX-License-Identifier: GPL-3.0-or-later
"""What launchers share: the suite's framing on standard input and output, its tools, Bascule as a child process."""
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile

import connectrpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "build/tools"
SUITE = TOOLS / "conformance"
BASCULE = os.environ.get("BASCULE_BINARY", str(ROOT / "build/release/bascule"))
SCHEMA = SUITE / "service.binpb"

# The suite's protos live in the package of the Connect library that is installed beside them.
connectrpc.__path__.append(str(SUITE / "python/connectrpc"))


def read_message(stream, kind):
    """The next message of the suite's framing (4 bytes of length, big-endian); None at the end."""
    prefix = stream.read(4)
    if len(prefix) < 4:
        return None
    size = struct.unpack(">I", prefix)[0]
    return kind.FromString(stream.read(size))


def write_message(stream, message):
    data = message.SerializeToString()
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def tool(name, *arguments):
    return subprocess.Popen([TOOLS / "bin" / name, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def end(child):
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(4)
    except subprocess.TimeoutExpired:
        child.kill()


class Files:
    """PEM texts as files of a temporary folder."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="bascule-conformance-")

    def put(self, name, data):
        path = pathlib.Path(self._folder.name) / name
        path.write_bytes(data)
        return str(path)


class Bascule:
    """The program under test, headless, ready when the constructor returns."""

    def __init__(self, upstream, *flags):
        self._process = subprocess.Popen(
            [BASCULE, "--headless", "--listen", "127.0.0.1:0", "--upstream", upstream, "--schema", str(SCHEMA),
             "--no-reflection", *flags], stdout=subprocess.PIPE)
        ready = self._process.stdout.readline()
        if not ready:
            sys.exit(f"bascule did not start: exit {self._process.wait()}")
        self.port = int(json.loads(ready)["listen"][0].rpartition(":")[2])

    def end(self):
        end(self._process)
