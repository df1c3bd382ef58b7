# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration file: read with line and column, watched, and put in force without dropping a call."""
import json
import os
import queue
import signal
import socket
import subprocess
import threading

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, Bascule, GrpcServer, Process, free_port, replace_file


class Configured(Process):
    """`bascule --headless --config FILE`; `says()` waits for its next word about the file."""

    def __init__(self, file, *flags):
        self.said = queue.Queue()
        super().__init__([BINARY, "--headless", "--config", file, *flags])
        self.ready = json.loads(self.line())
        self.address = self.ready["listen"][0]

    def _read_err(self):
        for line in self.process.stderr:
            self.errors.append(line)
            self.said.put(line)

    def says(self, file):
        line = self.said.get(timeout=30)
        assert str(file) in line, line
        return line


def stub(channel):
    return peer_pb2_grpc.PeerServiceStub(channel)


def unary(address, text="hi"):
    with grpc.insecure_channel(address) as channel:
        return stub(channel).Unary(peer_pb2.Request(text=text), timeout=20).text


@pytest.fixture
def file(tmp_path):
    return tmp_path / "bascule.yaml"


def test_the_names_of_the_flags(start, grpc_server, file):
    file.write_text(f"""\
listen: ["127.0.0.1:0"]
upstream:
  - url: http://{grpc_server.address}
    protocol: grpc
    connect-timeout: 2s
  - {{prefix: /other., url: "http://127.0.0.1:1", protocol: connect, http: "1.1"}}
max-message-bytes: 1MiB
no-reflection: true
limits:
  live-streams: 100
print: calls
""")
    bascule = start(Configured, file)
    assert bascule.ready["upstreams"] == [f"http://{grpc_server.address}", "http://127.0.0.1:1"]
    assert unary(bascule.address) == "hi"
    assert '"method":"Unary"' in bascule.line()
    with grpc.insecure_channel(bascule.address) as channel:
        with pytest.raises(grpc.RpcError) as error:
            stub(channel).Unary(peer_pb2.Request(data=b"x" * 2_000_000), timeout=20)
    assert error.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_flags_win(start, grpc_server, file):
    file.write_text("listen: 127.0.0.1:1\nupstream: http://127.0.0.1:1\n")
    bascule = start(Configured, file, "--listen", "127.0.0.1:0", "--upstream", f"http://{grpc_server.address}")
    assert unary(bascule.address) == "hi"


@pytest.mark.parametrize("text,place,words", [
    ("upstream: http://h:1\nlistn: :8080\n", "2:1", ["listn", "listen"]),
    ("upstream: http://h:1\nworkers: many\n", "2:10", ["workers"]),
    ("upstream: http://h:1\nworkers: [1, 2]\n", "2:10", ["workers", "a list"]),
    ("upstream: ftp://h:1\n", "1:11", ["ftp://h:1"]),
    ("upstream: http://h:1\nlimits:\n  live-steams: 7\n", "3:3", ["live-steams", "live-streams"]),
    ("upstream: http://h:1\nlimits:\n  drain: soon\n", "3:10", ["drain", "soon"]),
    ("upstream: http://h:1\nno-reflection: perhaps\n", "2:16", ["true or false"]),
    ("upstream:\n- {prefix: /a., url: 'http://h:1', protocl: grpc}\n", "2:36", ["protocl", "protocol"]),
    ("upstream:\n- {prefix: /a., url: 'http://h:1', protocol: soap}\n", "2:46", ["soap", "connect"]),
    ("upstream: http://h:1\nupstream: http://h:2\n", "2:1", ["twice"]),
    ("upstream: a: b\n", "1:12", []),
    ("max-timeout: soon\nupstream: http://h:1\n", "1:14", ["duration"]),
    ("- upstream\n", "1:1", ["map"]),
    ("tls-cert: /nothing.pem\nupstream: http://h:1\n", "1:11", ["tls-key"]),
])
def test_what_is_wrong_is_named(file, text, place, words):
    file.write_text(text)
    run = subprocess.run([BINARY, "--headless", "--config", file], capture_output=True, text=True, timeout=20)
    assert run.returncode == 2, run.stderr
    assert f"{file}:{place}: " in run.stderr, run.stderr
    assert all(word in run.stderr for word in words), run.stderr


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "none.yaml", tmp_path):
        run = subprocess.run([BINARY, "--headless", "--config", path], capture_output=True, text=True, timeout=20)
        assert run.returncode == 2
        assert "--config" in run.stderr and str(path) in run.stderr


