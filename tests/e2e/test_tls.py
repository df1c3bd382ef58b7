# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS towards clients: on the same port as cleartext, with and without client certificates."""
import json
import socket
import subprocess

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from certificates import Authority
from conftest import BINARY, Bascule

PATH = "acme.peer.v1.PeerService/Unary"


@pytest.fixture
def bridge(grpc_server, start, server_files):
    certificate, key = server_files
    return start(Bascule, f"http://{grpc_server.address}", "--tls-cert", str(certificate), "--tls-key", str(key), "--print", "calls",
                 "--record", str(certificate.parent / "calls.bascule"))


def curl(url, *arguments):
    return subprocess.run(["curl", "-sS", "--max-time", "20", "-H", "Content-Type: application/json", "-d", '{"text":"hi"}',
                           *map(str, arguments), f"{url}/{PATH}"], capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_connect_over_tls(bridge, authority, version):
    run = curl(f"https://localhost:{bridge.port}", "--cacert", authority.certificate, "--resolve",
               f"localhost:{bridge.port}:127.0.0.1", version)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["text"] == "hi"
    call = bridge.call()
    assert call["tls"] is True and call["http"] == ("2" if version == "--http2" else "1.1")


def test_cleartext_on_the_same_port(bridge):
    run = curl(bridge.url)
    assert json.loads(run.stdout)["text"] == "hi", run.stderr
    assert bridge.call()["tls"] is False


def test_grpc_over_tls(bridge, authority):
    trust = grpc.ssl_channel_credentials(authority.certificate.read_bytes())
    with grpc.secure_channel(f"localhost:{bridge.port}", trust) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert stub.Unary(peer_pb2.Request(text="hi"), timeout=20).text == "hi"
        large = "x" * (1 << 20)
        assert stub.Unary(peer_pb2.Request(text=large), timeout=20).text == large
        calls = [stub.Unary.future(peer_pb2.Request(text=str(i)), timeout=20) for i in range(100)]
        assert [call.result().text for call in calls] == [str(i) for i in range(100)]


def test_wrong_authority_is_the_clients_choice(bridge, tmp_path):
    other = Authority(tmp_path, "other")
    run = curl(f"https://127.0.0.1:{bridge.port}", "--cacert", other.certificate)
    assert run.returncode != 0
    assert curl(bridge.url).returncode == 0


def test_client_certificates(grpc_server, start, authority, server_files, tmp_path):
    certificate, key = server_files
    bascule = start(Bascule, f"http://{grpc_server.address}", "--tls-cert", str(certificate), "--tls-key", str(key),
                    "--tls-client-ca", str(authority.certificate))
    url = f"https://127.0.0.1:{bascule.port}"
    client, client_key = authority.issue("client")
    with_certificate = curl(url, "--cacert", authority.certificate, "--cert", client, "--key", client_key)
    assert json.loads(with_certificate.stdout)["text"] == "hi", with_certificate.stderr
    assert curl(url, "--cacert", authority.certificate).returncode != 0
    stranger, stranger_key = Authority(tmp_path, "stranger").issue("impostor")
    assert curl(url, "--cacert", authority.certificate, "--cert", stranger, "--key", stranger_key).returncode != 0
    assert curl(f"http://127.0.0.1:{bascule.port}").returncode != 0


@pytest.mark.parametrize("version, taken", [("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)])
def test_old_versions_are_refused(bridge, version, taken):
    run = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{bridge.port}", version, "-cipher", "DEFAULT@SECLEVEL=0"],
                         input="", capture_output=True, text=True, timeout=30)
    assert ("Verify return code" in run.stdout and "Cipher is (NONE)" not in run.stdout) == taken, run.stdout + run.stderr
    assert taken or "alert protocol version" in run.stderr


def test_noise_after_a_tls_record_head(bridge):
    for noise in (b"\x16\x03\x01\x00\x05hello", b"\x16\x03\x01\x40\x00" + b"\xff" * 20000):
        with socket.create_connection(("127.0.0.1", bridge.port)) as peer:
            peer.sendall(noise)
            peer.settimeout(20)
            try:
                while peer.recv(4096):
                    pass
            except ConnectionError:
                pass
    assert curl(bridge.url).returncode == 0


def test_a_key_that_others_can_read(start, grpc_server, authority):
    certificate, key = authority.issue("careless")
    flags = ["--tls-cert", str(certificate), "--tls-key", str(key)]
    for mode, said in [(0o600, False), (0o640, True), (0o604, True)]:
        key.chmod(mode)
        bascule = start(Bascule, f"http://{grpc_server.address}", *flags)
        bascule.stop()
        bascule.error_reader.join(30)
        assert any(f"--tls-key {key}" in line and f"chmod 600 {key}" in line for line in bascule.errors) is said


@pytest.mark.parametrize("flags, words", [
    (["--tls-cert", "{certificate}"], ["--tls-cert", "--tls-key"]),
    (["--tls-cert", "/nowhere.pem", "--tls-key", "{key}"], ["/nowhere.pem", "no such file"]),
    (["--tls-cert", "{certificate}", "--tls-key", "{certificate}"], ["server.crt"]),
    (["--tls-client-ca", "{certificate}"], ["--tls-client-ca", "--tls-cert"]),
])
def test_bad_files(server_files, flags, words):
    certificate, key = server_files
    flags = [flag.format(certificate=certificate, key=key) for flag in flags]
    run = subprocess.run([BINARY, "--headless", "--upstream", "http://127.0.0.1:9", "--listen", "127.0.0.1:0", *flags],
                         capture_output=True, text=True, timeout=20)
    assert run.returncode in (1, 2) and run.stdout == ""
    for word in words:
        assert word in run.stderr, run.stderr
