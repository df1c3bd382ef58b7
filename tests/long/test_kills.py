# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments under load, a thousand times: every session opens, has all that is older than 250 ms, and
each call in it is whole or says that it was cut short."""
import contextlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import statistics
import subprocess
import time

import load
from end_to_end import BINARY, ROOT, Bascule

KILLS = int(os.environ.get("BASCULE_KILLS", "1000"))
METHODS = 400
REQUEST, ANSWER = 512, 1024  # bytes of a message
OLD = 250_000  # microseconds


def starved(pid):
    """Microseconds for which the recorder's thread was ready to run and had no processor: nothing that it promises."""
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().startswith("recorder"):
            return int((task / "schedstat").read_text().split()[1]) // 1000
    raise AssertionError("there is no recorder")


def finished(log):
    """When calls ended in the eyes of the client, in microseconds since 1970."""
    ended = []
    for line in log.read_text().splitlines():
        fields = line.split("\t")
        if len(fields) == 3 and fields[1] == "200":
            ended.append(int(fields[0]) + int(fields[2]))
    return ended


def whole(call):
    return (call["status"] == "ok" and [m["size"] for m in call["messages"]] == [REQUEST, ANSWER] and "payload_cut" not in call
            and "notes" not in call and call["metadata_response_trailers"] and call["upstream_leg"]["metadata_response_trailers"])


def recorded(session):
    """The calls of the session as another process sees them, each checked; then the file itself."""
    run = subprocess.run([BINARY, "list", session, "--format", "jsonl"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    calls = [json.loads(line) for line in run.stdout.splitlines()]
    assert [call["number"] for call in calls] == list(range(1, len(calls) + 1))
    for call in calls:
        assert call["state"] == "cut_short" or call["state"] == "ended" and whole(call), call
    with contextlib.closing(sqlite3.connect(session)) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
    return calls


def kill_once(start, folder, port, moment):
    """How many calls the client had finished in time, which were recorded, and how long the recorder had no processor."""
    session, log = folder / "a.bascule", folder / "client.log"
    bascule = start(Bascule, f"http://127.0.0.1:{port}", "--no-reflection", "--upstream-protocol", "grpc", "--record", str(session))
    client = load.calls(bascule.url, folder, METHODS, REQUEST, "-D", 60, "-c", 4, "-m", 8, "--rps", 2000, f"--log-file={log}")
    while not (log.exists() and log.stat().st_size):
        assert client.poll() is None, client.stdout.read()
    time.sleep(moment)
    waited = starved(bascule.process.pid)
    killed = time.time_ns() // 1000
    bascule.stop(expect=-signal.SIGKILL, how=signal.SIGKILL)
    client.kill()
    client.communicate()
    in_time = sum(at < killed - OLD - waited for at in finished(log))
    return in_time, recorded(session), waited


def test_bridge_killed_under_load(start, tmp_path):
    generator = random.Random(11)
    seen, cut, waits = 0, 0, []
    with load.answers(tmp_path / "docs", METHODS, ANSWER) as port:
        for number in range(KILLS):
            folder = tmp_path / str(number)
            folder.mkdir()
            in_time, calls, waited = kill_once(start, folder, port, generator.uniform(0, 0.8))
            ended = sum(call["state"] == "ended" for call in calls)
            assert ended >= in_time, f"round {number}: {in_time} calls had ended 250 ms before, {ended} are there"
            seen, cut = seen + len(calls), cut + len(calls) - ended
            waits.append(waited / 1000)
            for file in folder.iterdir():
                file.unlink()
    print(f"{KILLS} kills: {seen} calls recorded, {cut} of them cut short and marked; the recorder had no processor for "
          f"{statistics.median(waits):.0f} ms of a round (at most {max(waits):.0f})")
    assert seen > KILLS * 100 and cut > 0  # there was load


def test_recorder_killed_a_thousand_times():
    """The recorder alone under full load, killed at random moments: see the unit test for what must hold."""
    program = ROOT / "build/release/tests/unit_capture_tst_session_file"
    run = subprocess.run([program, "killedProcessLosesNothingOld", "-maxwarnings", "0"], capture_output=True, text=True,
                         env=dict(os.environ, BASCULE_KILLS=str(KILLS), QTEST_FUNCTION_TIMEOUT="7200000"), timeout=7200)
    assert run.returncode == 0, run.stdout[-2000:]
