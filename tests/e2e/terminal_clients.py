# SPDX-License-Identifier: GPL-3.0-or-later
"""curl, grpcurl and buf curl play steps of peers/programme.json: one process a call. Each gives {mode: {step: what it saw}}."""
import base64
import concurrent.futures
import gzip
import json
import re
import subprocess

from conftest import PROTO, TOOLS

SERVICE = "acme.peer.v1.PeerService"
BUF = next(iter((TOOLS / "node/node_modules/@bufbuild").glob("buf-linux-*/bin/buf")), None)


def run(command, stdin=b""):
    return subprocess.run([str(c) for c in command], input=stdin, capture_output=True, timeout=60)


def echoed(lines):
    found = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name.startswith(("x-echo", "x-trailer-echo", "trailer-x-trailer-echo")):
            found.setdefault(name.removeprefix("trailer-"), []).append(value.rstrip("=") if name.endswith("-bin") else value)
    return {name: ", ".join(values) for name, values in found.items()}


def told(reply):
    reply.pop("timeoutSeen", None)
    data = base64.b64decode(reply.get("data", ""))
    if len(data) > 1000:
        del reply["data"]
        reply["bytes"] = len(data)
    return reply


def documents(text):
    """JSON values one after the other."""
    found, decoder, place = [], json.JSONDecoder(), 0
    while (rest := text[place:].lstrip()):
        value, end = decoder.raw_decode(rest)
        found.append(value)
        place = len(text) - len(rest) + end
    return found


def error_of(error):
    details = [{"type": d["type"], "value": d["value"].rstrip("=")} for d in error.get("details", [])]
    return {"code": error["code"], "message": error.get("message", ""), "details": details}


def split_metadata(lines):
    """Headers and trailers, told apart by the names that the server gives to its trailers."""
    all_of_them = echoed(lines)
    trailers = {k: v for k, v in all_of_them.items() if k.startswith("x-trailer-")}
    return {"headers": {k: v for k, v in all_of_them.items() if k not in trailers}, "trailers": trailers, "metadata": all_of_them}


def curl(url, step, flags):
    body = json.dumps(step["requests"][0]).encode()
    command = ["curl", "-sS", "-i", "--max-time", "30", *flags, "--data-binary", "@-", "-H", "content-type: application/json"]
    if "--compressed" in flags:
        body = gzip.compress(body)
        command += ["-H", "content-encoding: gzip"]
    if "timeoutMs" in step:
        command += ["-H", f"connect-timeout-ms: {step['timeoutMs']}"]
    for name, value in step.get("metadata", {}).items():
        command += ["-H", f"{name}: {value}"]
    answer = run([*command, f"{url}/{SERVICE}/{step['method']}"], body)
    head, _, body = answer.stdout.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    seen = {"code": "ok", "messages": [], **split_metadata(lines)}
    if status.split()[1] == "200":
        return seen | {"messages": [told(json.loads(body))]}
    return seen | error_of(json.loads(body))


def grpcurl(url, step, _):
    command = [TOOLS / "bin/grpcurl", "-plaintext", "-v", "-import-path", PROTO, "-proto", "acme/peer/v1/peer.proto", "-d", "@",
               *(["-max-time", str(step["timeoutMs"] / 1000)] if "timeoutMs" in step else [])]
    for name, value in step.get("metadata", {}).items():
        command += ["-H", f"{name}: {value}"]
    answer = run([*command, url.removeprefix("http://"), f"{SERVICE}/{step['method']}"], json_lines(step))
    text = answer.stdout.decode()
    section = lambda title: re.search(rf"{title}:\n(.*?)(?:\n\n|\Z)", text, re.S)
    headers, trailers = (echoed(found.group(1).split("\n") if (found := section(title)) else [])
                         for title in ("Response headers received", "Response trailers received"))
    replies = re.findall(r"^Response contents:\n(.*?)^}|^Response contents:\n\{\}", text, re.S | re.M)
    seen = {"messages": [told(json.loads(reply + "}" if reply else "{}")) for reply in replies],
            "headers": headers, "trailers": trailers, "metadata": headers | trailers, "code": "ok"}
    if answer.returncode:
        error = answer.stderr.decode()
        name = re.search(r"Code: (\w+)", error).group(1)
        seen["code"] = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
        seen["message"] = re.search(r"Message: (.*?)(?:\n  Details:|\n\Z|\Z)", error, re.S).group(1)
    return seen


def json_lines(step):
    return "\n".join(json.dumps(r) for r in step["requests"]).encode()


def buf_curl(url, step, flags):
    command = [BUF, "curl", "-v", "--schema", PROTO, *flags, "-d", "@-"]
    for name, value in step.get("metadata", {}).items():
        command += ["-H", f"{name}: {value}"]
    answer = run([*command, f"{url}/{SERVICE}/{step['method']}"], json_lines(step))
    log = answer.stderr.decode()
    lines = re.findall(r"^(?:buf: )?< \(#\d+\) (.*)", log, re.M)
    seen = {"code": "ok", "messages": [told(reply) for reply in documents(answer.stdout.decode())], **split_metadata(lines)}
    if answer.returncode:
        seen |= error_of(json.loads(log[log.rindex("\n{") if "\n{" in log else 0:]))
    return seen


def player(modes, call, possible):
    """A client of the table: plays each possible step in each mode, side by side."""
    def play(url, steps):
        steps = [step for step in steps if possible(step)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            jobs = {mode: {s["name"]: pool.submit(call, url, s, flags) for s in steps} for mode, flags in modes.items()}
            return {mode: {name: job.result() for name, job in of_mode.items()} for mode, of_mode in jobs.items()}
    return play


CURL = player({"connect HTTP/1.1 json, identity": ["--http1.1"], "connect HTTP/1.1 json, gzip": ["--http1.1", "--compressed"],
               "connect HTTP/2 json, identity": ["--http2-prior-knowledge"],
               "connect HTTP/2 json, gzip": ["--http2-prior-knowledge", "--compressed"]},
              curl, lambda step: step["kind"] == "unary")
GRPCURL = player({"grpc HTTP/2 proto": []}, grpcurl, lambda step: step["kind"] != "duplex")
BUF_CURL = player({"connect HTTP/1.1 proto": [], "grpc HTTP/2 proto": ["--protocol", "grpc", "--http2-prior-knowledge"],
                   "grpc-web HTTP/2 proto": ["--protocol", "grpcweb", "--http2-prior-knowledge"]},
                  buf_curl, lambda step: step["kind"] != "duplex" and "timeoutMs" not in step)
