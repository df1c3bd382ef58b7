# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hours of recording at the size limit: neither the file nor the memory grows, and the newest calls are there."""
import contextlib
import os
import sqlite3
import statistics
import subprocess
import time

import load
from end_to_end import BINARY, Bascule

MINUTES = float(os.environ.get("BASCULE_RING_MINUTES", "120"))
RATE = 500  # a second; with 1 KB each the limit is reached after 90 seconds
METHODS = 400
LIMIT = 50_000_000
LOG = 40_000_000  # what SQLite's log may take beside the file: a checkpoint every 32 MiB of it, and the batch at hand
EVERY = 2  # seconds between samples


def size_of(path):
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def tenths(samples):
    """Medians of the first and of the last tenth."""
    part = max(len(samples) // 10, 1)
    return statistics.median(samples[:part]), statistics.median(samples[-part:])


def watch(client, bascule, session):
    """Size of the file, of the log beside it, and memory, while the client calls."""
    log = session.with_name(session.name + "-wal")
    samples = []
    while client.poll() is None:
        samples.append((size_of(session), size_of(log), load.resident_mib(bascule.process.pid)))
        time.sleep(EVERY)
    return samples


def kept_calls(session):
    with contextlib.closing(sqlite3.connect(session)) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        dropped = database.execute("SELECT sum(dropped_calls) FROM runs").fetchone()[0]
        return dropped, *database.execute("SELECT count(*), min(number), max(number) FROM call_rows").fetchone()


def test_a_full_ring_stays_as_it_is(start, tmp_path):
    session = tmp_path / "ring.bascule"
    with load.answers(tmp_path / "docs", METHODS, 1024) as port:
        bascule = start(Bascule, f"http://127.0.0.1:{port}", "--no-reflection", "--upstream-protocol", "grpc", "--record",
                        str(session), "--session-limit", str(LIMIT))
        client = load.calls(bascule.url, tmp_path, METHODS, 512, "-D", int(MINUTES * 60), "-c", 1, "-m", 32, "--rps", RATE)
        samples = watch(client, bascule, session)
        made = load.succeeded(client.stdout.read())
        bascule.stop()

    full = [sample for sample in samples if sample[0] > LIMIT * 0.9]
    files, logs, memory = ([sample[i] for sample in full] for i in range(3))
    assert len(full) > len(samples) / 2, f"the limit was not reached in the first half of {MINUTES} minutes"
    (file_before, file_after), (memory_before, memory_after) = tenths(files), tenths(memory)
    dropped, kept, oldest, newest = kept_calls(session)
    print(f"{made} calls in {MINUTES:g} minutes, {dropped} dropped, {kept} kept; file {file_before / 1e6:.1f} MB when full, "
          f"{file_after / 1e6:.1f} MB at the end, highest {max(files) / 1e6:.1f} MB, its log at most {max(logs) / 1e6:.1f} MB; "
          f"memory {memory_before:.1f} MiB, {memory_after:.1f} MiB, highest {max(memory):.1f} MiB")

    assert max(files) < LIMIT * 1.1 and max(logs) < LOG
    assert file_after - file_before < LIMIT * 0.02
    assert memory_after - memory_before < 4 and max(memory) - memory_before < 16
    # The oldest went, counted; what is there is the newest, without a gap.
    assert dropped > kept and dropped + kept == made == newest
    assert newest - oldest + 1 == kept
    listed = subprocess.run([BINARY, "list", session, "--format", "jsonl", "--filter", f"#:>={newest - 9}"],
                            capture_output=True, text=True, check=True)
    assert len(listed.stdout.splitlines()) == 10
