# SPDX-License-Identifier: GPL-3.0-or-later
"""Web pages of other origins: what their browsers are told, and that a script sees what it should and no more."""
import json
import shutil
import subprocess

import pytest

from conftest import BINARY, GENERATED, NODE, PEERS, Bascule
from test_curl import UNARY, curl, post

APP = "https://app.example"
LOOKUP = "acme.peer.v1.PeerService/Lookup?connect=v1&encoding=json&message=%7B%22text%22%3A%22hi%22%7D"


@pytest.fixture(scope="module")
def open_bridge(grpc_server):
    bascule = Bascule(f"http://{grpc_server.address}", "--cors-origin", APP, "--cors-origin", "localhost", "--print", "calls")
    yield bascule
    bascule.stop()


def preflight(url, origin, *arguments):
    return curl("-X", "OPTIONS", "-H", f"Origin: {origin}", "-H", "Access-Control-Request-Method: POST",
                "-H", "Access-Control-Request-Headers: content-type,x-tenant", f"{url}/{UNARY}", *arguments)


@pytest.mark.parametrize("version", ["--http1.1", "--http2-prior-knowledge"])
def test_preflight(open_bridge, version):
    status, headers, body = preflight(open_bridge.url, APP, version)
    assert status == 204 and body == b"" and "content-length" not in headers
    assert headers["access-control-allow-origin"] == APP
    assert headers["access-control-allow-methods"] == "GET, POST"
    assert headers["access-control-allow-headers"].endswith("X-User-Agent, x-tenant")
    assert headers["access-control-max-age"] == "7200"
    assert headers["vary"] == "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
    assert "access-control-allow-private-network" not in headers
    status, headers, _ = preflight(open_bridge.url, "http://localhost:5173", version,
                                   "-H", "Access-Control-Request-Private-Network: true")
    assert status == 204 and headers["access-control-allow-private-network"] == "true"


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_foreign_origin(open_bridge, origin):
    status, headers, body = preflight(open_bridge.url, origin, "-H", "Access-Control-Request-Private-Network: true")
    assert status == 403 and b"--cors-origin" in body
    assert not [name for name in headers if name.startswith("access-control-")]
    assert open_bridge.call()["cause"] == "origin_not_allowed"


def test_foreign_host_gets_no_preflight(open_bridge):
    status, headers, _ = preflight(open_bridge.url, APP, "-H", "Host: evil.example")
    assert status == 421 and "access-control-allow-methods" not in headers
    assert open_bridge.call()["cause"] == "host_not_allowed"


def test_without_the_flag(bridge):
    status, headers, body = preflight(bridge.url, "http://localhost:5173")
    assert status == 403 and b"--cors-origin" in body
    status, more, _ = post(bridge.url, "{}", "-H", "Origin: http://localhost:5173")
    assert status == 200
    assert not [name for name in headers | more if name.startswith("access-control-")]


def test_what_an_answer_exposes(open_bridge):
    status, headers, _ = post(open_bridge.url, "{}", "-H", f"Origin: {APP}", "-H", "X-Echo-A: 1")
    assert status == 200 and headers["access-control-allow-origin"] == APP
    exposed = headers["access-control-expose-headers"].split(", ")
    assert exposed[:3] == ["Grpc-Status", "Grpc-Message", "Grpc-Status-Details-Bin"]
    assert {"x-echo-a", "trailer-x-trailer-echo-a"} <= set(exposed)
    assert open_bridge.call()["status"] == "ok"


def test_get_of_another_site(open_bridge, bridge):
    """A picture or a link calls without asking first: only pages that may call anyway get through."""
    cross = ("-H", "Sec-Fetch-Site: cross-site")
    for url in (open_bridge.url, bridge.url):
        assert curl(f"{url}/{LOOKUP}", *cross)[0] == 403
        assert curl(f"{url}/{LOOKUP}", "-H", "Sec-Fetch-Site: none")[0] == 200
    assert open_bridge.call()["cause"] == "cross_site_get"
    assert open_bridge.call()["status"] == "ok"
    assert curl(f"{open_bridge.url}/{LOOKUP}", *cross, "-H", f"Origin: {APP}")[0] == 200
    assert open_bridge.call()["status"] == "ok"


def run_page(url, origin, protocol):
    script = GENERATED / "page.mjs"
    shutil.copy(PEERS / "page.mjs", script)
    run = subprocess.run([NODE, script, url, origin, protocol], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("protocol", ["connect", "grpc-web"])
def test_script_in_a_page(start, grpc_server, protocol):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--cors-origin", APP)
    assert run_page(bascule.url, APP, protocol) == {
        "preflights": 3, "text": "hi", "header": "1", "trailer": "1", "download": [1, 2, 3],
        "error": {"code": "InvalidArgument", "message": "bad €", "details": 2}}
    assert "CORS" in run_page(bascule.url, "https://evil.example", protocol)["failed"]


def test_get_needs_no_preflight(start, grpc_server):
    bascule = start(Bascule, f"http://{grpc_server.address}", "--cors-origin", APP)
    assert run_page(bascule.url, APP, "connect-get") == {"preflights": 0, "text": "hi"}
    assert "CORS" in run_page(bascule.url, "https://evil.example", "connect-get")["failed"]


def test_malformed_origin():
    run = subprocess.run([BINARY, "--headless", "--upstream", "http://127.0.0.1:1", "--cors-origin", "app.example/x"],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 2 and run.stdout == ""
    assert "--cors-origin app.example/x: expected an origin" in run.stderr
