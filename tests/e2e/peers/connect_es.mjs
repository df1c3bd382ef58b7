// SPDX-License-Identifier: GPL-3.0-or-later
// A connect-es client on Node.js: node connect_es.mjs URL connect|connect-get|grpc|grpc-web 1.1|2 proto|json [no-bidi]
// Runs every kind of call and prints one JSON object with what it saw.
import { createClient, ConnectError, Code } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { PeerService } from "./acme/peer/v1/peer_pb.js";

const [url, protocol, httpVersion, codec, kinds] = process.argv.slice(2);
const options = {
  baseUrl: url,
  httpVersion,
  useBinaryFormat: codec === "proto",
  useHttpGet: protocol === "connect-get",
};
const transports = { grpc: createGrpcTransport, "grpc-web": createGrpcWebTransport };
const transport = (transports[protocol] ?? createConnectTransport)(options);
const client = createClient(PeerService, transport);
const seen = {};

async function failure(call) {
  try {
    await call();
    return "none";
  } catch (error) {
    const e = ConnectError.from(error);
    return { code: Code[e.code], message: e.rawMessage, details: e.details.map((d) => d.type) };
  }
}

async function* requests(count) {
  for (let i = 0; i < count; i++) yield { text: String(i), data: new Uint8Array(10) };
}

async function collect(stream) {
  const all = [];
  for await (const reply of stream) all.push(reply);
  return all;
}

let headers, trailers;
const unary = await client.unary({ text: "grüß", big: 2n ** 62n }, {
  headers: { "x-echo-a": "1" },
  onHeader: (h) => (headers = h.get("x-echo-a")),
  onTrailer: (t) => (trailers = t.get("x-trailer-echo-a")),
});
seen.unary = { text: unary.text, big: String(unary.big), headers, trailers };
seen.lookup = (await client.lookup({ text: "a+b/ü", count: 3 })).text;
seen.download = (await collect(client.download({ count: 4 }))).map((r) => r.count);
const upload = await client.upload(requests(7));
seen.upload = [upload.count, String(upload.big)];
if (kinds !== "no-bidi") seen.chat = (await collect(client.chat(requests(4)))).map((r) => r.text);
seen.error = await failure(() => client.unary({ failCode: 3, failMessage: "bad €", withDetails: true }));
seen.deadline = await failure(() => client.unary({ delayMs: 5000 }, { timeoutMs: 200 }));
const abort = new AbortController();
const pending = failure(() => client.unary({ delayMs: 20000 }, { signal: abort.signal }));
setTimeout(() => abort.abort(), 100);
seen.cancel = (await pending).code;
const data = new Uint8Array(1 << 20).map((_, i) => Math.imul(i, 2654435761) >>> 13);
seen.large = (await client.unary({ data })).data.length;
const many = await Promise.all(Array.from({ length: 100 }, (_, i) => client.unary({ text: String(i), delayMs: 20 })));
seen.hundred = many.every((reply, i) => reply.text === String(i));
console.log(JSON.stringify(seen));
process.exit(0);
