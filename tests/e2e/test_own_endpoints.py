# SPDX-License-Identifier: GPL-3.0-or-later
"""/metrics and /healthz as a scraper and curl see them; read by Prometheus's own parser."""
import json
import socket
import subprocess

import grpc
import pytest
from prometheus_client.parser import text_string_to_metric_families

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, Bascule, free_port
from test_curl import curl, post


def metrics_url(bascule):
    return f"http://{bascule.ready['metrics']}"


def scrape(bascule):
    """{(name, labels): value} of every sample; the text is one that Prometheus reads."""
    status, headers, body = curl(f"{metrics_url(bascule)}/metrics")
    assert status == 200 and headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    samples = {}
    for family in text_string_to_metric_families(body.decode()):
        assert family.documentation and family.type in ("counter", "gauge", "histogram"), family
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in samples, f"twice: {key}"
            samples[key] = sample.value
    return samples


def value(samples, name, **labels):
    return samples[(name, frozenset(labels.items()))]


@pytest.fixture(scope="module")
def measured(grpc_server, tmp_path_factory):
    record = tmp_path_factory.mktemp("metrics") / "run.bascule"
    bascule = Bascule(f"http://{grpc_server.address}", "--metrics", "127.0.0.1:0", "--record", str(record))
    yield bascule
    bascule.stop()


def test_calls_are_counted(measured):
    before = scrape(measured)
    assert post(measured.url, '{"text":"hi"}')[0] == 200
    assert post(measured.url, '{"failCode":5}')[0] == 404
    assert post(measured.url, "x", content_type="image/jpeg")[0] == 415
    with grpc.insecure_channel(measured.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert len(list(stub.Download(peer_pb2.Request(count=3, reply_bytes=100_000)))) == 3
    after = scrape(measured)

    def grown(name, **labels):
        key = (name, frozenset(labels.items()))
        return after[key] - before.get(key, 0)

    assert grown("bascule_calls_total", protocol="connect", code="ok") == 1
    assert grown("bascule_calls_total", protocol="connect", code="not_found") == 1
    assert grown("bascule_calls_total", protocol="grpc", code="ok") == 1
    assert grown("bascule_call_duration_seconds_count", protocol="connect") == 2
    assert grown("bascule_call_duration_seconds_bucket", protocol="connect", le="+Inf") == 2
    assert grown("bascule_requests_refused_total") == 1
    assert grown("bascule_bytes_total", leg="downstream", direction="sent") > 300_000
    assert grown("bascule_bytes_total", leg="upstream", direction="received") > 300_000
    assert grown("bascule_bytes_total", leg="downstream", direction="received") > 100
    assert value(after, "bascule_upstream_state", state="connected") == 1
    assert value(after, "bascule_upstream_state", state="down") == 0
    assert value(after, "bascule_schema_methods") > 4
    assert value(after, "bascule_capture_lost_total", what="events") == 0
    assert value(after, "bascule_limit_hits_total", limit="slow_body") == 0
    assert value(after, "process_resident_memory_bytes") > 1 << 20
    assert value(after, "bascule_calls_in_flight") == 0


def test_open_calls_and_connections(measured):
    """What is open is shown while it is open, without a wait: the first message says that the call is there."""
    with grpc.insecure_channel(measured.address) as channel:
        requests = iter([peer_pb2.Request(text="a"), peer_pb2.Request(text="b", delay_ms=60_000)])
        chat = peer_pb2_grpc.PeerServiceStub(channel).Chat(requests)
        assert next(chat).text == "a"
        now = scrape(measured)
        assert value(now, "bascule_calls_in_flight") == 1
        assert value(now, "bascule_connections") == 1
        chat.cancel()


def test_healthz(measured):
    status, headers, body = curl(f"{metrics_url(measured)}/healthz")
    assert status == 200 and headers["content-type"] == "application/json"
    health = json.loads(body)
    assert health["status"] == "running" and health["listen"] == measured.ready["listen"]
    assert health["upstream"] == {"state": "connected", "cause": None}
    assert health["schema"]["state"] == "ready"


def test_healthy_without_a_server(start):
    bascule = start(Bascule, f"http://127.0.0.1:{free_port()}", "--metrics", "127.0.0.1:0")
    status, _, body = curl(f"{metrics_url(bascule)}/healthz")
    assert status == 200
    assert json.loads(body)["upstream"]["cause"] == "upstream_refused"


@pytest.mark.parametrize("version", ["--http1.1", "--http2-prior-knowledge"])
def test_read_only(measured, version):
    url = metrics_url(measured)
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        status, headers, _ = curl("-X", method, f"{url}/metrics", version)
        assert status == 405 and headers["allow"] == "GET, HEAD"
    status, _, body = curl("--data-binary", "x", f"{url}/metrics", version)
    assert status == 405
    status, headers, body = curl("-I", f"{url}/metrics", version)
    assert status == 200 and body == b"" and int(headers["content-length"]) > 1000
    status, headers, body = curl(f"{url}/<script>", version)
    assert status == 404 and b"script" not in body and headers["x-content-type-options"] == "nosniff"
    status, _, body = curl(f"{url}/metrics?x=1", version)
    assert status == 200


def test_foreign_host(measured):
    status, _, body = curl("-H", "Host: evil.example", f"{metrics_url(measured)}/metrics")
    assert status == 421 and b"bascule_" not in body


def test_nothing_there_by_default(bridge):
    assert "metrics" not in bridge.ready
    assert curl(f"{bridge.url}/metrics")[0] == 405


def test_calls_do_not_pass_there(measured):
    assert post(metrics_url(measured), "{}")[0] == 405


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "127.0.0.1:99999"])
def test_malformed_address(address):
    run = subprocess.run([BINARY, "--headless", "--upstream", "http://127.0.0.1:1", "--metrics", address],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 2 and f"--metrics {address}: expected ADDRESS:PORT" in run.stderr


def test_address_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        run = subprocess.run([BINARY, "--headless", "--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:1",
                              "--metrics", address], capture_output=True, text=True, timeout=30)
    assert run.returncode == 1 and run.stdout == ""
    assert f"--metrics {address}: " in run.stderr
