// SPDX-License-Identifier: GPL-3.0-or-later
// `MessagePlan`: what the transcoder needs to know of one message type, compiled from its descriptor: fields
// by number and by name, ready-made tags and keys. Private to the schema floor. Thread: read-only once made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bridge/schema/name_table.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {

enum class FieldKind : std::uint8_t {
  Double,
  Float,
  Int32,
  Int64,
  UInt32,
  UInt64,
  SInt32,
  SInt64,
  Fixed32,
  Fixed64,
  SFixed32,
  SFixed64,
  Bool,
  Enum,
  String,
  Bytes,
  Message,
  Group,
};

/// Messages with a JSON form of their own.
enum class JsonForm : std::uint8_t {
  Object,
  Any,
  Timestamp,
  Duration,
  FieldMask,
  Struct,
  Value,
  ListValue,
  Wrapper,
};

struct EnumPlan {
  NameTable numbers;                                        ///< name -> index in `values`
  std::vector<std::int32_t> values;                         ///< in order of declaration
  std::vector<std::pair<std::int32_t, std::string>> names;  ///< by number: the name in double quotes
  bool isNull = false;                                      ///< google.protobuf.NullValue

  /// The first declared name in double quotes; empty if there is none.
  std::string_view quotedName(std::int32_t number) const;
};

struct MessagePlan;

struct FieldPlan {
  std::uint32_t number = 0;
  std::uint32_t index = 0;  ///< in MessagePlan::fields
  FieldKind kind = FieldKind::Int32;
  bool repeated = false;  ///< also maps
  bool packed = false;    ///< as it is written; both forms are read
  bool map = false;
  bool hasPresence = false;
  bool required = false;
  std::int32_t oneof = -1;               ///< index within the message; -1 = none
  const MessagePlan* message = nullptr;  ///< also the entry of a map
  const EnumPlan* enumeration = nullptr;
  WireType wireType = WireType::Varint;  ///< of one value
  std::string tag;                       ///< as it is written: of the bytes if packed
  std::string endTag;                    ///< of a group
  std::string name;                      ///< in JSON; `[full.name]` of an extension
  std::string key;                       ///< `"name":`
};

struct MessagePlan {
  std::string fullName;
  JsonForm form = JsonForm::Object;
  std::vector<FieldPlan> fields;  ///< ascending by number, with the extensions the schema knows
  NameTable names;                ///< JSON name and declared name -> index
  std::vector<std::uint32_t> required;
  std::uint32_t oneofs = 0;
  std::vector<std::int32_t> dense;    ///< number -> index or -1, for small numbers
  const MessagePlan* next = nullptr;  ///< in its bucket of the PlanCache

  const FieldPlan* field(std::uint32_t number) const;
  /// Key and value of a map's entry.
  const FieldPlan& mapKey() const { return fields[0]; }
  const FieldPlan& mapValue() const { return fields[1]; }
};

/// True if values of the kind are numbers, so that many may be packed into one field.
constexpr bool isPackable(FieldKind kind) { return kind < FieldKind::String; }
/// True if `type` on the wire is a packed list of the field's values.
constexpr bool isPackedList(const FieldPlan& field, WireType type) {
  return type == WireType::Bytes && field.repeated && isPackable(field.kind);
}
/// True if the field can lie on the wire like this; if not, what is there is an unknown field.
constexpr bool fits(const FieldPlan& field, WireType type) {
  return type == field.wireType || isPackedList(field, type);
}

}  // namespace bascule::schema
