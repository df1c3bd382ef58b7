// SPDX-License-Identifier: GPL-3.0-or-later
// A captured message made readable: decompressed, as a field tree, as JSON. Pure functions over a record
// and an immutable schema; run on the reader thread because a message may be large.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/capture/call_record.h"
#include "bridge/schema/field_tree.h"
#include "bridge/schema/registry.h"

namespace bascule::ui {

/// What a row of the message grid says about the contents of its message.
struct MessageLine {
  std::string type;          ///< short name of the message type; empty without schema
  std::string preview;       ///< first fields on one line
  std::uint32_t drifts = 0;  ///< places where it departs from the schema
  bool more = false;         ///< it is too long to be looked through for them: there may be more
};

/// Bytes of a message that a record brings along for the tabs; a longer one is read again when it is chosen.
inline constexpr ByteCount kCarriedPayload = 256 * 1024;
/// True if the recording itself lacks a part of the message, not only this record of it.
bool recordedInPart(const capture::MessageRecord& message);

/// One message in full.
struct DecodedMessage {
  std::string type;        ///< full name; empty without schema
  bool assumed = false;    ///< no schema has the type: it stands for the user's readings
  std::string bytes;       ///< payload, decompressed
  std::string json;        ///< indented; empty if it cannot be written as JSON, or is not written yet
  bool jsonLater = false;  ///< too long to be written before someone wants to see it: jsonOf()
  rpc::Codec codec = rpc::Codec::Unknown;
  schema::FieldTree tree;
  bool hasTree = false;   ///< there are protobuf bytes to show as fields
  std::string madeBytes;  ///< of a JSON message: the protobuf bytes it would be
  /// What the tree's byte ranges refer to.
  const std::string& treeBytes() const { return codec == rpc::Codec::Json ? madeBytes : bytes; }
  std::string problem;  ///< cause id if something could not be decoded
  bool cut = false;
};
using DecodedMessagePtr = std::shared_ptr<const DecodedMessage>;

/// Which leg's messages are shown: the client's, the upstream's if the client's were not recorded.
const capture::LegRecord& shownLeg(const capture::CallRecord& record);
/// Lines for `count` messages of the shown leg from `first` on, fewer at its end.
std::vector<MessageLine> messageLines(const capture::CallRecord& record, const schema::Schema& schema,
                                      std::size_t first, std::size_t count);
/// A message up to this size has its JSON at once; reading a longer one is not held up by it.
inline constexpr ByteCount kJsonAtOnce = 256 * 1024;
/// Nodes of a message's tree: more than anyone scrolls through. JSON and bytes show all of it.
inline constexpr std::size_t kTreeNodes = 10'000;

/// The whole message as indented JSON; empty if it cannot be written so.
std::string jsonOf(const DecodedMessage& message, const schema::Schema& schema);
/// Message `index` of the shown leg.
DecodedMessage decodeMessage(const capture::CallRecord& record, const schema::Schema& schema,
                             std::size_t index);
/// The same, taking the bytes along instead of copying them.
DecodedMessage decodeMessage(capture::CallRecord&& record, const schema::Schema& schema, std::size_t index);
/// Fields of an error detail as `name value` pairs joined for one line: `field — description`.
std::string detailLine(const schema::Schema& schema, const rpc::Detail& detail);
/// `google.rpc.BadRequest` -> `BadRequest`.
std::string_view shortName(std::string_view fullName);

}  // namespace bascule::ui
