// SPDX-License-Identifier: GPL-3.0-or-later
// `Overlay`: how the user reads fields that no schema declares, by message type or method. Laid over a schema
// it makes one that declares them too, so that trees, JSON and filters need to know nothing of it; and it is
// written as `.proto` files. Thread: plain values and pure functions.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/rpc/protocol.h"
#include "bridge/schema/reading.h"
#include "bridge/schema/registry.h"

namespace bascule::schema {

/// Where a field stands.
struct FieldPlace {
  std::string owner;                ///< full name of a message the schema has, or as ownerOf()
  std::vector<std::uint32_t> path;  ///< field numbers from there; never empty
  friend auto operator<=>(const FieldPlace&, const FieldPlace&) = default;
};

/// The messages of a method without schema: `/acme.v1.Shop/Get:request`.
std::string ownerOf(std::string_view methodPath, bool request);

struct FieldChoice {
  Reading reading = Reading::Bytes;
  std::string name{};                            ///< empty: `field_3`
  bool repeated = false;                         ///< it was seen more than once in a message
  std::map<std::int32_t, std::string> values{};  ///< names for values of an enum
  friend bool operator==(const FieldChoice&, const FieldChoice&) = default;
};

/// Fields of one session's services that can be chosen; more are ignored.
inline constexpr std::size_t kMaxChoices = 5000;

struct Overlay {
  std::map<FieldPlace, FieldChoice> fields;
  std::map<std::string, rpc::Kind, std::less<>> kinds;  ///< of the methods that own fields, by path
  bool empty() const { return fields.empty(); }
  friend bool operator==(const Overlay&, const Overlay&) = default;
};

/// A name a field may have: letters, digits and `_`, no digit in front.
bool isFieldName(std::string_view text);
/// One line for each choice and each method, for a settings file.
std::vector<std::string> linesOf(const Overlay& overlay);
/// Reads such lines; those that are none are left out.
Overlay overlayFromLines(const std::vector<std::string>& lines);

/// `schema` with the chosen fields declared. What the schema declares itself, and what clashes with it, stays
/// as it is there.
SchemaPtr withOverlay(const SchemaPtr& schema, const Overlay& overlay);

struct ProtoFile {
  std::string name;  ///< as it is imported: a relative path
  std::string text;
};
/// The files of a schema made by withOverlay() that have chosen fields, and what they import beside
/// protobuf's own: protoc compiles them.
std::vector<ProtoFile> protosOf(const Schema& schema);

}  // namespace bascule::schema
