# SPDX-License-Identifier: GPL-3.0-or-later
"""B3, B4: how long a call takes through a proxy and without one, at one call at a time and at fixed rates.

"Added" is a proxy's percentile less that of the same round without a proxy, where load and upstream share a core: so it
contains the way to the proxy's core and back. One at a time: h2load notes the time of every answer. At a fixed rate
`even_load` (tests/bench/even_load.cpp) begins each call on time whatever the answers do; the rate must have been kept.
"""
import dataclasses
import pathlib
import re
import statistics
import subprocess
import tempfile

import peers
import table
from measure import BASE, KEPT, ROOT, Wrong, cpu_seconds, line, rounds

DIRECT = "no proxy"
EVEN_LOAD = ROOT / "build/release/tests/even_load"
KEPT_SHARE = 0.97  # of the rate that was asked for


@dataclasses.dataclass(frozen=True)
class Target:
    """Where the calls go; without a process it is the upstream itself."""
    name: str
    port: int
    process: object = None


@dataclasses.dataclass(frozen=True)
class Round:
    cpu: float  # us per call, 0 without a proxy
    median: float  # us
    p99: float  # us


def measure(target, load):
    before = cpu_seconds(target.process.pid) if target.process else 0
    median, p99 = (even_pace if load.rate else one_at_a_time)(target, load)
    after = cpu_seconds(target.process.pid) if target.process else 0
    return Round((after - before) / load.calls * 1e6, median, p99)


def one_at_a_time(target, load):
    with tempfile.NamedTemporaryFile() as notes:
        run = subprocess.run(["taskset", "-c", "0", "h2load", "-n", str(load.calls), *map(str, load.flags), "--log-file",
                              notes.name, f"http://127.0.0.1:{target.port}{load.path}"], capture_output=True, text=True)
        rows = [row.split("\t") for row in pathlib.Path(notes.name).read_text().splitlines()]
    good = sorted(int(row[2]) for row in rows if row[1] == "200")
    body = re.search(r"traffic:.*?\((\d+)\) data", run.stdout)
    if len(good) != load.calls or not body or int(body[1]) < load.answer * load.calls:
        raise Wrong(f"{target.name}: not every answer was right:\n{run.stdout[-800:]}{run.stderr[-400:]}")
    return good[len(good) // 2], good[len(good) * 99 // 100]


def even_pace(target, load):
    run = subprocess.run(["taskset", "-c", "0", EVEN_LOAD, str(target.port), load.path, str(load.clients), str(load.rate),
                          str(load.calls), str(load.body), str(load.answer)], capture_output=True, text=True)
    if run.returncode != 0:
        raise Wrong(f"{target.name}: {run.stderr.strip()}")
    median, p99, kept = map(float, run.stdout.split())
    if kept < load.rate * KEPT_SHARE:
        raise Wrong(f"{target.name}: {kept:.0f} of {load.rate} calls a second")
    return median, p99


def compare(title, field, load, taking_part, count):
    """Prints what each proxy costs and adds; returns the table's rows."""
    proxies = [peers.start(name, field) for name in taking_part]
    try:
        targets = [Target(DIRECT, field.upstream), *(Target(proxy.name, proxy.port, proxy.process) for proxy in proxies)]
        found = rounds(targets, load, count, measure, (*KEPT, DIRECT))
    finally:
        for proxy in proxies:
            proxy.stop()
    direct = found.pop(DIRECT)
    added = {name: [r.median - d.median for r, d in zip(values, direct)] for name, values in found.items()}
    tails = {name: [r.p99 - d.p99 for r, d in zip(values, direct)] for name, values in found.items()}
    costs = {name: [r.cpu for r in values] for name, values in found.items()}

    def whole(value):
        return f"{value:,.0f}"

    print(title)
    print(f"  {DIRECT:22} median {statistics.median(r.median for r in direct):.0f} us, "
          f"99 % {statistics.median(r.p99 for r in direct):.0f} us")
    for name in found:
        ratio = statistics.median(x / y for x, y in zip(costs[name], costs[BASE]))
        print(f"  {name:22} CPU {line(costs[name])}  {ratio:5.2f}x; added: median {table.spread(added[name], whole)} us, "
              f"99 % {table.spread(tails[name], whole)} us")
    print(flush=True)

    def medians(figures):
        return {name: statistics.median(values) for name, values in figures.items()}

    def micro(value):
        return f"{value:,.0f} us"

    return [table.value_row(f"{title}, CPU", medians(costs), table.micro),
            table.value_row("the same, added to the median of a call's time", medians(added), micro),
            table.value_row("the same, added to its 99th percentile", medians(tails), micro)]
