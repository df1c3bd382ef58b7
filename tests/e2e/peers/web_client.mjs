// SPDX-License-Identifier: GPL-3.0-or-later
// connect-web and grpc-web in a web page play the programme: asks its own server for /job, calls the bridges named there,
// which are of another origin, and posts what it saw to /result.
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { fromBinary, fromJson, toBinary } from "@bufbuild/protobuf";
import * as grpcWeb from "grpc-web";
import { PeerService, ReplySchema, RequestSchema } from "./acme/peer/v1/peer_pb.js";
import { StatusSchema } from "./google/rpc/status_pb.js";
import { echoed, play, told, toldDetails } from "./play.mjs";

const post = (path, value) => fetch(path, { method: "POST", body: JSON.stringify(value) });

function detailsOf(metadata) {
  const text = metadata["grpc-status-details-bin"];
  if (!text) return [];
  const packed = fromBinary(StatusSchema, base64Decode(text)).details;
  return toldDetails(packed.map(({ typeUrl, value }) => ({ type: typeUrl.replace(/.*\//, ""), value })));
}

function playGrpcWebStep(client, url, step) {
  const stream = step.kind === "server_stream";
  const method = new grpcWeb.MethodDescriptor(
    `/${PeerService.typeName}/${step.method}`, stream ? grpcWeb.MethodType.SERVER_STREAMING : grpcWeb.MethodType.UNARY,
    Object, Object, (request) => toBinary(RequestSchema, request), (bytes) => fromBinary(ReplySchema, bytes));
  const request = fromJson(RequestSchema, step.requests[0]);
  const metadata = { ...step.metadata, ...(step.timeoutMs ? { deadline: String(Date.now() + step.timeoutMs) } : {}) };
  const target = url + method.getName();
  const seen = { code: "ok", messages: [], headers: {}, trailers: {} };
  return new Promise((resolve) => {
    const done = () => resolve([step.name, { ...seen, metadata: { ...seen.headers, ...seen.trailers } }]);
    const took = (reply) => seen.messages.push(told(reply));
    const failed = (error) => {
      Object.assign(seen, { code: codeToString(error.code), message: error.message, details: detailsOf(error.metadata ?? {}) });
      seen.trailers = { ...seen.trailers, ...echoed(Object.entries(error.metadata ?? {})) };
    };
    const answered = (error, reply) => (error ? failed(error) : took(reply));
    const call = stream ? client.serverStreaming(target, request, metadata, method) : client.rpcCall(target, request, metadata, method, answered);
    call.on("status", (status) => (seen.trailers = echoed(Object.entries(status.metadata ?? {}))));
    // The headers come when the request is complete, whatever became of it; what belongs to its end follows at once.
    call.on("metadata", (headers) => {
      seen.headers = echoed(Object.entries(headers));
      setTimeout(done);
    });
    if (!stream) return;
    call.on("data", took);
    call.on("error", failed);
  });
}

async function playGrpcWeb(url, format, steps) {
  const client = new grpcWeb.GrpcWebClientBase({ format });
  return Object.fromEntries(await Promise.all(steps.map((step) => playGrpcWebStep(client, url, step))));
}

const lookups = (steps) => steps.filter((step) => step.method === "Lookup");
const modes = {
  "connect-web connect # proto": (baseUrl, steps) => play(createConnectTransport({ baseUrl, useBinaryFormat: true }), steps),
  "connect-web connect # json": (baseUrl, steps) => play(createConnectTransport({ baseUrl }), steps),
  "connect-web connect-get # proto": (baseUrl, steps) =>
    play(createConnectTransport({ baseUrl, useBinaryFormat: true, useHttpGet: true }), lookups(steps)),
  "connect-web connect-get # json": (baseUrl, steps) => play(createConnectTransport({ baseUrl, useHttpGet: true }), lookups(steps)),
  "connect-web grpc-web # proto": (baseUrl, steps) => play(createGrpcWebTransport({ baseUrl, useBinaryFormat: true }), steps),
  "connect-web grpc-web # json": (baseUrl, steps) => play(createGrpcWebTransport({ baseUrl, useBinaryFormat: false }), steps),
  "grpc-web grpc-web-text # proto": (baseUrl, steps) => playGrpcWeb(baseUrl, "text", steps),
  "grpc-web grpc-web # proto": (baseUrl, steps) => playGrpcWeb(baseUrl, "binary", steps),
};

try {
  const { targets, steps } = await (await fetch("/job" + location.search)).json();
  for (const { server, urls } of targets) {
    const seen = {};
    for (const [version, url] of Object.entries(urls)) {
      const runs = Object.entries(modes).map(async ([name, run]) => (seen[name.replace("#", version)] = await run(url, steps)));
      await Promise.all(runs);
    }
    await post("/result", { server, seen });
  }
} catch (error) {
  await post("/result", { failed: String(error.stack ?? error) });
}
