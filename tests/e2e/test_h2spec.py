# SPDX-License-Identifier: GPL-3.0-or-later
"""h2spec: 145 cases of RFC 7540 and RFC 7541 against the bridge's port, in cleartext and over TLS."""
import re
import subprocess

from conftest import ROOT, Bascule

H2SPEC = ROOT / "build/tools/bin/h2spec"
CASES = 145
# Bytes that are no preface of HTTP/2 are HTTP/1.1 on a port that speaks both, and get its answer before the close.
ANSWERED_AS_HTTP1 = "Sends invalid connection preface"


def failures(port, *flags):
    """Names of the cases that did not pass."""
    run = subprocess.run([H2SPEC, "-h", "127.0.0.1", "-p", str(port), "-o", "5", *flags], capture_output=True, text=True, timeout=300)
    counts = re.search(r"(\d+) tests, (\d+) passed, (\d+) skipped, (\d+) failed", run.stdout)
    assert counts and int(counts[1]) == CASES and int(counts[3]) == 0, run.stdout[-2000:] + run.stderr
    failed = {name.strip() for name in re.findall(r"× \d+: (.*)", run.stdout.partition("Failures:")[2])}
    assert len(failed) == int(counts[4]), run.stdout[-2000:]
    return failed


def test_cleartext(grpc_server, start):
    bridge = start(Bascule, f"http://{grpc_server.address}")
    assert failures(bridge.port) <= {ANSWERED_AS_HTTP1}


def test_tls(grpc_server, start, server_files):
    certificate, key = server_files
    bridge = start(Bascule, f"http://{grpc_server.address}", "--tls-cert", str(certificate), "--tls-key", str(key))
    assert failures(bridge.port, "-t", "-k") == set()
