// SPDX-License-Identifier: GPL-3.0-or-later
// The peer service on Node.js (connect-es): node connect_es_server.mjs 1.1|2 [connect|grpc|grpc-web ...]
// Speaks the protocols named, all three without a name; HTTP/2 is cleartext with prior knowledge. With a
// certificate in TLS_CERTIFICATE and its key in TLS_KEY it is TLS: 2 takes HTTP/1.1 too, as ALPN agrees.
import fs from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import { ConnectError } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { PeerService } from "./acme/peer/v1/peer_pb.js";
import { Health } from "./grpc/health/v1/health_pb.js";
import { details } from "./details.mjs";

const [version, ...protocols] = process.argv.slice(2);
const speaks = (protocol) => protocols.length === 0 || protocols.includes(protocol);

function begin(context) {
  for (const [name, value] of context.requestHeader) {
    if (!name.startsWith("x-echo")) continue;
    context.responseHeader.append(name, value);
    context.responseTrailer.append("x-trailer-" + name.slice(2), value);
  }
}

function fail(request) {
  if (request.failCode === 0) return;
  const error = new ConnectError(request.failMessage, request.failCode);
  error.details = request.withDetails ? details : [];
  throw error;
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function unary(request, context) {
  begin(context);
  await wait(request.delayMs);
  fail(request);
  const header = context.requestHeader;
  return {
    text: request.text === "protocol?" ? `${context.protocolName} ${context.requestMethod}` : request.text,
    data: request.replyBytes ? new Uint8Array(request.replyBytes) : request.data,
    count: 1,
    big: request.big,
    at: request.at,
    timeoutSeen: header.get("connect-timeout-ms") ?? header.get("grpc-timeout") ?? "",
  };
}

const routes = (router) =>
  router.service(Health, { check: () => ({ status: 1 }) }).service(PeerService, {
    unary,
    lookup: unary,
    async *download(request, context) {
      begin(context);
      for (let i = 1; i <= request.count; i++) {
        await wait(request.delayMs);
        yield { text: request.text, count: i };
      }
      fail(request);
    },
    async upload(requests, context) {
      begin(context);
      let count = 0;
      let bytes = 0;
      let text = "";
      for await (const request of requests) {
        count++;
        bytes += request.data.length;
        text = request.text;
      }
      return { text, count, big: BigInt(bytes) };
    },
    async *chat(requests, context) {
      begin(context);
      let count = 0;
      for await (const request of requests) yield { text: request.text, count: ++count };
    },
  });

const adapter = connectNodeAdapter({
  routes,
  connect: speaks("connect"),
  grpc: speaks("grpc"),
  grpcWeb: speaks("grpc-web"),
});

function createServer() {
  const { TLS_CERTIFICATE: certificate, TLS_KEY: key } = process.env;
  if (!certificate) return version === "2" ? http2.createServer(adapter) : http.createServer(adapter);
  const files = { cert: fs.readFileSync(certificate), key: fs.readFileSync(key), allowHTTP1: true };
  return version === "2" ? http2.createSecureServer(files, adapter) : https.createServer(files, adapter);
}

const server = createServer();
server.on("secureConnection", (socket) => console.log(`resumed ${socket.isSessionReused()}`));
server.listen(0, "127.0.0.1", () => console.log(`listening ${server.address().port}`));
