# SPDX-License-Identifier: GPL-3.0-or-later
"""Every client in front of every server: each plays peers/programme.json through the bridge and must see the same.

The programme says what each step gives, so equal results hold for every pair of client protocol, codec, compression and
protocol of the server. The table at the end of the run shows what each pair played. peers/README.md tells how to add a peer.
"""
import collections
import json
import signal
import sys

import pytest

from browser import Browser, PageServer
from conftest import (NODE, PEERS, PROTO, TABLES, Bascule, ConnectPythonServer, GrpcJsServer, GrpcServer, NodeServer, Process,
                      peer_script)
from terminal_clients import BUF_CURL, CURL, GRPCURL

pytestmark = pytest.mark.slow  # minutes: once a run, not again under each sanitizer

STEPS = json.loads((PEERS / "programme.json").read_text())

# How a server starts, and which kinds of steps it cannot play. Those over HTTP/1.1 read all before they answer;
# connect-es refuses Chat there.
Server = collections.namedtuple("Server", "start lacks", defaults=[frozenset()])

SERVERS = {
    "grpcio": Server(GrpcServer),
    "grpc-js": Server(GrpcJsServer),
    "node grpc h2": Server(lambda: NodeServer("2", "grpc")),
    "node connect h2": Server(lambda: NodeServer("2", "connect")),
    "node connect h1": Server(lambda: NodeServer("1.1", "connect"), {"duplex", "bidi"}),
    "node web h2": Server(lambda: NodeServer("2", "grpc-web")),
    "node web h1": Server(lambda: NodeServer("1.1", "grpc-web"), {"duplex", "bidi"}),
    "node all h2": Server(NodeServer),
    "python ASGI": Server(ConnectPythonServer, {"duplex"}),
    "python WSGI": Server(lambda: ConnectPythonServer("--wsgi"), {"duplex"}),
}


def script(*command):
    """A client that is a program of its own: gets its job as JSON, prints {mode: {step: what it saw}}."""
    def play(url, steps):
        program = Process([*command, json.dumps({"url": url, "steps": steps})])
        try:
            return json.loads(program.line(120))
        finally:
            program.stop(expect=None)
    return play


# What a client cannot play or tell: kinds of steps, steps, members of what a step gives, or one member of one step.
Client = collections.namedtuple("Client", "play lacks", defaults=[frozenset()])

CLIENTS = {
    "grpcio": Client(script(sys.executable, PEERS / "client_grpcio.py")),
    # grpc-js drops messages it has not handed on when a status other than OK comes in with them.
    "grpc-js": Client(script(NODE, peer_script("client_grpc_js.mjs")), {"late error messages"}),
    "connect-python": Client(script(sys.executable, PEERS / "client_connect_python.py"), {"duplex"}),
    "connect-node": Client(script(NODE, peer_script("client_connect_es.mjs"))),
    "grpcurl": Client(GRPCURL, {"duplex", "details"}),
    "buf curl": Client(BUF_CURL, {"duplex", "deadline", "trailers", "metadata"}),
    "curl": Client(CURL, {"server_stream", "client_stream", "bidi", "duplex"}),
}
BROWSER_LACKS = {"client_stream", "bidi", "duplex"}


