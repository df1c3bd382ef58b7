// SPDX-License-Identifier: GPL-3.0-or-later
// The peer service on grpc-js: node grpc_js_server.mjs. Prints `listening PORT`. It has no reflection.
import grpc from "@grpc/grpc-js";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { PeerService, ReplySchema } from "./acme/peer/v1/peer_pb.js";
import { StatusSchema } from "./google/rpc/status_pb.js";
import { details } from "./details.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Sends the echoed metadata as headers; gives what goes into the trailers.
function begin(call) {
  const headers = new grpc.Metadata();
  const trailers = new grpc.Metadata();
  for (const name of Object.keys(call.metadata.getMap()).filter((name) => name.startsWith("x-echo"))) {
    for (const value of call.metadata.get(name)) {
      headers.add(name, value);
      trailers.add("x-trailer-" + name.slice(2), value);
    }
  }
  call.sendMetadata(headers);
  return trailers;
}

/// The error a request asks for, or null.
function failure(request, metadata) {
  if (!request.failCode) return null;
  if (request.withDetails) {
    const packed = details.map(({ type, value }) => ({ typeUrl: `type.googleapis.com/${type}`, value }));
    const status = create(StatusSchema, { code: request.failCode, message: request.failMessage, details: packed });
    metadata.set("grpc-status-details-bin", Buffer.from(toBinary(StatusSchema, status)));
  }
  return { code: request.failCode, details: request.failMessage, metadata };
}

const reply = (request, count) => ({
  text: request.text, data: request.replyBytes ? new Uint8Array(request.replyBytes) : request.data,
  count, big: request.big, at: request.at,
});

async function unary(call, done) {
  const trailers = begin(call);
  await wait(call.request.delayMs);
  const error = failure(call.request, trailers);
  if (error) done(error); else done(null, reply(call.request, 1), trailers);
}

function finish(call, error, trailers) {
  if (error) call.emit("error", error); else call.end(trailers);
}

async function download(call) {
  const trailers = begin(call);
  for (let i = 1; i <= call.request.count; i++) {
    await wait(call.request.delayMs);
    call.write(reply(call.request, i));
  }
  finish(call, failure(call.request, trailers), trailers);
}

async function upload(call, done) {
  const trailers = begin(call);
  let count = 0;
  let bytes = 0n;
  let text = "";
  for await (const request of call) {
    count++;
    bytes += BigInt(request.data.length);
    text = request.text;
  }
  done(null, { text, count, big: bytes }, trailers);
}

async function chat(call) {
  const trailers = begin(call);
  let count = 0;
  for await (const request of call) call.write(reply(request, ++count));
  finish(call, null, trailers);
}

const definition = Object.fromEntries(PeerService.methods.map((method) => [method.name, {
  path: `/${PeerService.typeName}/${method.name}`,
  requestStream: method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
  responseStream: method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
  requestDeserialize: (bytes) => fromBinary(method.input, bytes),
  requestSerialize: (message) => Buffer.from(toBinary(method.input, message)),
  responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  responseSerialize: (message) => Buffer.from(toBinary(method.output, create(ReplySchema, message))),
}]));

const server = new grpc.Server();
server.addService(definition, { Unary: unary, Lookup: unary, Download: download, Upload: upload, Chat: chat });
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening ${port}`);
});
