// SPDX-License-Identifier: GPL-3.0-or-later
// The details of an error of the peer service, as every server of the tests sends them.
import { create, toBinary } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema } from "./google/rpc/error_details_pb.js";

const detail = (schema, value) => ({ type: schema.typeName, value: toBinary(schema, create(schema, value)) });

export const details = [
  detail(BadRequestSchema, { fieldViolations: [{ field: "text", description: "must not be empty" }] }),
  detail(ErrorInfoSchema, { reason: "TEST", domain: "acme" }),
];
