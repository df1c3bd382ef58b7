# SPDX-License-Identifier: GPL-3.0-or-later
"""A grpc-python server with reflection, health and rich status:
`grpc_server.py PORT [--host ADDRESS] [--no-reflection] [--tls CERTIFICATE KEY [CLIENT_AUTHORITY]]`.

Prints `listening PORT` when it serves. Counts cancelled calls in /acme.peer.v1.PeerService: a Unary with text
`cancelled?` answers with the number of calls whose client went away, one with `who?` with the server's address.
"""
import sys
import threading
import time
from concurrent import futures

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from grpc_status import rpc_status

from acme.peer.v1 import peer_pb2, peer_pb2_grpc


HOST = sys.argv[sys.argv.index("--host") + 1] if "--host" in sys.argv else "127.0.0.1"


class Peer(peer_pb2_grpc.PeerServiceServicer):
    def __init__(self):
        self.cancelled = 0
        self.lock = threading.Lock()

    def _begin(self, context):
        echoed = tuple((k, v) for k, v in context.invocation_metadata() if k.startswith("x-echo"))
        context.send_initial_metadata(echoed)
        trailing = tuple(("x-trailer-" + k[2:], v) for k, v in echoed)
        context.set_trailing_metadata(trailing)
        context.add_callback(lambda: self._ended(context))
        return trailing

    def _ended(self, context):
        if context.code() is None and not getattr(context, "answered", False):
            with self.lock:
                self.cancelled += 1

    def _timeout(self, context):
        left = context.time_remaining()
        return "" if left is None or left > 1e6 else f"{left:.3f}"

    def _reply(self, request, context, count=1):
        data = b"\0" * request.reply_bytes if request.reply_bytes else request.data
        return peer_pb2.Reply(text=request.text, data=data, count=count, big=request.big,
                              at=request.at if request.HasField("at") else None, timeout_seen=self._timeout(context))

    def _wait(self, request, context):
        end = time.monotonic() + request.delay_ms / 1000
        while time.monotonic() < end and context.is_active():
            time.sleep(min(0.005, max(0, end - time.monotonic())))

    def _fail(self, request, context, trailing):
        if not request.fail_code:
            context.answered = True
            return
        context.answered = True
        if request.with_details:
            bad = error_details_pb2.BadRequest()
            bad.field_violations.add(field="text", description="must not be empty")
            info = error_details_pb2.ErrorInfo(reason="TEST", domain="acme")
            status = status_pb2.Status(code=request.fail_code, message=request.fail_message)
            for detail in (bad, info):
                packed = any_pb2.Any()
                packed.Pack(detail)
                status.details.append(packed)
            rich = rpc_status.to_status(status)
            context.set_trailing_metadata(trailing + tuple(rich.trailing_metadata))
            context.set_code(rich.code)
            context.set_details(rich.details)
        else:
            code = next(c for c in grpc.StatusCode if c.value[0] == request.fail_code)
            context.set_code(code)
            context.set_details(request.fail_message)

    def Lookup(self, request, context):
        return self.Unary(request, context)

    def Unary(self, request, context):
        trailing = self._begin(context)
        if request.text == "cancelled?":
            context.answered = True
            return peer_pb2.Reply(count=self.cancelled)
        if request.text == "who?":
            context.answered = True
            return peer_pb2.Reply(text=HOST)
        self._wait(request, context)
        self._fail(request, context, trailing)
        return self._reply(request, context)

    def Download(self, request, context):
        trailing = self._begin(context)
        for i in range(request.count):
            self._wait(request, context)
            if not context.is_active():
                return
            yield self._reply(request, context, i + 1)
        self._fail(request, context, trailing)

    def Upload(self, requests, context):
        trailing = self._begin(context)
        count = size = 0
        last = peer_pb2.Request()
        for last in requests:
            count += 1
            size += len(last.data)
        self._fail(last, context, trailing)
        return peer_pb2.Reply(text=last.text, count=count, big=size)

    def Chat(self, requests, context):
        trailing = self._begin(context)
        count = 0
        last = peer_pb2.Request()
        for last in requests:
            count += 1
            self._wait(last, context)
            yield self._reply(last, context, count)
        self._fail(last, context, trailing)


def add_port(server, address):
    if "--tls" not in sys.argv:
        return server.add_insecure_port(address)
    files = [open(name, "rb").read() for name in sys.argv[sys.argv.index("--tls") + 1:]]
    certificate, key, *client_authority = files
    credentials = grpc.ssl_server_credentials([(key, certificate)], *client_authority,
                                              require_client_auth=bool(client_authority))
    return server.add_secure_port(address, credentials)


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=160),
                         options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1),
                                  ("grpc.so_reuseport", 0)])
    peer_pb2_grpc.add_PeerServiceServicer_to_server(Peer(), server)
    status = health.HealthServicer()
    status.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(status, server)
    if "--no-reflection" not in sys.argv:
        names = (peer_pb2.DESCRIPTOR.services_by_name["PeerService"].full_name, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, server)
    port = add_port(server, f"{HOST}:{sys.argv[1]}")
    server.start()
    print(f"listening {port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
