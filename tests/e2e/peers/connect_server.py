# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer service moved to Connect: `connect_server.py PORT [--wsgi]`, connect-python under uvicorn or gunicorn.

Both speak HTTP/1.1 alone. Prints `listening PORT` when it serves.
"""
import asyncio
import os
import socket
import sys
import time

import gunicorn.app.base
import uvicorn
from connectrpc.code import Code
from connectrpc.errors import ConnectError, ErrorDetail
from google.rpc import error_details_pb2
from protobuf.wkt import Any

from acme.peer.v1 import peer_pb2
from acme.peer.v1.peer_connect import PeerServiceASGIApplication, PeerServiceWSGIApplication

CODES = ["", "canceled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists",
         "permission_denied", "resource_exhausted", "failed_precondition", "aborted", "out_of_range",
         "unimplemented", "internal", "unavailable", "data_loss", "unauthenticated"]


def begin(ctx):
    for name in [n for n in ctx.request_headers if n.startswith("x-echo")]:
        for value in ctx.request_headers.getall(name):
            ctx.response_headers.add(name, value)
            ctx.response_trailers.add("x-trailer-" + name[2:], value)


def fail(request):
    if not request.fail_code:
        return
    details = []
    if request.with_details:
        bad = error_details_pb2.BadRequest()
        bad.field_violations.add(field="text", description="must not be empty")
        for message in (bad, error_details_pb2.ErrorInfo(reason="TEST", domain="acme")):
            url = "type.googleapis.com/" + message.DESCRIPTOR.full_name
            details.append(ErrorDetail(Any(type_url=url, value=message.SerializeToString())))
    raise ConnectError(Code(CODES[request.fail_code]), request.fail_message, details)


def reply(request, count=1):
    data = b"\0" * request.reply_bytes if request.reply_bytes else request.data
    answer = peer_pb2.Reply(text=request.text, data=data, count=count, big=request.big)
    if request.HasField("at"):
        answer.at.CopyFrom(request.at)
    return answer


class Peer:
    """Under ASGI."""

    async def unary(self, request, ctx):
        begin(ctx)
        await asyncio.sleep(request.delay_ms / 1000)
        fail(request)
        return reply(request)

    async def lookup(self, request, ctx):
        return await self.unary(request, ctx)

    async def download(self, request, ctx):
        begin(ctx)
        for i in range(request.count):
            yield reply(request, i + 1)
        fail(request)

    async def upload(self, requests, ctx):
        begin(ctx)
        got = [request async for request in requests]
        return peer_pb2.Reply(text=got[-1].text if got else "", count=len(got), big=sum(len(r.data) for r in got))

    async def chat(self, requests, ctx):
        begin(ctx)
        count = 0
        async for request in requests:
            count += 1
            yield reply(request, count)


class PeerSync:
    """Under WSGI."""

    def unary(self, request, ctx):
        begin(ctx)
        time.sleep(request.delay_ms / 1000)
        fail(request)
        return reply(request)

    def lookup(self, request, ctx):
        return self.unary(request, ctx)

    def download(self, request, ctx):
        begin(ctx)
        for i in range(request.count):
            yield reply(request, i + 1)
        fail(request)

    def upload(self, requests, ctx):
        begin(ctx)
        got = list(requests)
        return peer_pb2.Reply(text=got[-1].text if got else "", count=len(got), big=sum(len(r.data) for r in got))

    def chat(self, requests, ctx):
        begin(ctx)
        for count, request in enumerate(requests, 1):
            yield reply(request, count)


class Gunicorn(gunicorn.app.base.BaseApplication):
    """gunicorn with one process of many threads on a socket that is open already."""

    def __init__(self, listener):
        self.listener = listener
        super().__init__()

    def load_config(self):
        self.cfg.set("bind", f"fd://{self.listener.fileno()}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 64)
        self.cfg.set("graceful_timeout", 1)
        self.cfg.set("loglevel", "warning")

    def load(self):
        return PeerServiceWSGIApplication(PeerSync())


def main():
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    print(f"listening {listener.getsockname()[1]}", flush=True)
    if "--wsgi" in sys.argv:
        os.set_inheritable(listener.fileno(), True)
        Gunicorn(listener).run()
        return
    config = uvicorn.Config(PeerServiceASGIApplication(Peer()), log_level="warning")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
