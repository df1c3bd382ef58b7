# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: a client's load, the upstream that answers it, and which peers can take part.

To add one: a row in SCENARIOS.
"""
import dataclasses
import re
import subprocess
import sys

from measure import ROOT, free_port, pinned, wait_port
from peers import go_peers

sys.path.insert(0, str(ROOT / "tests/e2e"))
from certificates import Authority  # noqa: E402

SERVICE = "bench.v1.Bench"
PROTO = ROOT / "tests/bench/bench.proto"


@dataclasses.dataclass(frozen=True)
class Load:
    """A run of h2load, at a fixed rate of even_load."""
    flags: tuple
    calls: int
    answer: int  # least bytes of an answer's body
    path: str = "/bench.Service/Call.grpc"
    units: int = 1  # per call: messages, MiB
    tls: bool = False
    rate: int = 0  # calls a second, 0: as fast as answers come
    clients: int = 1  # connections that share the rate
    body: object = None  # file of the request's body, at a fixed rate

    def share(self, parts):
        return dataclasses.replace(self, calls=max(self.calls // parts, 100))


@dataclasses.dataclass(frozen=True)
class Scenario:
    title: str
    load: object  # Field -> Load; None: memory is measured, not CPU
    peers: tuple
    unit: str = "call"
    tls: bool = False
    answers: str = ""  # the Go server answers with this order; else nghttpd with a file
    fails: bool = False  # ... with an error instead
    latency: bool = False  # how long a call takes is measured too
    translated: bool = False  # by bridges; nghttpx only passes the same message (in proto) on


def envelope(message):
    return b"\0" + len(message).to_bytes(4, "big") + message


def orders(items):
    """An order as protobuf text."""
    item = 'items { sku: "sku-%04d" quantity: %d cents: %d note: "as agreed with the customer, by post" }'
    return 'id: "ord-1001" customer: "Ada Lovelace" ' + " ".join(item % (i, i % 9 + 1, 1999 + i) for i in range(items))


class Field:
    """Folder, upstream and what the proxies need to know."""
    free_port = staticmethod(free_port)

    def __init__(self, folder, scenario):
        self.folder = folder
        self.schema = self.certificate = self.key = None
        self.service, self.descriptors = SERVICE, folder / "bench.binpb"
        self.upstream = free_port()
        self.url = f"http://127.0.0.1:{self.upstream}"
        if scenario.tls:
            self.certificate, self.key = Authority(folder, "bench").issue("server")
        self.server = self.order_server(scenario.answers, *(["-fail"] if scenario.fails else [])) if scenario.answers else self.file_server()
        wait_port(self.upstream, self.server)

    def file_server(self):
        files = self.folder / "bench.Service"
        files.mkdir()
        (files / "Call.grpc").write_bytes(envelope(b"r" * 32))
        (files / "Bulk.grpc").write_bytes(envelope(b"r" * (16 * 1024 - 5)) * 64)
        (files / "Small.grpc").write_bytes(envelope(b"r" * 100) * 10_000)
        (self.folder / "mime.types").write_text("application/grpc grpc\n")
        (self.folder / "grpc.body").write_bytes(envelope(b"q" * 28))
        (self.folder / "text.body").write_bytes(b"AAAAABxxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFx")
        (self.folder / "plain.body").write_bytes(b"q" * 33)
        return pinned("0", ["nghttpd", "--no-tls", "-m", "1000", "--trailer", "grpc-status: 0", "--mime-types-file",
                            self.folder / "mime.types", "-d", self.folder, self.upstream])

    def order_server(self, text, *flags):
        """A gRPC server that answers with this order; a request with it in JSON and in proto."""
        self.schema = PROTO
        subprocess.run(["protoc", f"-I{PROTO.parent}", PROTO.name, f"--descriptor_set_out={self.descriptors}"], check=True)
        message = subprocess.run(["protoc", f"-I{PROTO.parent}", "--encode=bench.v1.Order", PROTO.name], input=text.encode(),
                                 capture_output=True, check=True).stdout
        (self.folder / "answer").write_bytes(envelope(message))
        (self.folder / "plain.body").write_bytes(message)
        (self.folder / "grpc.body").write_bytes(envelope(message))
        (self.folder / "json.body").write_text(self.json_of(text))
        return pinned("0", [go_peers(), "answer", "-listen", f"127.0.0.1:{self.upstream}", "-body", self.folder / "answer",
                            *flags])

    @staticmethod
    def json_of(text):
        """The order's JSON; its text form has one member after the other."""
        members = re.sub(r"(\w+):", r'"\1":', text)
        items = re.findall(r"items \{ (.*?) \}", members)
        head = members.split(" items")[0].strip()
        body = [re.sub(r'(["\d]) "', r'\1, "', part) for part in (head, *items)]
        return "{%s, \"items\": [%s]}" % (body[0], ", ".join("{%s}" % item for item in body[1:]))

    def body(self, name):
        return self.folder / name

    def close(self):
        self.server.kill()
        self.server.wait()


def grpc(clients, streams, calls, *more, tls=False, **row):
    def load(field):
        flags = ("-c", clients, "-m", streams, "-d", field.body("grpc.body"), "-H", "content-type: application/grpc", "-H",
                 "te: trailers", *more)
        return Load(flags, calls, row.get("answer", 37), row.get("path", Load.path), row.get("units", 1), tls)
    return load


