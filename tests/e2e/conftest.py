# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: generated code of the peer protos, servers as processes, Bascule in front of them."""
import json
import os
import pathlib
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading

import pytest

from certificates import Authority

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("BASCULE_BINARY", str(ROOT / "build/release/bascule"))
TOOLS = ROOT / "build/tools"
GENERATED = ROOT / "build/generated-peers"
PROTO = ROOT / "tests/e2e/proto"
PEERS = ROOT / "tests/e2e/peers"
RESOURCES = ROOT / "resources/proto"
NODE = TOOLS / "python/bin/node"


def generate():
    """Runs protoc for Python (grpc and connect) and for TypeScript's runtime (plain JavaScript)."""
    target = GENERATED / "acme/peer/v1"
    source = PROTO / "acme/peer/v1/peer.proto"
    done = GENERATED / "done"
    health = PEERS / "grpc/health/v1/health.proto"
    rpc = [RESOURCES / "google/rpc" / name for name in ("status.proto", "error_details.proto")]
    newest = max(path.stat().st_mtime for path in (source, health, *rpc, pathlib.Path(__file__)))
    if done.exists() and done.stat().st_mtime > newest:
        return
    GENERATED.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ)
    environment["PATH"] = f"{TOOLS / 'python/bin'}:{TOOLS / 'node/node_modules/.bin'}:{environment['PATH']}"
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}", f"--python_out={GENERATED}",
                    f"--grpc_python_out={GENERATED}", f"--connectrpc_out={GENERATED}",
                    "--connectrpc_opt=protobuf=google", f"--es_out={GENERATED}", "--es_opt=target=js",
                    str(source)], check=True, env=environment)
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", f"-I{PEERS}", f"--es_out={GENERATED}", "--es_opt=target=js",
                    str(health)], check=True, env=environment)
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", f"-I{RESOURCES}", f"--es_out={GENERATED}", "--es_opt=target=js",
                    *map(str, rpc)], check=True, env=environment)
    (GENERATED / "package.json").write_text('{"type": "module"}')
    modules = GENERATED / "node_modules"
    if not modules.exists():
        modules.symlink_to(TOOLS / "node/node_modules")
    assert target.is_dir()
    done.write_text("")


generate()
sys.path.insert(0, str(GENERATED))


def peer_script(name):
    """The program `name` for Node.js, beside the generated code and what it imports."""
    for source in PEERS.glob("*.mjs"):
        shutil.copy(source, GENERATED / source.name)
    return GENERATED / name


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def replace_file(file, text):
    """As editors do: a new file in the old one's place."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


class Process:
    """A child whose standard output is read line by line in the background."""

    def __init__(self, command, **options):
        environment = dict(os.environ, PYTHONPATH=str(GENERATED), PYTHONUNBUFFERED="1", **options.pop("env", {}))
        self.process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env=environment, **options)
        self.lines = queue.Queue()
        self.errors = []
        threading.Thread(target=self._read_out, daemon=True).start()
        self.error_reader = threading.Thread(target=self._read_err, daemon=True)
        self.error_reader.start()

    def _read_out(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def _read_err(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def line(self, timeout=30):
        text = self.lines.get(timeout=timeout)
        if text is None:
            self.process.wait(10)
            raise AssertionError(f"ended with {self.process.returncode}: {''.join(self.errors)}")
        return text

    def stop(self, expect=0, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(30)
        if expect is not None:
            assert code == expect, f"exit code {code}: {''.join(self.errors)}"
        return code


class GrpcServer(Process):
    def __init__(self, *flags, port=0):
        super().__init__([sys.executable, PEERS / "grpc_server.py", port, *flags])
        self.port = int(self.line().split()[1])
        self.address = f"127.0.0.1:{self.port}"

    def close(self):
        self.stop(expect=None, how=signal.SIGKILL)


class NodeServer(Process):
    """connect-es on Node.js: speaks Connect, gRPC and gRPC-Web. `version` is 1.1 or 2 (prior knowledge).
    `tls` is a certificate and its key: then over TLS, 2 both."""

    def __init__(self, version="2", *protocols, tls=None):
        files = {"TLS_CERTIFICATE": str(tls[0]), "TLS_KEY": str(tls[1])} if tls else {}
        super().__init__([NODE, peer_script("connect_es_server.mjs"), version, *protocols], env=files)
        self.port = int(self.line().split()[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def close(self):
        self.stop(expect=None, how=signal.SIGKILL)


class GrpcJsServer(Process):
    """grpc-js on Node.js."""

    def __init__(self):
        super().__init__([NODE, peer_script("grpc_js_server.mjs")])
        self.url = f"http://127.0.0.1:{int(self.line().split()[1])}"


class ConnectPythonServer(Process):
    """connect-python under uvicorn, or with `--wsgi` under gunicorn: Connect over HTTP/1.1."""

    def __init__(self, *flags, port=0):
        super().__init__([sys.executable, PEERS / "connect_server.py", port, *flags])
        self.port = int(self.line().split()[1])
        self.url = f"http://127.0.0.1:{self.port}"


class Bascule(Process):
    """`bascule --headless` with a ready line; calls printed by --print calls are in `calls()`."""

    def __init__(self, upstream, *flags, listen="127.0.0.1:0", **options):
        command = [BINARY, "--headless", "--listen", listen]
        if upstream:
            command += ["--upstream", upstream]
        super().__init__(command + list(flags), **options)
        self.ready = json.loads(self.line())
        self.address = self.ready["listen"][0]
        self.port = int(self.address.rsplit(":", 1)[1])
        self.url = f"http://{self.address}"

    def call(self, timeout=20):
        """The next finished call that --print calls shows."""
        return json.loads(self.line(timeout))


TABLES = pytest.StashKey()


def pytest_configure(config):
    config.stash[TABLES] = []
    config.addinivalue_line("markers", "slow: takes minutes; left out of 'tests/run fast' and of the sanitizers' rounds")
    config.addinivalue_line("markers", "window: opens the window, which the sanitizers' builds do not have")


def pytest_terminal_summary(terminalreporter):
    """Tables that tests made, after all of them: config.stash[TABLES] holds (title, lines)."""
    for title, lines in terminalreporter.config.stash[TABLES]:
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def grpc_server():
    server = GrpcServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def bridge(grpc_server):
    """One bridge for all tests that only call through it."""
    bascule = Bascule(f"http://{grpc_server.address}")
    yield bascule
    bascule.stop()


@pytest.fixture
def start(request):
    """Starts processes that end with the test: start(Bascule, ...), start(GrpcServer, ...)."""
    started = []

    def run(kind, *arguments, **options):
        process = kind(*arguments, **options)
        started.append(process)
        return process

    yield run
    for process in reversed(started):
        process.stop(expect=None, how=signal.SIGKILL)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """One that the peers of TLS tests trust."""
    return Authority(tmp_path_factory.mktemp("certificates"), "authority")


@pytest.fixture(scope="module")
def server_files(authority):
    """Certificate and key of `localhost`."""
    return authority.issue("server")
