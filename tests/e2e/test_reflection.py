# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema by reflection from servers of each protocol. A second bridge makes the gRPC server speak them."""
import json

import grpc
import pytest

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from conftest import Bascule, NodeServer
from test_curl import post


@pytest.mark.parametrize("protocol,version", [("grpc", "2"), ("connect", "1.1"), ("connect", "2"), ("grpc-web", "1.1"),
                                              ("grpc-web", "2")])
def test_schema_from_a_server_of_each_protocol(start, bridge, protocol, version):
    front = start(Bascule, bridge.url, "--upstream-protocol", protocol, "--upstream-http", version)
    # JSON is converted only by a schema (Connect servers read it themselves).
    status, _, body = post(front.url, '{"text":"hi","big":"42"}')
    assert status == 200 and json.loads(body)["big"] == "42"
    # Whether a Connect server is asked as unary or as a stream, only the schema says.
    with grpc.insecure_channel(front.address) as channel:
        stub = peer_pb2_grpc.PeerServiceStub(channel)
        assert [reply.count for reply in stub.Download(peer_pb2.Request(count=3))] == [1, 2, 3]


@pytest.mark.parametrize("protocol", ["connect", "grpc-web"])
@pytest.mark.parametrize("version", ["1.1", "2"])
def test_a_server_without_reflection_is_served_all_the_same(start, protocol, version):
    server = start(NodeServer, version, protocol)
    bascule = start(Bascule, server.url, "--upstream-protocol", protocol, "--upstream-http", version)
    with grpc.insecure_channel(bascule.address) as channel:
        assert peer_pb2_grpc.PeerServiceStub(channel).Unary(peer_pb2.Request(text="hi")).text == "hi"
