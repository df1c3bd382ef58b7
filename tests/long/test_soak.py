# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten minutes of load with capture to a file: memory is flat after the first minute. Failed calls leave nothing."""
import os
import statistics
import time

import grpc

import load
from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from end_to_end import Bascule

MINUTES = float(os.environ.get("BASCULE_SOAK_MINUTES", "10"))


def test_memory_is_flat(start, tmp_path):
    with load.answers(tmp_path / "docs", 1, 32) as port:
        bascule = start(Bascule, f"http://127.0.0.1:{port}", "--no-reflection", "--record", str(tmp_path / "soak.bascule"),
                        "--session-limit", "200MB")
        client = load.calls(bascule.url, tmp_path, 1, 28, "-D", int(MINUTES * 60), "-c", 8, "-m", 4, "--rps", 500)
        samples = []
        while client.poll() is None:
            samples.append((time.monotonic(), load.resident_mib(bascule.process.pid)))
            time.sleep(1)
        load.succeeded(client.stdout.read())
    begun = samples[0][0]
    steady = [mib for at, mib in samples if at - begun > min(60, MINUTES * 60 / 4)]
    first, last = statistics.median(steady[:20]), statistics.median(steady[-20:])
    print(f"RSS after the first minute {first:.1f} MiB, at the end {last:.1f} MiB, highest {max(steady):.1f} MiB")
    assert last - first < 8, f"memory grew from {first:.1f} to {last:.1f} MiB"
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
            samples.append(load.resident_mib(bascule.process.pid))
    print(f"RSS after 100 rounds {samples[99]:.1f} MiB, at the end {samples[-1]:.1f} MiB")
    assert statistics.median(samples[-20:]) - statistics.median(samples[90:110]) < 4, samples
    bascule.stop()
