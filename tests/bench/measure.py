# SPDX-License-Identifier: GPL-3.0-or-later
"""How a benchmark measures: processes pinned to cores, their CPU time per call, interleaved rounds."""
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
BASE = "nghttpx"  # the yardstick of every ratio
KEPT = ("bascule", BASE)  # without these there is nothing to compare
PROXY_CORE = str(os.cpu_count() - 1)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_port(port, process=None):
    for _ in range(1000):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            if process is not None and process.poll() is not None:
                sys.exit(f"{process.args[3]} ended with status {process.returncode}")
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


def pinned(core, command, environment=None):
    return subprocess.Popen(["taskset", "-c", core, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env=dict(os.environ, **(environment or {})))


def cpu_seconds(pid, thread=None):
    """utime + stime of a process; or what its threads whose name starts with `thread` ran, to the nanosecond."""
    if thread is None:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
               if (task / "comm").read_text().startswith(thread)) / 1e9


class Wrong(Exception):
    """A proxy did not answer as it must; says which and how."""


class Proxy:
    def __init__(self, name, command, port, thread=None, environment=None):
        self.name, self.port, self.thread = name, port, thread
        self.process = pinned(PROXY_CORE, command, environment)
        wait_port(port, self.process)

    def measure(self, load):
        """CPU microseconds per unit (a call, unless the load says otherwise) of one run of h2load."""
        before = cpu_seconds(self.process.pid, self.thread)
        scheme = "https" if load.tls else "http"
        run = subprocess.run(["taskset", "-c", "0", "h2load", "-n", str(load.calls), *map(str, load.flags),
                              f"{scheme}://127.0.0.1:{self.port}{load.path}"], capture_output=True, text=True)
        after = cpu_seconds(self.process.pid, self.thread)
        ok = re.search(r"status codes: (\d+) 2xx", run.stdout)
        body = re.search(r"traffic:.*?\((\d+)\) data", run.stdout)
        if not ok or int(ok[1]) != load.calls or not body or int(body[1]) < load.answer * load.calls:
            raise Wrong(f"{self.name}: not every answer was right:\n{run.stdout[-800:]}{run.stderr[-400:]}")
        return (after - before) / (load.calls * load.units) * 1e6

    def stop(self):
        self.process.terminate()
        self.process.wait()


def rounds(proxies, load, count, measure=Proxy.measure, kept=KEPT):
    """What `measure` finds of each proxy, in turns after one warm-up. A peer with a wrong answer is left out, and said,
    unless it is one of `kept`."""
    figures = {proxy.name: [] for proxy in proxies}
    for turn in range(count + 1):
        for proxy in [proxy for proxy in proxies if proxy.name in figures]:
            try:
                figures[proxy.name].append(measure(proxy, load if turn > 0 else load.share(4)))
            except Wrong as wrong:
                if proxy.name in kept:
                    raise
                print(f"left out: {wrong}", file=sys.stderr)
                del figures[proxy.name]
    return {name: values[1:] for name, values in figures.items()}


def line(values):
    digits = 3 if statistics.median(values) < 1 else 2
    return f"{statistics.median(values):8.{digits}f} us ({min(values):.{digits}f}-{max(values):.{digits}f})"


def report(title, figures, base):
    """Prints each proxy's figure and, round by round, its ratio to `base`."""
    print(title)
    for name, values in figures.items():
        ratios = [x / y for x, y in zip(values, figures[base])]
        ratio = "" if name == base else f"  {statistics.median(ratios):5.2f}x ({min(ratios):.2f}-{max(ratios):.2f})"
        print(f"  {name:22} {line(values)}{ratio}")
    print(flush=True)
