# SPDX-License-Identifier: GPL-3.0-or-later
"""A grpcio client through the bridge: all four kinds, metadata, errors with details, deadlines, cancellation."""
import concurrent.futures
import time

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

from acme.peer.v1 import peer_pb2, peer_pb2_grpc


@pytest.fixture(scope="module")
def channel(bridge):
    with grpc.insecure_channel(bridge.address, options=[("grpc.max_receive_message_length", -1)]) as channel:
        yield channel


@pytest.fixture(scope="module")
def stub(channel):
    return peer_pb2_grpc.PeerServiceStub(channel)


def test_unary(stub):
    reply = stub.Unary(peer_pb2.Request(text="gr\u00fc\u00df", big=2**62), timeout=10)
    assert reply.text == "gr\u00fc\u00df" and reply.big == 2**62


def test_four_kinds(stub):
    assert [r.count for r in stub.Download(peer_pb2.Request(count=5))] == [1, 2, 3, 4, 5]
    up = stub.Upload(peer_pb2.Request(data=b"x" * 10) for _ in range(7))
    assert (up.count, up.big) == (7, 70)
    assert [r.text for r in stub.Chat(peer_pb2.Request(text=str(i)) for i in range(4))] == ["0", "1", "2", "3"]


def test_full_duplex(stub):
    """Each answer arrives before the next request is sent."""
    import queue
    requests = queue.Queue()
    replies = stub.Chat(iter(requests.get, None), timeout=20)
    for i in range(5):
        requests.put(peer_pb2.Request(text=f"m{i}"))
        assert next(replies).text == f"m{i}"
    requests.put(None)
    assert list(replies) == []


def test_metadata_and_trailers(stub):
    metadata = (("x-echo-a", "1"), ("x-echo-a", "2"), ("x-echo-bin", b"\x00\xff\x80"))
    reply, call = stub.Unary.with_call(peer_pb2.Request(), metadata=metadata)
    headers = [(k, v) for k, v in call.initial_metadata() if k.startswith("x-echo")]
    assert headers == list(metadata)
    trailers = [(k, v) for k, v in call.trailing_metadata() if k.startswith("x-trailer")]
    assert trailers == [("x-trailer-echo-a", "1"), ("x-trailer-echo-a", "2"), ("x-trailer-echo-bin", b"\x00\xff\x80")]


@pytest.mark.parametrize("code", range(1, 17))
def test_every_code(stub, code):
    with pytest.raises(grpc.RpcError) as failure:
        stub.Unary(peer_pb2.Request(fail_code=code, fail_message="no \u20ac 50%"))
    assert failure.value.code().value[0] == code
    assert failure.value.details() == "no \u20ac 50%"


def test_details(stub):
    with pytest.raises(grpc.RpcError) as failure:
        stub.Unary(peer_pb2.Request(fail_code=3, fail_message="bad", with_details=True))
    status = rpc_status.from_call(failure.value)
    bad = error_details_pb2.BadRequest()
    assert status.details[0].Unpack(bad) and bad.field_violations[0].field == "text"


def test_error_after_messages(stub):
    replies = stub.Download(peer_pb2.Request(count=2, fail_code=14, fail_message="later"))
    assert next(replies).count == 1 and next(replies).count == 2
    with pytest.raises(grpc.RpcError) as failure:
        next(replies)
    assert failure.value.code() == grpc.StatusCode.UNAVAILABLE


def test_deadline_is_propagated_and_enforced(stub):
    seen = float(stub.Unary(peer_pb2.Request(), timeout=2).timeout_seen)
    assert 1 < seen <= 2.1  # grpcio itself rounds up what it sends
    start = time.monotonic()
    with pytest.raises(grpc.RpcError) as failure:
        stub.Unary(peer_pb2.Request(delay_ms=5000), timeout=0.2)
    assert failure.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert time.monotonic() - start < 3
    assert stub.Unary(peer_pb2.Request()).timeout_seen == ""


def test_cancel_reaches_the_server(stub):
    before = stub.Unary(peer_pb2.Request(text="cancelled?")).count
    call = stub.Unary.future(peer_pb2.Request(delay_ms=20000))
    time.sleep(0.2)  # the call must be on its way; how long it takes decides nothing
    call.cancel()
    deadline = time.monotonic() + 10
    while stub.Unary(peer_pb2.Request(text="cancelled?")).count == before:
        assert time.monotonic() < deadline, "the server never saw the cancellation"
        time.sleep(0.02)


def test_large_messages(stub):
    data = bytes(range(256)) * 4096
    assert stub.Unary(peer_pb2.Request(data=data)).data == data
    assert len(stub.Unary(peer_pb2.Request(reply_bytes=20 << 20)).data) == 20 << 20
    assert sum(len(r.data) for r in stub.Download(peer_pb2.Request(count=10, reply_bytes=1 << 20))) == 10 << 20


def test_hundred_streams_at_once(stub):
    def one(i):
        return [r.text for r in stub.Chat(peer_pb2.Request(text=f"{i}-{j}", delay_ms=5) for j in range(10))]
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        for i, texts in enumerate(pool.map(one, range(100))):
            assert texts == [f"{i}-{j}" for j in range(10)]


def test_gzip(channel):
    stub = peer_pb2_grpc.PeerServiceStub(channel)
    reply = stub.Unary(peer_pb2.Request(text="a" * 5000), compression=grpc.Compression.Gzip)
    assert reply.text == "a" * 5000


def test_unknown_method(channel):
    call = channel.unary_unary("/acme.peer.v1.PeerService/Nothing")
    with pytest.raises(grpc.RpcError) as failure:
        call(b"")
    assert failure.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_health_and_reflection_pass(channel):
    health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest())
    assert health.status == health_pb2.HealthCheckResponse.SERVING
    services = ProtoReflectionDescriptorDatabase(channel).get_services()
    assert "acme.peer.v1.PeerService" in services
