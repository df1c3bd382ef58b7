// SPDX-License-Identifier: GPL-3.0-or-later
// JSON to protobuf: what is accepted is a message that reads back to the same JSON.
#include "bridge/schema/transcoder.h"
#include "tests/fuzz/harness.h"
#include "tests/fuzz/test_schema.h"

namespace bascule::fuzz {
namespace {

void checkError(const Error& error) {
  constexpr std::string_view kCauses[] = {"json_invalid", "json_too_deep", "json_too_large", "type_unknown"};
  require(std::ranges::find(kCauses, error.cause) != std::end(kCauses), "an error has a cause of the table");
  require(!error.message.empty(), "an error says what is wrong");
}

}  // namespace

void target(Input& input) {
  const auto json = input.rest();
  const schema::Schema& schema = *testSchema();
  const auto wire = schema::jsonToProto(schema, kEvery, json);
  if (!wire) {
    checkError(wire.error());
    return;
  }
  // No member of JSON text is shorter than its field; a number of six bytes may be a varint of ten.
  require(wire->size() <= 10 * json.size() + 64, "a message is not much longer than its JSON");
  const auto back = schema::protoToJson(schema, kEvery, *wire);
  require(back.has_value(), "what JSON gave can be written as JSON");
  const auto again = schema::jsonToProto(schema, kEvery, *back);
  require(again.has_value(), "what we write can be read");
  const auto same = schema::protoToJson(schema, kEvery, *again);
  require(same && *same == *back, "JSON written twice is the same");
}

}  // namespace bascule::fuzz
