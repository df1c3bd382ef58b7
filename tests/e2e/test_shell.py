# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page and the completion scripts, as the programs see them that read them; pipes, colours, following."""
import os
import re
import shutil
import subprocess
import time

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, Bascule, Process
from corpus import bascule

FORMATS = ["har", "jsonl", "csv", "pcapng", "binlog"]


def test_manual_page():
    page = bascule("man")
    lint = subprocess.run(["mandoc", "-Tlint", "-W", "error"], input=page, capture_output=True, text=True, timeout=30)
    assert lint.returncode == 0, lint.stdout
    shown = subprocess.run(["mandoc", "-Tascii"], input=page, capture_output=True, text=True, timeout=30).stdout
    shown = re.sub(r".\x08", "", shown)  # bold is overstruck
    said = bascule("--help")
    for flag in set(re.findall(r"--[a-z][a-z-]+", said)):
        assert flag in shown, flag
    for command in ("list", "show", "export", "import", "check", "envoy-config", "completion"):
        assert re.search(rf"^ +{command}\b", shown, re.MULTILINE), command
    assert "a call matched --fail-if" in shown and "max-header-list" in shown.replace("_", "-") or "LIMITS" in shown


def complete(words, cursor=None):
    """What bash offers for the last word."""
    script = bascule("completion", "bash")
    quoted = " ".join(f"'{word}'" for word in words)
    run = subprocess.run(["bash", "-c", f"{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _bascule; "
                          'printf "%s\\n" "${COMPREPLY[@]}"'], capture_output=True, text=True, timeout=30)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_bash_completes():
    assert set(complete(["bascule", ""])) >= {"list", "show", "export", "import", "check", "open"}
    assert complete(["bascule", "ex"]) == ["export"]
    assert set(complete(["bascule", "export", "x", "--format", ""])) == set(FORMATS)
    assert complete(["bascule", "export", "x", "--format", "p"]) == ["pcapng"]
    assert {"--filter", "--redact", "--format"} <= set(complete(["bascule", "export", "x", "--"]))
    assert "--upstream" in complete(["bascule", "--up"]) and "--upstream" not in complete(["bascule", "list", "--"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_well_formed(shell, tmp_path):
    assert shutil.which(shell), f"{shell} is missing: packaging/setup tests"
    file = tmp_path / "script"
    file.write_text(bascule("completion", shell))
    run = subprocess.run([shell, "-n", file], capture_output=True, text=True, timeout=30)
    assert run.returncode == 0 and not run.stderr, run.stderr


def test_fish_completes(tmp_path):
    file = tmp_path / "bascule.fish"
    file.write_text(bascule("completion", "fish"))
    environment = dict(os.environ, HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path))
    run = subprocess.run(["fish", "--no-config", "-c", f"source {file}; complete -C 'bascule export --format '"], capture_output=True,
                         text=True, timeout=30, env=environment)
    assert set(run.stdout.split()) >= set(FORMATS), run.stderr


@pytest.fixture(scope="module")
def session(grpc_server, tmp_path_factory):
    path = tmp_path_factory.mktemp("shell") / "calls.bascule"
    bridge = Bascule(f"http://{grpc_server.address}", "--record", str(path))
    with grpc.insecure_channel(bridge.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        for i in range(2000):
            stub.Unary(peer_pb2.Request(text=f"call {i}"))
    bridge.stop()
    return path


@pytest.mark.parametrize("command", ["list {}", "list {} --format jsonl", "export {} --format har", "show {} 1"])
def test_a_closed_pipe_is_no_failure(session, command):
    run = subprocess.run(["bash", "-c", f"set -o pipefail; {BINARY} {command.format(session)} | head -n 1 > /dev/null"],
                         capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and run.stderr == ""


def on_a_terminal(command, **environment):
    """Output of a command that believes in a terminal."""
    run = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, timeout=60,
                         env=dict(os.environ, TERM="xterm") | environment)
    return run.stdout


def test_colours_only_on_a_terminal(session):
    listing = f"{BINARY} list {session} --limit 3"
    assert "\x1b[" in on_a_terminal(listing)
    assert "\x1b[" not in on_a_terminal(listing, NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(listing, TERM="dumb")
    assert "\x1b[" not in bascule("list", session, "--limit", 3)


def test_no_bytes_for_a_terminal(session):
    assert "no text for a terminal" in on_a_terminal(f"{BINARY} export {session} --format pcapng")


def test_follow(grpc_server, start, tmp_path):
    """A second process shows calls while the first records them."""
    path = tmp_path / "live.bascule"
    bridge = start(Bascule, f"http://{grpc_server.address}", "--record", str(path))
    with grpc.insecure_channel(bridge.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        stub.Unary(peer_pb2.Request(text="before"))
        deadline = time.monotonic() + 20
        while "Unary" not in bascule("list", path):
            assert time.monotonic() < deadline
        follower = start(Process, [BINARY, "list", path, "--follow", "--format", "csv"])
        assert follower.line().startswith("number,") and follower.line().startswith("1,")
        for number in range(2, 6):
            stub.Unary(peer_pb2.Request(text="live"))
            assert follower.line(10).startswith(f"{number},")