@pytest.mark.parametrize("workers", [1, 3])
def test_calls_run_through_a_reload(start, grpc_server, file, workers):
    other = start(GrpcServer)
    ports = free_port(), free_port()
    file.write_text(f"listen: 127.0.0.1:{ports[0]}\nupstream: http://{grpc_server.address}\nworkers: {workers}\n")
    bascule = start(Configured, file)
    with grpc.insecure_channel(bascule.address) as channel:
        chat = stub(channel)
        go_on = threading.Event()
        went = []

        def requests():
            yield peer_pb2.Request(text="before", count=1)
            went.append(go_on.wait(30))
            yield peer_pb2.Request(text="after", count=1)

        answers = chat.Chat(requests(), timeout=60)
        assert next(answers).text == "before"
        # Both the listener and the server are other ones now.
        replace_file(file, f"listen: 127.0.0.1:{ports[1]}\nupstream: http://{other.address}\nmax-timeout: 9s\n"
                    f"workers: {workers}\n")
        assert "in force now" in bascule.says(file)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", ports[0])) != 0
        other_calls = unary(f"127.0.0.1:{ports[1]}", "moved")
        assert other_calls == "moved"
        go_on.set()
        assert next(answers).text == "after"
        assert list(answers) == [] and went == [True]
    grpc_server_is_left = unary(f"127.0.0.1:{ports[1]}")
    assert grpc_server_is_left == "hi"
    # New calls have the new longest deadline.
    with grpc.insecure_channel(f"127.0.0.1:{ports[1]}") as channel:
        seen = float(stub(channel).Unary(peer_pb2.Request(), timeout=100).timeout_seen)
    assert seen <= 9


def test_an_invalid_file_changes_nothing(start, grpc_server, file):
    good = f"listen: 127.0.0.1:0\nupstream: http://{grpc_server.address}\n"
    file.write_text(good)
    bascule = start(Configured, file)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for bad, why in [(good + "nothing: 1\n", f"{file}:3:1"), (good + "schema: /none.proto\n", "none.proto"),
                         (good.replace(":0\n", f":{port}\n"), "in use")]:
            replace_file(file, bad)
            said = bascule.says(file)
            assert why in said and "stays" in said
            assert unary(bascule.address) == "hi"
    replace_file(file, good + "workers: 3\n")
    assert "workers cannot change" in bascule.says(file)
    assert unary(bascule.address) == "hi"


def test_hangup_reads_the_file_again(start, grpc_server, file):
    file.write_text(f"listen: 127.0.0.1:0\nupstream: http://{grpc_server.address}\n")
    bascule = start(Configured, file)
    bascule.process.send_signal(signal.SIGHUP)
    assert "in force now" in bascule.says(file)
    assert unary(bascule.address) == "hi"
    bascule.stop(expect=0)


@pytest.mark.window
def test_the_window_reads_it_again_too(start, grpc_server, file):
    port = free_port()
    text = f"listen: 127.0.0.1:{port}\nupstream: http://{grpc_server.address}\nno-capture: true\n"
    file.write_text(text)
    said = queue.Queue()
    window = subprocess.Popen([BINARY, "--config", file], stderr=subprocess.PIPE, text=True,
                              env=dict(os.environ, QT_QPA_PLATFORM="offscreen"))

    def read():
        for line in window.stderr:
            if str(file) in line:  # the desktop's libraries have their say too
                said.put(line)

    threading.Thread(target=read, daemon=True).start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub(channel).Unary(peer_pb2.Request(), timeout=30, wait_for_ready=True)
        replace_file(file, text + "nothing: 1\n")
        assert f"{file}:4:1" in said.get(timeout=30)
        replace_file(file, text.replace(str(port), str(moved := free_port())))
        assert "in force now" in said.get(timeout=30)
        assert unary(f"127.0.0.1:{moved}") == "hi"
        window.send_signal(signal.SIGHUP)
        assert "in force now" in said.get(timeout=30)
        window.send_signal(signal.SIGTERM)
        assert window.wait(30) == 0
    finally:
        window.kill()
        window.wait()


def test_without_a_file_nothing_is_said(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}")
    bascule.stop(expect=0)
    assert bascule.errors == []
