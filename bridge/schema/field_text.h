// SPDX-License-Identifier: GPL-3.0-or-later
// Values of the field tree as text: numbers by their declared type, well-known types in short form,
// plausible readings of values nobody declared. Private to the schema floor. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/schema/field_tree.h"
#include "bridge/schema/reading.h"
#include "bridge/schema/wire_reader.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace bascule::schema {

struct ValueText {
  ValueClass valueClass = ValueClass::Unknown;
  std::string text;
};

/// A number, bool or enum of the declared type; `raw` as it lay on the wire.
ValueText scalarText(const google::protobuf::FieldDescriptor& field, std::uint64_t raw);
/// UTF-8, cut at `maxBytes` (at a character) with an ellipsis.
std::string clipped(std::string_view text, std::size_t maxBytes);
/// Lower-case hexadecimal digits, cut likewise.
std::string hex(std::string_view bytes, std::size_t maxBytes);
/// Text of Timestamp, Duration, the wrappers, FieldMask and Empty; nothing for other types or odd content.
std::optional<ValueText> wellKnownText(const google::protobuf::Descriptor& type, std::string_view wire,
                                       std::size_t maxBytes);
/// An undeclared varint or fixed value in its likeliest reading (reading.cpp).
std::string undeclaredNumber(WireType type, std::uint64_t raw);
/// What undeclared bytes look like.
struct BytesLook {
  bool message = false;  ///< they are a sequence of fields
  bool text = false;     ///< UTF-8 without control characters
  Reading likeliest = Reading::Bytes;
};
BytesLook lookAtBytes(std::string_view bytes);
/// `acme.v1.Item`, `string`, `map<string, int32>`.
std::string typeNameOf(const google::protobuf::FieldDescriptor& field);

}  // namespace bascule::schema
