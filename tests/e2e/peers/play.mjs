// SPDX-License-Identifier: GPL-3.0-or-later
// Plays steps of programme.json with a client of connect-es, on Node.js and in a web page, and tells what it saw.
import { createClient, ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { fromJson, toJson } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { PeerService, ReplySchema, RequestSchema } from "./acme/peer/v1/peer_pb.js";

const unpadded = (text) => text.replace(/=+$/, "");

/// The metadata that the server echoed: values of one name joined as HTTP joins them, binary ones unpadded.
export function echoed(entries) {
  const found = {};
  for (const [name, value] of entries) {
    if (!/^x-(trailer-)?echo/.test(name)) continue;
    const all = value.split(/,\s*/).map((one) => (name.endsWith("-bin") ? unpadded(one) : one)).join(", ");
    found[name] = name in found ? `${found[name]}, ${all}` : all;
  }
  return found;
}

/// A reply as the programme writes it: many bytes are told by their number.
export function told(reply) {
  const json = toJson(ReplySchema, reply);
  delete json.timeoutSeen;
  if (reply.data.length > 1000) {
    delete json.data;
    json.bytes = reply.data.length;
  }
  return json;
}

export const toldDetails = (details) => details.map(({ type, value }) => ({ type, value: unpadded(base64Encode(value)) }));

async function* eachOf(requests) {
  yield* requests;
}

/// Each request goes out when the answer to the one before it is there.
async function duplex(client, requests, options, take) {
  let release;
  async function* ask() {
    for (const request of requests) {
      const answered = new Promise((resolve) => (release = resolve));
      yield request;
      await answered;
    }
  }
  for await (const reply of client.chat(ask(), options)) {
    take(reply);
    release();
  }
}

async function call(client, step, options, take) {
  const requests = step.requests.map((json) => fromJson(RequestSchema, json));
  const method = client[step.method.toLowerCase()];
  switch (step.kind) {
    case "unary": return take(await method(requests[0], options));
    case "client_stream": return take(await method(eachOf(requests), options));
    case "server_stream": for await (const reply of method(requests[0], options)) take(reply); return;
    case "bidi": for await (const reply of method(eachOf(requests), options)) take(reply); return;
    case "duplex": return duplex(client, requests, options, take);
  }
}

async function playStep(client, step) {
  const seen = { code: "ok", messages: [] };
  const options = {
    headers: step.metadata,
    timeoutMs: step.timeoutMs,
    onHeader: (headers) => (seen.headers = echoed(headers)),
    onTrailer: (trailers) => (seen.trailers = echoed(trailers)),
  };
  try {
    await call(client, step, options, (reply) => seen.messages.push(told(reply)));
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const details = toldDetails(error.details);
    Object.assign(seen, { code: codeToString(error.code), message: error.rawMessage, details, metadata: echoed(error.metadata) });
  }
  return seen;
}

/// What each step gave, by its name. The steps run side by side.
export async function play(transport, steps) {
  const client = createClient(PeerService, transport);
  const all = steps.map(async (step) => [step.name, await playStep(client, step)]);
  return Object.fromEntries(await Promise.all(all));
}
