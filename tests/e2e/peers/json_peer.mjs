// SPDX-License-Identifier: GPL-3.0-or-later
// @bufbuild/protobuf as the other opinion on protobuf's JSON: `json_peer.mjs SCHEMA MADE SEED`.
//
// SCHEMA: a descriptor set. MADE: lines of type, wire bytes in base64, Bascule's JSON. Prints lines of type, JSON,
// and what this library reads from it (base64, or `!` and the error): for Bascule's JSON, for its own JSON of the
// same message, and for that with one value replaced.
import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const [schemaFile, madeFile, seedText] = process.argv.slice(2);
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(schemaFile)));
const options = { registry, ignoreUnknownFields: true };
const values = [null, true, "true", 0, -1, 1.5, 100, 4294967296, "1", "1.0", "1e2", "x", "", {}, [], [null], [1], { a: 1 },
  "AA==", "AB==", "_-8", "RED", "NaN", "-Infinity", "2026-08-09T10:11:12Z", "2026-08-09T10:11:12.5+01:00", "1.5s", "-0.5s",
  "a,bC", "9223372036854775808", "-9223372036854775808", { "@type": "type.googleapis.com/every.All", fInt32: 1 }];

let state = Number(seedText);
const below = (end) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % end;
};

const read = (type, json) => {
  try {
    return Buffer.from(toBinary(type, fromJson(type, json, options))).toString("base64");
  } catch (error) {
    return "!" + String(error.message).replaceAll(/\s+/g, " ");
  }
};

// Walks to a random place and puts a random value there.
const damage = (json) => {
  let at = json;
  for (;;) {
    const keys = Object.keys(at).filter((key) => key !== "@type");
    if (keys.length === 0) return;
    const key = keys[below(keys.length)];
    if (at[key] === null || typeof at[key] !== "object" || below(3) === 0) {
      at[key] = values[below(values.length)];
      return;
    }
    at = at[key];
  }
};

// Node 24 reads a key of one escaped character as a backslash, if it has seen an object with that key.
const misread = /"\\(?:u[0-9a-f]{4}|.)":/;

for (const line of readFileSync(madeFile, "utf8").split("\n")) {
  if (line === "") continue;
  const [name, wire, json] = line.split("\t");
  const type = registry.getMessage(name);
  const print = (text) => {
    if (!misread.test(text)) process.stdout.write(`${name}\t${text}\t${read(type, JSON.parse(text))}\n`);
  };
  // What Bascule printed has to be the message itself, so its bytes are the ones it was made from.
  process.stdout.write(`${name}\t${json}\t${wire}\n`);
  print(json);
  const own = toJson(type, fromBinary(type, Buffer.from(wire, "base64")), options);
  print(JSON.stringify(own));
  damage(own);
  print(JSON.stringify(own));
}
