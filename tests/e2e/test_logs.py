# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's log: on standard error or in a file, never on standard output, without anything a peer could smuggle in."""
import json
import queue
import re
import subprocess

import pytest

from conftest import BINARY, Bascule, GrpcServer, free_port, replace_file
from test_curl import curl, post


def events(bascule, wanted):
    """Reads standard error's JSON lines up to the event `wanted`."""
    found = []
    while True:
        line = bascule.log_lines.get(timeout=30)
        assert line is not None, found
        if line.startswith("{"):
            found.append(json.loads(line))
            if found[-1]["event"] == wanted:
                return found


class Logged(Bascule):
    """A bridge whose standard error is read line by line."""

    def _read_err(self):
        self.log_lines = queue.Queue()
        for line in self.process.stderr:
            self.errors.append(line)
            self.log_lines.put(line.rstrip("\n"))
        self.log_lines.put(None)


def test_a_run_as_json(start):
    port = free_port()
    bascule = start(Logged, f"http://127.0.0.1:{port}", "--log-level", "info", "--log-format", "json", "--print", "calls")
    first = [e for e in events(bascule, "upstream_down") if e["event"] != "schema_failed"]
    assert [e["event"] for e in first] == ["started", "listening", "upstream_down"]
    assert first[0]["upstream"] == f"http://127.0.0.1:{port}" and first[0]["pid"] == str(bascule.process.pid)
    assert first[1]["address"] == bascule.address
    assert first[2]["level"] == "warn" and first[2]["cause"] == "upstream_refused"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first[0]["time"])
    start(GrpcServer, port=port)
    assert events(bascule, "upstream_up")[-1]["level"] == "info"
    assert events(bascule, "schema_ready")[-1]["origin"].startswith("reflection v1")
    bascule.stop()
    last = events(bascule, "stopped")
    assert "draining" in [e["event"] for e in last]
    assert bascule.lines.get(timeout=10) is None  # standard output had the ready line only


def test_a_reload_is_logged(start, grpc_server, tmp_path):
    file = tmp_path / "bascule.yaml"
    good = f"max-timeout: 9s\nupstream: http://{grpc_server.address}\n"
    file.write_text(good)
    log = tmp_path / "log"
    bascule = start(Logged, None, "--config", file, "--log-format", "json", "--log-level", "info", "--log-file", log)
    for text, wanted in [(good + "nothing: 1\n", "config_refused"), (good + "print: calls\n", "config_reloaded")]:
        replace_file(file, text)
        assert str(file) in bascule.log_lines.get(timeout=30)  # and standard error, which is not the log here
        line = next(e for e in map(json.loads, log.read_text().splitlines()) if e["event"] == wanted)
        assert line["message"].startswith(str(file)) and line["level"] == ("warn" if "refused" in wanted else "info")


def test_limits_are_logged_once_in_a_while(start, grpc_server):
    bascule = start(Logged, f"http://{grpc_server.address}", "--log-format", "json")
    for _ in range(50):
        assert curl("-H", "Host: evil.example\x1b[31m", bascule.url)[0] in (400, 421)
        assert curl("-H", "Host: evil.example", bascule.url)[0] == 421
    assert events(bascule, "limit_enforced")[-1]["level"] == "warn"
    bascule.stop()
    bascule.error_reader.join(30)
    lines = [json.loads(line) for line in bascule.errors if line.startswith("{")]
    hosts = [line for line in lines if line.get("limit") == "foreign_hosts"]
    assert sum(int(line["count"]) for line in hosts) == 50 and len(hosts) <= 10
    assert "evil" not in "".join(bascule.errors) and "\x1b" not in "".join(bascule.errors)


def test_text_to_a_file(start, grpc_server, tmp_path):
    log = tmp_path / "bascule.log"
    bascule = start(Bascule, f"http://{grpc_server.address}", "--log-level", "debug", "--log-file", str(log))
    assert post(bascule.url, '{"text":"hi"}', "-H", "Authorization: Bearer secret-token")[0] == 200
    bascule.stop()
    bascule.error_reader.join(30)
    text = log.read_text()
    assert re.search(r"^\d{4}-\S+Z info started: bascule started \(version=\S+, pid=\d+, upstream=http://", text)
    assert "info draining:" in text and "info stopped:" in text
    assert "secret-token" not in text and bascule.errors == []


def test_quiet_by_default(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}")
    assert post(bascule.url, "{}")[0] == 200
    bascule.stop()
    bascule.error_reader.join(30)
    assert bascule.errors == []


def run(*flags):
    return subprocess.run([BINARY, "--headless", "--upstream", "http://127.0.0.1:1", "--listen", "127.0.0.1:0", *flags],
                          capture_output=True, text=True, timeout=30)


def test_unwritable_file(tmp_path):
    path = tmp_path / "no folder" / ".." / "x" / "bascule.log"
    (tmp_path / "x").write_text("a file where a folder is needed")
    done = run("--log-file", str(path))
    assert done.returncode == 1 and done.stdout == ""
    assert f"--log-file {path}: cannot write the file" in done.stderr


@pytest.mark.parametrize("flag,value,expected", [("--log-level", "loud", "error, warn, info or debug"),
                                                 ("--log-format", "xml", "text or json")])
def test_wrong_words(flag, value, expected):
    done = run(flag, value)
    assert done.returncode == 2 and f"{flag} {value}: expected {expected}" in done.stderr
