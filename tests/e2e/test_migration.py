# SPDX-License-Identifier: GPL-3.0-or-later
"""The migration guide played through: bridge in front, clients move, the session shows it, server moves, bridge goes."""
import json
import subprocess

import grpc

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import BINARY, Bascule, ConnectPythonServer, GrpcServer, free_port
from test_connect_python import make_client


def calls(session, expression):
    run = subprocess.run([BINARY, "list", str(session), "--format", "jsonl", "--filter", expression],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_six_steps(start, tmp_path):
    port = free_port()
    address = f"127.0.0.1:{port}"
    session = tmp_path / "migration.bascule"
    old = start(GrpcServer, port=port)

    with grpc.insecure_channel(address, options=[("grpc.initial_reconnect_backoff_ms", 50),
                                                 ("grpc.max_reconnect_backoff_ms", 200)]) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert stub.Unary(peer_pb2.Request(text="before"), wait_for_ready=True, timeout=20).text == "before"

        # 1. The server moves from P to Q, the bridge takes P: the same channel goes on.
        old.close()
        server = start(GrpcServer)
        bascule = start(Bascule, f"http://{server.address}", "--record", str(session), listen=address)
        for client in ("billing", "reports"):
            reply = stub.Unary(peer_pb2.Request(text=client), metadata=(("x-client-name", client),),
                               wait_for_ready=True, timeout=20)
            assert reply.text == client
        assert [r.count for r in stub.Download(peer_pb2.Request(count=3), timeout=20)] == [1, 2, 3]

    # 2 and 3. Clients move to Connect, one after the other.
    for client in ("billing", "reports"):
        with make_client(f"http://{address}", "connect-h1-proto") as moved:
            assert moved.unary(peer_pb2.Request(text=client), headers={"x-client-name": client}).text == client
            assert [r.count for r in moved.download(peer_pb2.Request(count=2))] == [1, 2]

    # 4. The session shows that only Connect traffic is left. The bridge ends with its file complete.
    bascule.stop()
    grpc_calls = calls(session, "protocol:grpc and service:PeerService")
    connect_calls = calls(session, "protocol:connect")
    assert len(grpc_calls) == 3 and len(connect_calls) == 4
    last_grpc = max(call["number"] for call in grpc_calls)
    assert all(call["number"] > last_grpc for call in connect_calls)

    # 5 and 6. The server is a Connect server now and takes P itself: the clients go on unchanged.
    server.close()
    assert start(ConnectPythonServer, port=port).port == port
    for client in ("billing", "reports"):
        with make_client(f"http://{address}", "connect-h1-proto") as moved:
            assert moved.unary(peer_pb2.Request(text=client)).text == client
            assert [r.count for r in moved.download(peer_pb2.Request(count=2))] == [1, 2]
