# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures that compare Bascule with itself or with a limit: capture, kill -9, following, cold start, the recorder."""
import dataclasses
import datetime
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import threading
import time

import peers
from measure import ROOT, cpu_seconds, line, pinned, rounds

BASCULE = peers.BASCULE


def capture_cost(field, load, count):
    """B1 with capture to a file over capture off: CPU of the worker thread alone."""
    session = field.folder / "bench.bascule"
    off = peers.start("bascule", field, label="worker, capture off", thread="worker")
    on = peers.start("bascule", field, "--record", session, label="worker, capture on", thread="worker")
    figures = rounds([on, off], load, count)
    off.stop()
    on.stop()
    added = [x - y for x, y in zip(figures[on.name], figures[off.name])]
    print("B1, capture on over capture off (worker thread)")
    for name, values in figures.items():
        print(f"  {name:22} {line(values)}")
    print(f"  added                  {statistics.median(added):+.2f} us ({min(added):+.2f} to {max(added):+.2f})\n", flush=True)


def kill_loss(field, load, count):
    """kill -9 under full load: age of the newest event in the session at that moment, and whether the file is whole."""
    ages, rates = [], []
    for number in range(count * 2):
        session = field.folder / f"kill{number}.bascule"
        proxy = peers.start("bascule", field, "--record", session)
        client = pinned("0", ["h2load", "-D", "20", *load.flags, f"http://127.0.0.1:{proxy.port}{load.path}"])
        time.sleep(1.5 + number * 0.037)
        proxy.process.kill()
        killed = time.time_ns()
        proxy.process.wait()
        client.kill()
        client.wait()
        database = sqlite3.connect(session)
        first, last, calls = database.execute(
            "SELECT min(start_ns), max(start_ns + duration_ns), count(*) FROM call_rows").fetchone()
        if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
            sys.exit(f"{session} is damaged")
        database.close()
        if subprocess.run([BASCULE, "list", session, "--limit", "1"], stdout=subprocess.DEVNULL).returncode != 0:
            sys.exit(f"{session} does not open")
        ages.append((killed - last) / 1e6)
        rates.append(calls / (last - first) * 1e9)
    print(f"kill -9 at {statistics.median(rates):.0f} calls/s: newest recorded event "
          f"{statistics.median(ages):.0f} ms old ({min(ages):.0f}-{max(ages):.0f}), must be under 250\n", flush=True)


def read_rows(pipe, ages):
    """Ages of the calls that a follower prints, when their lines arrive: milliseconds since each ended."""
    pipe.readline()
    for line in pipe:
        now = time.time()
        if not line.endswith("\n"):
            return  # it was ended while it wrote
        row = line.split(",")
        begun = datetime.datetime.fromisoformat(row[1]).timestamp()
        ages.append((now - begun) * 1000 - float(row[14]))


def follower(session, ages):
    """A second process, not on the bridge's core, that prints the calls of a session as they end."""
    process = subprocess.Popen(["taskset", "-c", "0", BASCULE, "list", session, "--follow", "--format", "csv"],
                               stdout=subprocess.PIPE, text=True)
    threading.Thread(target=read_rows, args=(process.stdout, ages), daemon=True).start()
    return process


THREADS = ("worker", "recorder")


def costs_of_threads(proxy, load):
    """CPU microseconds a call of each of THREADS."""
    before = [cpu_seconds(proxy.process.pid, name) for name in THREADS]
    proxy.measure(load)
    return [(cpu_seconds(proxy.process.pid, name) - was) / load.calls * 1e6 for name, was in zip(THREADS, before)]


def following(field, load, count):
    """How old calls are when a second process shows them, at 2,000 calls a second; and what the bridge and its recorder
    cost with a follower and without, at full load."""
    session = field.folder / "follow.bascule"
    proxy = peers.start("bascule", field, "--record", session)
    ages = []
    beside = follower(session, ages)
    steady = dataclasses.replace(load, calls=2000 * 4 * count, flags=("-c", "8", "-m", "4", "--rps", "250", *load.flags[4:]))
    proxy.measure(steady)
    time.sleep(0.5)
    beside.kill()
    shown = sorted(ages)
    print(f"following at 2,000 calls/s: {len(shown)} of {steady.calls} shown, {statistics.median(shown):.0f} ms after their end "
          f"(99 % {shown[len(shown) * 99 // 100]:.0f}, latest {shown[-1]:.0f}), must be under 250")
    alone, followed = [], []
    for turn in range(count + 1):
        without = costs_of_threads(proxy, load)
        beside = follower(session, [])
        time.sleep(1)  # it reads what is there first
        both = costs_of_threads(proxy, load)
        beside.kill()
        beside.wait()
        if turn > 0:
            alone.append(without)
            followed.append(both)
    proxy.stop()
    for i, name in enumerate(THREADS):
        added = [x[i] - y[i] for x, y in zip(followed, alone)]
        print(f"  {name:9} alone {line([x[i] for x in alone])}, followed {line([x[i] for x in followed])}, added "
              f"{statistics.median(added):+.2f} us ({min(added):+.2f} to {max(added):+.2f})")
    print(flush=True)


def cold_start(field, load, count):
    """Exec to the ready line (headless, no reflection), and to the window on the screen (needs Xvfb)."""
    times = []
    for _ in range(count * 2):
        start = time.perf_counter()
        child = subprocess.Popen([BASCULE, "--headless", "--no-reflection", "--listen", "127.0.0.1:0", "--upstream",
                                  f"http://127.0.0.1:{field.upstream}"], stdout=subprocess.PIPE)
        child.stdout.readline()
        times.append((time.perf_counter() - start) * 1000)
        child.terminate()
        child.wait()
    print(f"cold start to listening: {statistics.median(times):.0f} ms ({min(times):.0f}-{max(times):.0f})")
    if not shutil.which("Xvfb") or not shutil.which("xwininfo"):
        print("cold start to window: not measured (Xvfb or xwininfo is missing)")
        return
    # Xvfb picks a free display and writes its number once it listens.
    ready, told = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(told), "-screen", "0", "1440x900x24"], stderr=subprocess.DEVNULL,
                              pass_fds=[told])
    os.close(told)
    with os.fdopen(ready) as pipe:
        environment = dict(os.environ, DISPLAY=":" + pipe.readline().strip())
    times = []
    for _ in range(count):
        start = time.perf_counter()
        child = subprocess.Popen([BASCULE, "--listen", "127.0.0.1:0", "--upstream", f"http://127.0.0.1:{field.upstream}"],
                                 env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while "Bascule" not in subprocess.run(["xwininfo", "-root", "-tree"], env=environment, capture_output=True, text=True).stdout:
            if child.poll() is not None:
                sys.exit("the window did not open")
        times.append((time.perf_counter() - start) * 1000)
        child.terminate()
        child.wait()
    screen.terminate()
    print(f"cold start to window: {statistics.median(times):.0f} ms ({min(times):.0f}-{max(times):.0f})\n")


def recorder(field, load, count):
    bench = next((p for p in (ROOT / "build/release").rglob("bench_recorder") if p.is_file()), None)
    if bench is None:
        print("recorder: build it first: packaging/build release bench_recorder")
        return
    print("recorder, synthetic calls to disk")
    print(subprocess.run([bench], capture_output=True, text=True).stdout)


FIGURES = {"capture": capture_cost, "kill": kill_loss, "follow": following, "start": cold_start, "recorder": recorder}