def paced(clients, rate, calls):
    """gRPC calls that begin at a fixed rate, or one at a time."""
    def load(field):
        one = grpc(clients, 1 if rate == 0 else 100, calls)(field)
        return dataclasses.replace(one, rate=rate, clients=clients, body=field.body("grpc.body"))
    return load


def post(calls, body, kind, answer, *flags, path=Load.path, units=1):
    # Envoy takes everything with this header for Connect.
    version = () if "grpc" in kind else ("-H", "connect-protocol-version: 1")

    def load(field):
        return Load((*flags, "-d", field.body(body), "-H", f"content-type: {kind}", *version), calls, answer, path, units)
    return load


H1 = ("--h1", "-c", 64)
H2 = ("-c", 8, "-m", 32)
ALL = ("bascule", "nghttpx", "haproxy", "nginx", "envoy")
BRIDGES = ("bascule", "nghttpx", "envoy")
METADATA = [word for i in range(30) for word in ("-H", f"x-meta-{i:02}: {'v' * 110}")]
CALL = f"/{SERVICE}/Call"

SCENARIOS = {
    "B1": Scenario("gRPC, 8 connections x 32 calls", grpc(8, 32, 100_000), ALL),
    "B1known": Scenario("the same, a method that the schema has", grpc(8, 32, 30_000, path=CALL, answer=20),
                        ("bascule", "nghttpx", "vanguard"), answers=orders(1)),
    "B2": Scenario("gRPC, 64 connections x 1 call", grpc(64, 1, 40_000), ALL),
    "B3": Scenario("gRPC, one call at a time", paced(1, 0, 10_000), ALL, latency=True),
    "B4": Scenario("gRPC, 2,000 calls a second on 10 connections", paced(10, 2_000, 10_000), ALL, latency=True),
    "B4fast": Scenario("gRPC, 20,000 calls a second on 10 connections", paced(10, 20_000, 80_000), ALL, latency=True),
    "B5": Scenario("Connect proto over HTTP/1.1 x 64", post(40_000, "plain.body", "application/proto", 32, *H1), BRIDGES,
                   translated=True),
    "B5h2": Scenario("Connect proto over h2c, 8 x 32", post(60_000, "plain.body", "application/proto", 32, *H2), BRIDGES,
                     translated=True),
    "B6": Scenario("Connect JSON of 200 B over HTTP/1.1 x 64",
                   post(20_000, "json.body", "application/json", 20, *H1, path=CALL), ("bascule", "nghttpx", "vanguard"),
                   answers=orders(1), translated=True),
    "B6h2": Scenario("Connect JSON of 200 B over h2c, 8 x 32",
                     post(30_000, "json.body", "application/json", 20, *H2, path=CALL), ("bascule", "nghttpx", "vanguard"),
                     answers=orders(1), translated=True),
    "B6large": Scenario("Connect JSON of 15 KB over HTTP/1.1 x 64",
                        post(4_000, "json.body", "application/json", 6_000, *H1, path=CALL),
                        ("bascule", "nghttpx", "vanguard"), answers=orders(140), translated=True),
    "B7": Scenario("gRPC-Web over HTTP/1.1 x 64", post(40_000, "grpc.body", "application/grpc-web+proto", 37, *H1), BRIDGES,
                   translated=True),
    "B7h2": Scenario("gRPC-Web over h2c, 8 x 32", post(60_000, "grpc.body", "application/grpc-web+proto", 37, *H2), BRIDGES,
                     translated=True),
    "B9": Scenario("gRPC over TLS, 8 connections x 32 calls", grpc(8, 32, 80_000, tls=True), ALL, tls=True),
    "B9x64": Scenario("gRPC over TLS, 64 connections x 1 call", grpc(64, 1, 30_000, tls=True), ALL, tls=True),
    "B10": Scenario("answers of 1 MiB over h2c", grpc(4, 8, 800, path="/bench.Service/Bulk.grpc", answer=1 << 20), ALL, "MiB"),
    "B10tls": Scenario("answers of 1 MiB over TLS",
                       grpc(4, 8, 500, path="/bench.Service/Bulk.grpc", answer=1 << 20, tls=True), ALL, "MiB", tls=True),
    "B10small": Scenario("streams of 10,000 messages of 100 bytes, gRPC",
                         grpc(1, 10, 300, path="/bench.Service/Small.grpc", answer=1_050_000, units=10_000), ALL, "message"),
    "B10connect": Scenario("the same for a Connect client",
                           post(300, "grpc.body", "application/connect+proto", 1_050_000, "-c", 1, "-m", 10,
                                path="/bench.Service/Small.grpc", units=10_000), BRIDGES, "message", translated=True),
    "B10web": Scenario("the same for a gRPC-Web client",
                       post(300, "grpc.body", "application/grpc-web+proto", 1_050_000, "-c", 1, "-m", 10,
                            path="/bench.Service/Small.grpc", units=10_000), BRIDGES, "message", translated=True),
    "B12": Scenario("quiet connections and streams over h2c, memory", None, ALL, answers=orders(1)),
    "B14": Scenario("gRPC with 30 custom metadata (4 KiB), 8 x 32", grpc(8, 32, 60_000, *METADATA), ALL),
    "B15": Scenario("gRPC errors, 8 connections x 32 calls", grpc(8, 32, 60_000, path=CALL, answer=0), ALL,
                    answers=orders(1), fails=True),
}


def selected(names):
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        sys.exit(f"no scenario {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    return {name: SCENARIOS[name] for name in names}
