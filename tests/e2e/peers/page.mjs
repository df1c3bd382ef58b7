// SPDX-License-Identifier: GPL-3.0-or-later
// What a script in a web page sees: connect-es over an HTTP client that obeys CORS as browsers do (Fetch standard, "CORS
// protocol"): it asks first, compares origins, and shows the script only the fields it may read.
// node page.mjs URL ORIGIN connect|connect-get|grpc-web
import http from "node:http";
import { createClient, ConnectError, Code } from "@connectrpc/connect";
import { createTransport as createConnect } from "@connectrpc/connect/protocol-connect";
import { createTransport as createGrpcWeb } from "@connectrpc/connect/protocol-grpc-web";
import { PeerService } from "./acme/peer/v1/peer_pb.js";

const [url, origin, protocol] = process.argv.slice(2);
const seen = { preflights: 0 };
const safeRequest = ["accept", "accept-language", "content-language"];
const safeResponse = ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma"];

function send(target, method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(target, { method, headers }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

const list = (text) => (text ?? "").split(",").map((name) => name.trim().toLowerCase());

function check(answer) {
  if (answer.headers["access-control-allow-origin"] !== origin) throw new TypeError("CORS: origin not allowed");
}

/// A request as connect-es hands it to its HTTP client, made the way a browser makes it for a page.
async function pageClient({ method, url: target, header, body }) {
  const headers = Object.fromEntries(header);
  delete headers["user-agent"]; // connect-es names itself outside of browsers only
  const unsafe = Object.keys(headers).filter((name) => !safeRequest.includes(name));
  if (method !== "GET" || unsafe.length > 0) {
    const asked = await send(target, "OPTIONS", {
      origin, "access-control-request-method": method, "access-control-request-headers": unsafe.sort().join(","),
    });
    seen.preflights++;
    check(asked);
    if (asked.status < 200 || asked.status > 299) throw new TypeError("CORS: preflight refused");
    if (!list(asked.headers["access-control-allow-methods"]).includes(method.toLowerCase())) throw new TypeError("CORS: method");
    const missing = unsafe.filter((name) => !list(asked.headers["access-control-allow-headers"]).includes(name));
    if (missing.length > 0) throw new TypeError(`CORS: ${missing}`);
  }
  const pieces = [];
  for await (const piece of body ?? []) pieces.push(piece);
  const page = { origin, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" };
  const answer = await send(target, method, { ...headers, ...page }, Buffer.concat(pieces));
  check(answer);
  const exposed = list(answer.headers["access-control-expose-headers"]);
  const readable = Object.entries(answer.headers).filter(([name]) => safeResponse.includes(name) || exposed.includes(name));
  return { status: answer.status, header: new Headers(readable), body: (async function* () { yield answer.body; })(), trailer: new Headers() };
}

const options = {
  baseUrl: url, httpClient: pageClient, useBinaryFormat: true, interceptors: [], acceptCompression: [],
  sendCompression: null, compressMinBytes: 0, readMaxBytes: 0xffffffff, writeMaxBytes: 0xffffffff,
  useHttpGet: protocol === "connect-get",
};
const client = createClient(PeerService, (protocol === "grpc-web" ? createGrpcWeb : createConnect)(options));
try {
  if (protocol === "connect-get") {
    seen.text = (await client.lookup({ text: "hi" })).text;
  } else {
    const reply = await client.unary({ text: "hi" }, {
      headers: { "x-echo-a": "1" },
      onHeader: (h) => (seen.header = h.get("x-echo-a")),
      onTrailer: (t) => (seen.trailer = t.get("x-trailer-echo-a")),
    });
    seen.text = reply.text;
    seen.download = [];
    for await (const part of client.download({ count: 3 })) seen.download.push(part.count);
    try {
      await client.unary({ failCode: 3, failMessage: "bad €", withDetails: true });
    } catch (error) {
      const e = ConnectError.from(error);
      seen.error = { code: Code[e.code], message: e.rawMessage, details: e.details.length };
    }
  }
} catch (error) {
  seen.failed = String(ConnectError.from(error).rawMessage);
}
console.log(JSON.stringify(seen));
process.exit(0);
