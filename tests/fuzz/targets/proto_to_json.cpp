// SPDX-License-Identifier: GPL-3.0-or-later
// Protobuf to JSON: what is accepted reads back to a message with the same JSON, in UTF-8.
#include "bridge/base/text.h"
#include "bridge/schema/transcoder.h"
#include "tests/fuzz/harness.h"
#include "tests/fuzz/test_schema.h"

namespace bascule::fuzz {

void target(Input& input) {
  const auto wire = input.rest();
  const schema::Schema& schema = *testSchema();
  const auto json = schema::protoToJson(schema, kEvery, wire);
  const auto pretty = schema::protoToPrettyJson(schema, kEvery, wire);
  require(json.has_value() == pretty.has_value(), "pretty JSON is JSON too");
  if (!json) {
    require(json.error().cause == "proto_invalid" || json.error().cause == "type_unknown",
            "an error has a cause of the table");
    return;
  }
  require(text::isUtf8(*json) && text::isUtf8(*pretty), "JSON is UTF-8");
  const auto back = schema::jsonToProto(schema, kEvery, *json);
  require(back.has_value(), "what we write can be read");
  const auto again = schema::protoToJson(schema, kEvery, *back);
  require(again && *again == *json, "JSON written twice is the same");
  const auto prettyBack = schema::jsonToProto(schema, kEvery, *pretty);
  require(prettyBack && *prettyBack == *back, "pretty JSON says the same");
}

}  // namespace bascule::fuzz
