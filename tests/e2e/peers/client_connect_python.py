# SPDX-License-Identifier: GPL-3.0-or-later
"""connect-python plays the programme: `client_connect_python.py '{"url": ..., "steps": [...]}'` in its three protocols;
prints {mode: {step: what it saw}}."""
import concurrent.futures
import contextlib
import json
import sys

from connectrpc.client import ResponseMetadata
from connectrpc.compat import google_protobuf_binary_codec, google_protobuf_json_codec
from connectrpc.compression.gzip import GzipCompression
from connectrpc.errors import ConnectError
from connectrpc.protocol import ProtocolType
from google.protobuf import json_format
from pyqwest import HTTPVersion, SyncClient, SyncHTTPTransport

from acme.peer.v1 import peer_pb2
from acme.peer.v1.peer_connect import PeerServiceClientSync
from telling import echoed, text_of, told

H1, H2 = HTTPVersion.HTTP1, HTTPVersion.HTTP2
KINDS = [("connect", ProtocolType.CONNECT, H1), ("connect", ProtocolType.CONNECT, H2), ("grpc", ProtocolType.GRPC, H2),
         ("grpc-web", ProtocolType.GRPC_WEB, H1), ("grpc-web", ProtocolType.GRPC_WEB, H2)]


def play_step(client, step):
    requests = [json_format.ParseDict(r, peer_pb2.Request()) for r in step["requests"]]
    options = {"headers": step.get("metadata", {}), "timeout_ms": step.get("timeoutMs")}
    method = getattr(client, step["method"].lower())
    seen = {"code": "ok", "messages": []}
    with ResponseMetadata() as metadata:
        try:
            answer = method(iter(requests) if step["kind"] in ("client_stream", "bidi") else requests[0], **options)
            for reply in [answer] if step["kind"] in ("unary", "client_stream") else answer:
                seen["messages"].append(told(reply))
        except ConnectError as error:
            seen |= {"code": error.code.value, "message": error.message}
            seen["details"] = [{"type": d.type_name, "value": text_of(d.message_bytes)} for d in error.details]
    seen["headers"], seen["trailers"] = echoed(metadata.headers.allitems()), echoed(metadata.trailers.allitems())
    return seen | {"metadata": seen["headers"] | seen["trailers"]}


def modes():
    """(name, what a client is made of) of each mode."""
    codecs = {"proto": google_protobuf_binary_codec(), "json": google_protobuf_json_codec()}
    for protocol, kind, version in KINDS:
        for codec in codecs:
            for coding in (None, GzipCompression()):
                name = f"{protocol} HTTP/{'1.1' if version == H1 else '2'} {codec}, {coding.name() if coding else 'identity'}"
                yield name, {"protocol": kind, "http_client": SyncClient(SyncHTTPTransport(http_version=version)),
                             "codec": codecs[codec], "send_compression": coding,
                             "accept_compression": (coding,) if coding else ()}


def main():
    job = json.loads(sys.argv[1])
    steps = [step for step in job["steps"] if step["kind"] != "duplex"]
    with concurrent.futures.ThreadPoolExecutor(40) as pool, contextlib.ExitStack() as clients:
        jobs = {}
        for mode, options in modes():
            client = clients.enter_context(PeerServiceClientSync(job["url"], **options))
            jobs[mode] = {step["name"]: pool.submit(play_step, client, step) for step in steps}
        seen = {mode: {name: job.result() for name, job in played.items()} for mode, played in jobs.items()}
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
