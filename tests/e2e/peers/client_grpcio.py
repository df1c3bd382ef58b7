# SPDX-License-Identifier: GPL-3.0-or-later
"""grpcio plays the programme: `client_grpcio.py '{"url": ..., "steps": [...]}'`; prints {mode: {step: what it saw}}."""
import base64
import concurrent.futures
import json
import queue
import sys

import grpc
from google.protobuf import json_format
from google.rpc import status_pb2

from acme.peer.v1 import peer_pb2, peer_pb2_grpc
from telling import echoed, text_of, told

CODINGS = {"identity": grpc.Compression.NoCompression, "deflate": grpc.Compression.Deflate, "gzip": grpc.Compression.Gzip}


def details_of(call):
    for name, value in call.trailing_metadata() or ():
        if name == "grpc-status-details-bin":
            return [{"type": d.type_url.rpartition("/")[2], "value": text_of(d.value)}
                    for d in status_pb2.Status.FromString(value).details]
    return []


def metadata_of(step):
    given = step.get("metadata", {}).items()
    return tuple((name, base64.b64decode(value + "==") if name.endswith("-bin") else value) for name, value in given)


def write(step, requests, waiting):
    """Hands on the requests of a stream; of a duplex one only the first, and gives the others."""
    first = requests[:1] if step["kind"] == "duplex" else requests + [None]
    for request in first:
        waiting.put(request)
    return requests[1:] + [None] if step["kind"] == "duplex" else []


def play_step(stub, step):
    requests = [json_format.ParseDict(r, peer_pb2.Request()) for r in step["requests"]]
    options = {"metadata": metadata_of(step), "timeout": step["timeoutMs"] / 1000 if "timeoutMs" in step else 60}
    method = getattr(stub, step["method"])
    waiting = queue.Queue()
    stream = step["kind"] in ("client_stream", "bidi", "duplex")
    left = write(step, requests, waiting) if stream else []
    ask = iter(waiting.get, None) if stream else requests[0]
    messages = []
    try:
        if step["kind"] in ("unary", "client_stream"):
            call = method.future(ask, **options)
            messages.append(told(call.result()))
        else:
            call = method(ask, **options)
            for reply in call:
                messages.append(told(reply))
                if left:
                    waiting.put(left.pop(0))
    except grpc.RpcError:
        pass
    headers, trailers = echoed(call.initial_metadata() or ()), echoed(call.trailing_metadata() or ())
    code = call.code().name.lower().replace("cancelled", "canceled")
    return {"code": code, "messages": messages, "message": call.details(), "details": details_of(call),
            "headers": headers, "trailers": trailers, "metadata": headers | trailers}


def main():
    job = json.loads(sys.argv[1])
    seen = {}
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        for name, coding in CODINGS.items():
            with grpc.insecure_channel(job["url"].removeprefix("http://"), compression=coding) as channel:
                stub = peer_pb2_grpc.PeerServiceStub(channel)
                results = pool.map(lambda step: (step["name"], play_step(stub, step)), job["steps"])
                seen[f"grpc HTTP/2 proto, {name}"] = dict(results)
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
