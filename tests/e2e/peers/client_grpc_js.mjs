// SPDX-License-Identifier: GPL-3.0-or-later
// grpc-js plays the programme: node client_grpc_js.mjs '{"url": ..., "steps": [...]}'; prints {mode: {step: what it saw}}.
import grpc from "@grpc/grpc-js";
import { fromBinary, fromJson, toBinary } from "@bufbuild/protobuf";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { PeerService, ReplySchema, RequestSchema } from "./acme/peer/v1/peer_pb.js";
import { StatusSchema } from "./google/rpc/status_pb.js";
import { echoed, told, toldDetails } from "./play.mjs";

const { url, steps } = JSON.parse(process.argv[2]);
const serialize = (request) => Buffer.from(toBinary(RequestSchema, request));
const deserialize = (bytes) => fromBinary(ReplySchema, bytes);

function metadataOf(step) {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(step.metadata ?? {})) {
    metadata.set(name, name.endsWith("-bin") ? Buffer.from(value, "base64") : value);
  }
  return metadata;
}

function entries(metadata) {
  const text = (name, value) => [name, name.endsWith("-bin") ? value.toString("base64") : value];
  return Object.keys(metadata.getMap()).flatMap((name) => metadata.get(name).map((value) => text(name, value)));
}

function detailsOf(status) {
  const [bytes] = status.metadata.get("grpc-status-details-bin");
  if (!bytes) return [];
  const packed = fromBinary(StatusSchema, bytes).details;
  return toldDetails(packed.map(({ typeUrl, value }) => ({ type: typeUrl.replace(/.*\//, ""), value })));
}

function open(client, step, requests, take) {
  const { typeName } = PeerService;
  const options = step.timeoutMs ? { deadline: Date.now() + step.timeoutMs } : {};
  const call = [`/${typeName}/${step.method}`, serialize, deserialize];
  const done = (error, reply) => error || take(reply);
  switch (step.kind) {
    case "unary": return client.makeUnaryRequest(...call, requests[0], metadataOf(step), options, done);
    case "client_stream": return client.makeClientStreamRequest(...call, metadataOf(step), options, done);
    case "server_stream": return client.makeServerStreamRequest(...call, requests[0], metadataOf(step), options);
    default: return client.makeBidiStreamRequest(...call, metadataOf(step), options);
  }
}

/// Feeds the requests of a stream: at once, or each after the answer to the one before it.
function feed(stream, step, requests) {
  if (!stream.write) return;
  if (step.kind !== "duplex") {
    for (const request of requests) stream.write(request);
    stream.end();
    return;
  }
  const next = () => (requests.length > 0 ? stream.write(requests.shift()) : stream.end());
  stream.on("data", next);
  next();
}

function playStep(client, step) {
  const requests = step.requests.map((json) => fromJson(RequestSchema, json));
  const seen = { messages: [] };
  return new Promise((resolve) => {
    const took = (reply) => seen.messages.push(told(reply));
    const stream = open(client, step, requests, took);
    stream.on("metadata", (metadata) => (seen.headers = echoed(entries(metadata))));
    stream.on("error", () => {});
    // Messages may come after the status: a stream is over when its end was read too.
    let ends = 1;
    const done = () => --ends === 0 && setImmediate(() => resolve([step.name, seen]));
    if (step.kind !== "unary" && step.kind !== "client_stream") {
      ends = 2;
      stream.on("data", took);
      stream.on("end", done);
    }
    stream.on("status", (status) => {
      seen.trailers = echoed(entries(status.metadata));
      seen.code = status.code === 0 ? "ok" : codeToString(status.code);
      seen.message = status.details;
      seen.details = detailsOf(status);
      seen.metadata = { ...seen.headers, ...seen.trailers };
      done();
    });
    feed(stream, step, requests);
  });
}

const seen = {};
for (const [name, algorithm] of [["identity", 0], ["deflate", 1], ["gzip", 2]]) {
  const client = new grpc.Client(new URL(url).host, grpc.credentials.createInsecure(), {
    "grpc.default_compression_algorithm": algorithm,
  });
  seen[`grpc HTTP/2 proto, ${name}`] = Object.fromEntries(await Promise.all(steps.map((step) => playStep(client, step))));
}
process.stdout.write(JSON.stringify(seen) + "\n", () => process.exit(0));
