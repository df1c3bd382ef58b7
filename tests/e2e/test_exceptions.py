# SPDX-License-Identifier: GPL-3.0-or-later
"""What `show` says a failure looks like in the client libraries is what they raise."""
import json
import subprocess
import traceback

import grpc
import pytest
from connectrpc.errors import ConnectError

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from acme.peer.v1.peer_connect import PeerServiceClientSync
from conftest import BINARY, GENERATED, NODE, Bascule

FAILURES = [(3, "quantity must be positive", True), (5, "", False), (1, "it's [gone]", False), (16, "é \"漢\"", False), (2, "x", True)]
SCRIPT = """
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { PeerService } from "./acme/peer/v1/peer_pb.js";
const { url, request, method } = JSON.parse(process.argv[2]);
const client = createClient(PeerService, createConnectTransport({ baseUrl: url, httpVersion: "1.1" }));
try {
  if (method === "Unary") await client.unary(request);
  else for await (const reply of client.download(request)) void reply;
} catch (error) {
  process.stdout.write(String(error));
}
"""


def raised(error):
    return "".join(traceback.format_exception_only(error)).strip("\n")


def by_grpc(address, method, request):
    with grpc.insecure_channel(address) as channel, pytest.raises(grpc.RpcError) as caught:
        answer = getattr(peer_pb2_grpc.PeerServiceStub(channel), method)(request)
        method == "Unary" or list(answer)
    return raised(caught.value)


def by_connect_python(url, method, request):
    with PeerServiceClientSync(url) as client, pytest.raises(ConnectError) as caught:
        answer = getattr(client, method.lower())(request)
        method == "Unary" or list(answer)
    return raised(caught.value)


def by_connect_es(url, method, fields):
    script = GENERATED / "exceptions.mjs"
    script.write_text(SCRIPT)
    done = subprocess.run([NODE, script, json.dumps({"url": url, "method": method, "request": fields})], capture_output=True, text=True)
    assert done.stdout, done.stderr
    return done.stdout


def shown(file, number):
    """The section of `show` about exceptions: {library: text}."""
    text = subprocess.run([BINARY, "show", file, str(number)], capture_output=True, text=True).stdout
    section = text.split("\nEXCEPTIONS\n")[1].split("\n\n")[0]
    found, library = {}, None
    for line in section.split("\n"):
        if line.startswith("    "):
            found[library] += [line[4:]]
        elif line.strip():
            library = line.strip()
            found[library] = []
    return {library: "\n".join(lines) for library, lines in found.items()}


@pytest.mark.parametrize("method", ["Unary", "Download"])
def test_exceptions_are_those_of_the_libraries(grpc_server, tmp_path, start, method):
    file = tmp_path / "calls.bascule"
    bridge = start(Bascule, f"http://{grpc_server.address}", "--record", file)
    seen = []
    for code, message, details in FAILURES:
        request = peer_pb2.Request(fail_code=code, fail_message=message, with_details=details)
        fields = {"failCode": code, "failMessage": message, "withDetails": details}
        seen.append({"grpc-python": by_grpc(bridge.address, method, request),
                     "connect-python": by_connect_python(bridge.url, method, request),
                     "connect-es": by_connect_es(bridge.url, method, fields)})
    bridge.stop()
    for index, exceptions in enumerate(seen):
        for call in range(3):  # whichever client made it
            printed = shown(file, 3 * index + call + 1)
            assert printed == {library: text.replace("\t", "  ") for library, text in exceptions.items()}
