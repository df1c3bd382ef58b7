// SPDX-License-Identifier: GPL-3.0-or-later
// connect-es on Node.js plays the programme: node client_connect_es.mjs '{"url": ..., "steps": [...]}'
// in every protocol, version of HTTP, codec and compression; prints {mode: {step: what it saw}}.
import { promisify } from "node:util";
import zlib from "node:zlib";
import { compressionBrotli, compressionGzip, createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { play } from "./play.mjs";

const { url, steps } = JSON.parse(process.argv[2]);

function coding(name, compress, decompress) {
  return {
    name,
    compress: promisify(compress),
    decompress: async (bytes) => (bytes.length === 0 ? bytes : promisify(decompress)(bytes)),
  };
}

const codings = [
  null, compressionGzip, compressionBrotli,
  coding("zstd", zlib.zstdCompress, zlib.zstdDecompress), coding("deflate", zlib.deflate, zlib.inflate),
];
const kinds = [
  ["connect", "1.1", createConnectTransport], ["connect", "2", createConnectTransport],
  ["connect-get", "1.1", createConnectTransport], ["connect-get", "2", createConnectTransport],
  ["grpc", "2", createGrpcTransport], ["grpc-web", "1.1", createGrpcWebTransport], ["grpc-web", "2", createGrpcWebTransport],
];

const modes = kinds.flatMap(([protocol, httpVersion, create]) =>
  ["proto", "json"].flatMap((codec) => codings.map((compression) => ({ protocol, httpVersion, create, codec, compression }))));

function run({ protocol, httpVersion, create, codec, compression }) {
  const transport = create({
    baseUrl: url,
    httpVersion,
    useBinaryFormat: codec === "proto",
    useHttpGet: protocol === "connect-get",
    sendCompression: compression,
    acceptCompression: compression ? [compression] : [],
    compressMinBytes: 0,
  });
  const possible = (step) =>
    (protocol !== "connect-get" || step.name === "lookup") && (httpVersion === "2" || step.kind !== "duplex");
  return play(transport, steps.filter(possible));
}

const name = ({ protocol, httpVersion, codec, compression }) =>
  `${protocol} HTTP/${httpVersion} ${codec}, ${compression?.name ?? "identity"}`;
const seen = await Promise.all(modes.map(async (mode) => [name(mode), await run(mode)]));
process.stdout.write(JSON.stringify(Object.fromEntries(seen)) + "\n", () => process.exit(0));
