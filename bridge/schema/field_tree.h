// SPDX-License-Identifier: GPL-3.0-or-later
// `FieldTree`: a decoded message for people and for the filter: fields in wire order with numbers, names,
// values and the bytes they came from. Without a schema each field shows its plausible readings.
// Bounded in depth, nodes and value size. Thread: pure function over an immutable schema.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/schema/registry.h"

namespace bascule::schema {

/// How a message departs from what its schema says.
enum class Drift : std::uint8_t {
  UnknownField,     ///< the schema has no field of this number
  WireType,         ///< it has one, of another type; subject: the declared field and type
  EnumValue,        ///< the number is no value of the enum
  NotUtf8,          ///< a string that is no UTF-8
  RequiredMissing,  ///< subject: the field that proto2 requires
  OneofTwice,       ///< subject: the field of the same oneof that came before
  SingularTwice,    ///< once declared, there more than once
  JsonMember,       ///< a member of JSON that is no field
  JsonEnumName,     ///< a name in JSON that is no value of the enum
};
inline constexpr int kDrifts = 9;

struct DriftMark {
  Drift drift = Drift::UnknownField;
  std::string subject{};  ///< what the words of the mark need beside the field itself
  friend bool operator==(const DriftMark&, const DriftMark&) = default;
};

enum class ValueClass : std::uint8_t { Message, String, Bytes, Number, Bool, Enum, Time, Unknown };

struct FieldNode {
  std::uint32_t number = 0;  ///< field number; 0 for the root and for the elements of a map entry's view
  std::string name;          ///< empty if the schema does not know the field
  std::string typeName;      ///< `string`, `int32`, `acme.shop.v1.Item`, or wire type when unknown: `varint`
  ValueClass valueClass = ValueClass::Unknown;
  std::string value;        ///< as text; a message's is empty; Timestamp/Duration/wrappers in short form
  bool known = true;        ///< false: not in the schema
  bool chosen = false;      ///< declared by the user's overlay, not by a schema
  int index = -1;           ///< element of a repeated field, from 0; -1 otherwise
  std::uint32_t begin = 0;  ///< byte range [begin, end) of tag and value in the payload
  std::uint32_t end = 0;
  std::vector<FieldNode> children;
  std::vector<DriftMark> drifts{};
};

struct TreeLimits {
  int depth = 100;
  std::size_t nodes = 100'000;
  std::size_t valueBytes = 4096;  ///< longer strings are cut with an ellipsis
};

struct FieldTree {
  FieldNode root;          ///< typeName = message type (empty without schema)
  bool truncated = false;  ///< a limit was hit
  bool malformed = false;  ///< the bytes are no valid message from `malformedAt` on
  std::uint32_t malformedAt = 0;
  std::uint32_t drifts = 0;  ///< marks in all nodes
};

/// Decodes `wire` as message `type`; with an empty or unknown type without schema.
FieldTree decodeTree(const Schema& schema, std::string_view type, std::string_view wire,
                     const TreeLimits& limits = {});
/// The field of `wire`, with its tag, that `child` of `parent` comes from; empty if it has no bytes.
std::string_view fieldBytes(std::string_view wire, const FieldNode& parent, const FieldNode& child);
/// `sku: "A-17" on_hand: 40`: first fields on one line, at most `maxChars` bytes.
std::string preview(const FieldTree& tree, std::size_t maxChars = 200);

}  // namespace bascule::schema
