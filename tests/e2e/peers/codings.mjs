// SPDX-License-Identifier: GPL-3.0-or-later
// `codings.mjs URL`: the same message in every compression that the bridge reads, in every protocol that has a place for
// it, written byte by byte, because no client library has all of them. Ends with an error if a call is not answered well.
import http from "node:http";
import http2 from "node:http2";
import zlib from "node:zlib";

const [url] = process.argv.slice(2);
const service = "/acme.peer.v1.PeerService/";
const text = "compressed ".repeat(200);

function crc32c(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

// google/snappy framing_format.txt: the stream identifier and one uncompressed chunk.
function snappy(bytes) {
  const crc = crc32c(bytes);
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUIntLE(bytes.length + 4, 1, 3);
  head.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0, 4);
  return Buffer.concat([Buffer.from("\xff\x06\0\0sNaPpY", "latin1"), head, bytes]);
}

const codings = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync, zstd: zlib.zstdCompressSync, snappy };

// Request{text}, as protobuf and as JSON.
const length = Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7]);
const proto = Buffer.concat([Buffer.from([0x0a]), length, Buffer.from(text)]);
const json = Buffer.from(JSON.stringify({ text }));
const message = { proto, json };

function envelope(bytes) {
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

// One row a protocol: headers, method and body for a coding and a codec.
const protocols = [
  (coding, codec) => ({ method: "Unary", type: `application/${codec}`, field: "content-encoding", body: codings[coding](message[codec]) }),
  (coding, codec) => ({ method: "Chat", type: `application/connect+${codec}`, field: "connect-content-encoding", body: envelope(codings[coding](message[codec])) }),
  (coding) => ({ method: "Unary", type: "application/grpc-web+proto", field: "grpc-encoding", body: envelope(codings[coding](proto)) }),
  (coding) => ({ method: "Unary", type: "application/grpc-web-text+proto", field: "grpc-encoding",
    body: Buffer.from(envelope(codings[coding](proto)).toString("base64")) }),
];

function overHttp1({ method, type, field, body }, coding) {
  return new Promise((done, failed) => {
    const request = http.request(`${url}${service}${method}`, { method: "POST", headers: { "content-type": type, [field]: coding,
      "connect-protocol-version": "1",
      "accept-encoding": "identity", "connect-accept-encoding": "identity", "grpc-accept-encoding": "identity" } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, body: Buffer.concat(parts), trailers: {} }));
    });
    request.on("error", failed);
    request.end(body);
  });
}

function overHttp2(session, coding) {
  return new Promise((done, failed) => {
    const stream = session.request({ ":method": "POST", ":path": `${service}Unary`, "content-type": "application/grpc+proto",
      te: "trailers", "grpc-encoding": coding });
    const answer = { status: 0, body: Buffer.alloc(0), trailers: {} };
    stream.on("response", (head) => { answer.status = head[":status"]; Object.assign(answer.trailers, head); });
    stream.on("trailers", (fields) => Object.assign(answer.trailers, fields));
    stream.on("data", () => {});
    stream.on("end", () => done(answer));
    stream.on("error", failed);
    stream.end(envelope(codings[coding](proto)));
  });
}

function check(what, answer, good) {
  if (!good) throw new Error(`${what}: ${answer.status} ${answer.body} ${JSON.stringify(answer.trailers)}`);
}

const session = http2.connect(url);
for (const coding of Object.keys(codings)) {
  for (const protocol of protocols) {
    for (const codec of protocol.length > 1 ? ["proto", "json"] : ["proto"]) {
      const call = protocol(coding, codec);
      const answer = await overHttp1(call, coding);
      const plain = call.type.includes("text") ? Buffer.from(answer.body.toString(), "base64") : answer.body;
      // Connect streams say in their last envelope whether they failed.
      check(`${call.type} ${coding}`, answer, answer.status === 200 && plain.includes(text) && !plain.includes('"error"'));
    }
  }
  const answer = await overHttp2(session, coding);
  check(`gRPC ${coding}`, answer, answer.status === 200 && answer.trailers["grpc-status"] === "0");
}
session.close();
