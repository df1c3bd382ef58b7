// SPDX-License-Identifier: GPL-3.0-or-later
// The grpc-web client (the one that speaks text) on Node.js: node grpc_web.mjs URL
// Runs unary calls and a server stream and prints one JSON object with what it saw.
import xhr2 from "xhr2";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ReplySchema, RequestSchema } from "./acme/peer/v1/peer_pb.js";

globalThis.XMLHttpRequest = xhr2.XMLHttpRequest;
const { default: grpcWeb } = await import("grpc-web");

const url = process.argv[2];
const client = new grpcWeb.GrpcWebClientBase({ format: "text" });

function method(name, type) {
  return new grpcWeb.MethodDescriptor(
    `/acme.peer.v1.PeerService/${name}`, type, Object, Object,
    (request) => toBinary(RequestSchema, create(RequestSchema, request)),
    (bytes) => fromBinary(ReplySchema, bytes));
}

const unary = (request, metadata = {}) => {
  const descriptor = method("Unary", grpcWeb.MethodType.UNARY);
  return client.unaryCall(url + descriptor.getName(), request, metadata, descriptor);
};

const seen = {};
const reply = await unary({ text: "grüß", big: 2n ** 62n, data: new Uint8Array([0, 255, 254]) });
seen.unary = [reply.text, String(reply.big), [...reply.data]];
// Every remainder of the length: each message is a chunk of base64 with a padding of its own.
seen.sizes = [];
for (let size = 0; size < 7; size++) seen.sizes.push((await unary({ data: new Uint8Array(size) })).data.length);
seen.large = (await unary({ data: new Uint8Array(300000).map((_, i) => i * 31) })).data.length;
try {
  await unary({ failCode: 3, failMessage: "bad €", withDetails: true });
} catch (error) {
  seen.error = { code: error.code, message: error.message, details: "grpc-status-details-bin" in error.metadata };
}
const descriptor = method("Download", grpcWeb.MethodType.SERVER_STREAMING);
seen.download = await new Promise((resolve, reject) => {
  const counts = [];
  const stream = client.serverStreaming(url + descriptor.getName(), { text: "x", count: 5 }, {}, descriptor);
  stream.on("data", (r) => counts.push(r.count));
  stream.on("status", (status) => (seen.status = status.code));
  stream.on("error", reject);
  stream.on("end", () => resolve(counts));
});
console.log(JSON.stringify(seen));
process.exit(0);
