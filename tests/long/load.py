# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of fixed gRPC answers, and h2load in front of it: cheap enough to run for hours beside other work."""
import contextlib
import pathlib
import random
import re
import subprocess

from end_to_end import free_port


def envelope(message):
    return b"\0" + len(message).to_bytes(4, "big") + message


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError(f"/proc/{pid}/status has no VmRSS")


@contextlib.contextmanager
def answers(folder, count, size):
    """A server with `count` methods, each of which answers `size` random bytes of its own: in a batch of calls nothing
    repeats, so that a recording of them cannot be compressed away. Gives its port."""
    service = folder / "bench.Service"
    service.mkdir(parents=True)
    generator = random.Random(7)
    for number in range(count):
        (service / f"Call{number}.grpc").write_bytes(envelope(generator.randbytes(size)))
    (folder / "mime.types").write_text("application/grpc grpc\n")
    port = free_port()
    server = subprocess.Popen(["nghttpd", "--no-tls", "--trailer", "grpc-status: 0", "--mime-types-file", folder / "mime.types",
                               "-d", folder, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        server.kill()
        server.wait()


def calls(url, folder, count, request, *flags):
    """h2load that calls the `count` methods in turn with a request of `request` bytes; its report is on standard output."""
    body, uris = folder / "request.body", folder / "uris"
    body.write_bytes(envelope(b"q" * request))
    uris.write_text("".join(f"{url}/bench.Service/Call{number}.grpc\n" for number in range(count)))
    return subprocess.Popen(["h2load", "-i", uris, "-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers",
                             *map(str, flags)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def succeeded(report):
    """How many calls of h2load's report were answered, if all were."""
    told = re.search(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", report)
    assert told and told[1] == told[2] and told[3] == told[4] == "0", report
    return int(told[2])
