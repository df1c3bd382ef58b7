# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer service moved to Connect (connect-python under uvicorn): `connect_server.py PORT`."""
import socket
import sys

import uvicorn

from acme.peer.v1 import peer_pb2
from acme.peer.v1.peer_connect import PeerServiceASGIApplication


class Peer:
    async def unary(self, request, ctx):
        return peer_pb2.Reply(text=request.text, count=1)

    async def lookup(self, request, ctx):
        return await self.unary(request, ctx)

    async def download(self, request, ctx):
        for i in range(request.count):
            yield peer_pb2.Reply(text=request.text, count=i + 1)

    async def upload(self, requests, ctx):
        count = 0
        async for _ in requests:
            count += 1
        return peer_pb2.Reply(count=count)

    async def chat(self, requests, ctx):
        async for request in requests:
            yield peer_pb2.Reply(text=request.text)


def main():
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    print(f"listening {listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(PeerServiceASGIApplication(Peer()), log_level="warning")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
