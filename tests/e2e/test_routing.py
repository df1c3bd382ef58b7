# SPDX-License-Identifier: GPL-3.0-or-later
"""Several servers behind one bridge: the longest prefix decides, and every protocol is told what no route takes."""
import json
import subprocess

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, Bascule, GrpcServer, free_port

PEER = "/acme.peer.v1.PeerService/"
HEALTH = "/grpc.health.v1.Health/Check"


def curl(url, body="{}", codec="json"):
    run = subprocess.run(["curl", "-sS", "--max-time", "20", "-H", f"content-type: application/{codec}", "-d", body,
                          "-w", "\n%{http_code}", url], capture_output=True, text=True, check=True)
    text, _, code = run.stdout.rpartition("\n")
    return int(code), text


@pytest.fixture(scope="module")
def servers():
    pair = GrpcServer(), GrpcServer()
    yield pair
    for server in pair:
        server.close()


def unary(address, text="hi"):
    with grpc.insecure_channel(address) as channel:
        return peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text=text), timeout=20).text


def test_the_longest_prefix_wins(start, servers):
    a, b = (f"http://{server.address}" for server in servers)
    bascule = start(Bascule, "", "--upstream", f"{PEER}Lookup={b}", "--upstream", a, "--upstream",
                    f"/acme.peer.={a}", "--print", "calls")
    assert bascule.ready["upstream"] == b
    assert bascule.ready["upstreams"] == [b, a, a]
    assert unary(bascule.address) == "hi"
    assert bascule.call()["upstream"] == a
    code, text = curl(f"{bascule.url}{PEER}Lookup", '{"text":"over there"}')
    assert (code, json.loads(text)["text"]) == (200, "over there")
    assert bascule.call()["upstream"] == b


def test_what_no_route_takes(start, servers):
    bascule = start(Bascule, "", "--upstream", f"/acme.peer.=http://{servers[0].address}", "--print", "calls")
    code, text = curl(f"{bascule.url}{HEALTH}")
    assert code == 404
    answer = json.loads(text)
    assert answer["code"] == "unimplemented"
    assert HEALTH in answer["message"]
    assert bascule.call()["cause"] == "route_missing"
    with grpc.insecure_channel(bascule.address) as channel:
        call = channel.unary_unary(HEALTH)
        with pytest.raises(grpc.RpcError) as error:
            call(b"", timeout=20)
    assert error.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert HEALTH in error.value.details()
    assert bascule.call()["upstream"] == ""


def test_a_server_that_is_down_does_not_touch_the_other(start, servers):
    dead = f"http://127.0.0.1:{free_port()}"
    bascule = start(Bascule, "", "--upstream", f"http://{servers[0].address}", "--upstream", f"/dead.={dead}")
    assert unary(bascule.address) == "hi"
    code, text = curl(f"{bascule.url}/dead.Service/Call", "", "proto")
    assert code == 503, text
    # JSON works: the schema of the living one is there.
    code, text = curl(f"{bascule.url}{PEER}Unary", '{"text":"json"}')
    assert (code, json.loads(text)["text"]) == (200, "json")


def test_the_filter_knows_the_server(start, servers):
    a, b = (f"http://{server.address}" for server in servers)
    bascule = start(Bascule, "", "--upstream", f"{PEER}Unary={b}", "--upstream", a, "--fail-if", f"upstream={b}")
    curl(f"{bascule.url}{PEER}Lookup", "{}")
    bascule.stop(expect=0)
    bascule = start(Bascule, "", "--upstream", f"{PEER}Unary={b}", "--upstream", a, "--fail-if", f"upstream={b}")
    curl(f"{bascule.url}{PEER}Unary", "{}")
    bascule.stop(expect=3)


@pytest.mark.parametrize("upstreams,named", [
    (["/a.=http://h:1", "/a.=http://h:2"], "/a."),
    (["http://h:1", "http://h:2"], "http://h:2"),
    (["/a.=ftp://h:1"], "ftp://h:1"),
    (["a.=http://h:1"], "a.="),
    (["/a.="], "/a.="),
])
def test_routes_that_cannot_be(upstreams, named):
    flags = [word for upstream in upstreams for word in ("--upstream", upstream)]
    run = subprocess.run([BINARY, "--headless", *flags], capture_output=True, text=True, timeout=20)
    assert run.returncode == 2
    assert "--upstream" in run.stderr and named in run.stderr
