# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten minutes of load with capture to a file: memory is flat after the first minute. Kill loops."""
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import time

import grpc

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from end_to_end import BINARY, ROOT, Bascule

MINUTES = float(os.environ.get("BASCULE_SOAK_MINUTES", "10"))


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def test_memory_is_flat(start, tmp_path):
    folder = tmp_path / "docs"
    (folder / "bench.Service").mkdir(parents=True)
    (folder / "bench.Service/Call.grpc").write_bytes(b"\x00\x00\x00\x00\x20" + b"r" * 32)
    (folder / "mime.types").write_text("application/grpc grpc\n")
    (folder / "body").write_bytes(b"\x00\x00\x00\x00\x1c" + b"q" * 28)
    from end_to_end import free_port
    port = free_port()
    server = subprocess.Popen(["nghttpd", "--no-tls", "--trailer", "grpc-status: 0", "--mime-types-file",
                               folder / "mime.types", "-d", folder, str(port)], stdout=subprocess.DEVNULL)
    bascule = start(Bascule, f"http://127.0.0.1:{port}", "--no-reflection", "--record", str(tmp_path / "soak.bascule"),
                    "--session-limit", "200MB")
    load = subprocess.Popen(["h2load", "-D", str(int(MINUTES * 60)), "-c", "8", "-m", "4", "--rps", "500", "-d", folder / "body",
                             "-H", "content-type: application/grpc", "-H", "te: trailers",
                             f"{bascule.url}/bench.Service/Call.grpc"], stdout=subprocess.PIPE, text=True)
    samples = []
    while load.poll() is None:
        samples.append((time.monotonic(), resident_mib(bascule.process.pid)))
        time.sleep(1)
    output = load.stdout.read()
    server.kill()
    begun = samples[0][0]
    steady = [mib for at, mib in samples if at - begun > min(60, MINUTES * 60 / 4)]
    first, last = statistics.median(steady[:20]), statistics.median(steady[-20:])
    print(f"RSS after the first minute {first:.1f} MiB, at the end {last:.1f} MiB, highest {max(steady):.1f} MiB")
    assert last - first < 8, f"memory grew from {first:.1f} to {last:.1f} MiB"
    assert " 0 failed, 0 errored" in output, output
    bascule.stop()


def test_failed_calls_leave_nothing(grpc_server, start, tmp_path):
    """Errors with details, deadlines that pass and calls that are cancelled, 30,000 of them."""
    bascule = start(Bascule, f"http://{grpc_server.address}", "--record", str(tmp_path / "failed.bascule"),
                    "--session-limit", "50MB", "--limit", "client-resets=1000000", "--limit", "early-reset-streams=1000000")
    requests = [
        (peer_pb2.Request(fail_code=5, fail_message="no such order", with_details=True), 20, False),
        (peer_pb2.Request(delay_ms=30), 0.01, False),
        (peer_pb2.Request(delay_ms=30), 20, True),
    ]
    samples = []
    with grpc.insecure_channel(bascule.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        for _ in range(300):
            calls = []
            for request, timeout, cancelled in requests * 34:
                call = stub.Unary.future(request, timeout=timeout)
                calls.append(call)
                if cancelled:
                    call.cancel()
            assert all(call.cancelled() or call.exception() is not None for call in calls)
            samples.append(resident_mib(bascule.process.pid))
    print(f"RSS after 100 rounds {samples[99]:.1f} MiB, at the end {samples[-1]:.1f} MiB")
    assert statistics.median(samples[-20:]) - statistics.median(samples[90:110]) < 4, samples
    bascule.stop()


def test_recorder_killed_a_thousand_times():
    """The recorder alone under full load, killed at random moments: see the unit test for what must hold."""
    program = ROOT / "build/release/tests/unit_capture_tst_session_file"
    run = subprocess.run([program, "killedProcessLosesNothingOld", "-maxwarnings", "0"], capture_output=True, text=True,
                         env=dict(os.environ, BASCULE_KILLS="1000", QTEST_FUNCTION_TIMEOUT="7200000"), timeout=7200)
    assert run.returncode == 0, run.stdout[-2000:]


def test_kill_at_random_moments(grpc_server, start, tmp_path):
    generator = random.Random(11)
    for round_number in range(200):
        path = tmp_path / f"{round_number}.bascule"
        bascule = start(Bascule, f"http://{grpc_server.address}", "--record", str(path), "--print", "calls")
        with grpc.insecure_channel(bascule.address) as channel:
            stub = peer_pb2_grpc.PeerServiceStub(channel)
            pending = [stub.Unary.future(peer_pb2.Request(text=str(i))) for i in range(100)]
            for call in pending[:generator.randrange(1, 100)]:
                call.result()
            bascule.stop(expect=-signal.SIGKILL, how=signal.SIGKILL)
        run = subprocess.run([BINARY, "list", path, "--format", "jsonl"], capture_output=True, text=True, timeout=30)
        assert run.returncode == 0, run.stderr
        numbers = [json.loads(line)["number"] for line in run.stdout.splitlines()]
        assert numbers == sorted(set(numbers))