class Peers:
    """The servers with a bridge in front of each, started when first asked for, and the table of what was played."""

    def __init__(self, flags):
        self.flags = flags
        self.running = {}
        self.cells = {}

    def bridge(self, server):
        if server not in self.running:
            process = SERVERS[server].start()
            url = getattr(process, "url", None) or f"http://{process.address}"
            self.running[server] = (process, Bascule(url, "--schema", str(PROTO), *self.flags))
        return self.running[server][1]

    def check(self, client, lacks, server, seen):
        """Notes what `client` saw of `server`, and that it is what the programme says."""
        steps = [s for s in STEPS if possible(s, lacks, server)]
        wrong = []
        for mode, played in seen.items():
            faults = {s["name"]: differences(s, played[s["name"]], lacks) for s in steps if s["name"] in played}
            wrong += [f"{mode}, {name}: {fault}" for name, found in faults.items() for fault in found]
            row = f"{client}: {mode}".partition(", ")[0]
            good, all_of_them = self.cells.get((row, server), (0, 0))
            self.cells[row, server] = (good + sum(not found for found in faults.values()), all_of_them + len(played))
        played = set().union(*seen.values())
        assert played == {s["name"] for s in steps}, "not what this client should be able to play"
        assert not wrong, "\n".join(wrong)

    def table(self):
        names = [s for s in SERVERS if any(server == s for _, server in self.cells)]
        rows = list(dict.fromkeys(row for row, _ in self.cells))
        width = max(map(len, rows), default=0)
        yield " " * width + "".join(f"  {name:>15}" for name in names)
        for row in rows:
            cells = [self.cells.get((row, name)) for name in names]
            texts = ["-" if c is None else str(c[0]) if c[0] == c[1] else f"{c[0]} of {c[1]}" for c in cells]
            yield f"{row:{width}}" + "".join(f"  {text:>15}" for text in texts)

    def close(self):
        for server, bridge in self.running.values():
            server.stop(expect=None, how=signal.SIGKILL)
            bridge.stop()


def possible(step, lacks, server):
    return not {step["kind"], step["name"]} & (SERVERS[server].lacks | lacks)


def differences(step, seen, lacks):
    """What differs from what the programme says, one line each."""
    expected = {k: v for k, v in step["gives"].items() if not {k, f"{step['name']} {k}"} & lacks}
    return [f"{key} is {seen.get(key)!r}, should be {value!r}" for key, value in expected.items() if seen.get(key) != value]


@pytest.fixture(scope="module")
def page_server():
    server = PageServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def peers(page_server, authority, request):
    certificate, key = authority.issue("bridge")
    peers = Peers(["--cors-origin", f"http://127.0.0.1:{page_server.port}", "--tls-cert", str(certificate), "--tls-key", str(key)])
    yield peers
    title = f"peers through the bridge: steps that gave what they should ({len(STEPS)} in each compression, fewer where a peer lacks one)"
    request.config.stash[TABLES].append((title, list(peers.table())))
    peers.close()


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("client", CLIENTS)
def test_pair(peers, client, server):
    play, lacks = CLIENTS[client]
    steps = [step for step in STEPS if possible(step, lacks, server)]
    peers.check(client, lacks, server, play(peers.bridge(server).url, steps))


@pytest.fixture(scope="module")
def page(peers, page_server, tmp_path_factory):
    """What scripts in a page of Chromium saw of every server: {server: {mode: {step: ...}}}."""
    targets = []
    for server in SERVERS:
        address = peers.bridge(server).address
        targets.append({"server": server, "urls": {"HTTP/1.1": f"http://{address}", "HTTP/2": f"https://{address}"}})
    steps = [step for step in STEPS if possible(step, BROWSER_LACKS, "grpcio")]
    page_server.jobs[""] = {"targets": targets, "steps": steps}
    browser = Browser(f"http://127.0.0.1:{page_server.port}/", tmp_path_factory.mktemp("chromium"))
    try:
        results = [browser.result(page_server) for _ in targets]
    finally:
        browser.close()
    return {result["server"]: result["seen"] for result in results if "server" in result} | {"failed": results}


@pytest.mark.parametrize("server", SERVERS)
def test_chromium(peers, page, server):
    assert server in page, page["failed"]
    peers.check("Chromium", BROWSER_LACKS, server, page[server])


def test_chromium_on_a_foreign_origin(peers, page_server, tmp_path):
    """The same page under another name, which the bridge was not told to trust, reaches nothing."""
    server = "grpcio"
    page_server.jobs["foreign"] = {"targets": [{"server": server, "urls": {"HTTP/1.1": peers.bridge(server).url}}],
                                   "steps": [step for step in STEPS if step["name"] in ("unary", "lookup", "download")]}
    browser = Browser(f"http://localhost:{page_server.port}/?foreign", tmp_path)
    try:
        seen = browser.result(page_server)["seen"]
    finally:
        browser.close()
    played = [step for steps in seen.values() for step in steps.values()]
    assert len(played) > 10 and all(step["code"] != "ok" and step["messages"] == [] for step in played), seen
