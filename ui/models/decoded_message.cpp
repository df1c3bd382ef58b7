// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/decoded_message.h"

#include <algorithm>

#include "bridge/export/call_text.h"
#include "bridge/schema/transcoder.h"
#include "bridge/schema/tree_json.h"
#include "ui/models/connect_end.h"

namespace bascule::ui {
namespace {

using capture::CallRecord;
using capture::LegRecord;
using capture::MessageRecord;

constexpr std::size_t kPreviewChars = 200;
// Bytes of a message looked at for its preview line.
constexpr std::size_t kPreviewBytes = 4096;

// Cause id if the bytes of the message stay compressed; empty if they can be read.
std::string_view problemOf(const MessageRecord& message, std::string_view plain) {
  if (!message.compressed || message.payload.empty()) return {};
  if (message.cut) return "payload_cut";
  return plain == message.payload ? "compression_malformed" : std::string_view();
}

// Bytes and nodes of a message looked through for places that depart from its schema.
constexpr std::size_t kDriftBytes = 64 * 1024;
constexpr std::size_t kDriftNodes = 2000;
// Nodes of a message without schema that its JSON has.
constexpr std::size_t kGuessedNodes = 100'000;

/// The type of a message and whether it stands for readings only. Those say nothing about JSON.
struct MessageType {
  std::string_view name;
  bool assumed = false;
};

MessageType typeOf(const CallRecord& record, const schema::Schema& schema, capture::Direction direction) {
  const auto* method = schema.method("/" + record.service + "/" + record.method);
  if (method == nullptr || (method->assumed && shownLeg(record).codec == rpc::Codec::Json)) return {};
  return {direction == capture::Direction::Request ? method->requestType : method->responseType,
          method->assumed};
}

std::string oneLine(std::string_view json) {
  std::string out;
  for (const char c : json.substr(0, kPreviewChars)) {
    if (c == '\n' || c == '\r') continue;
    out += c;
  }
  return out;
}

void appendLeaves(const schema::FieldNode& node, std::string& out) {
  for (const schema::FieldNode& child : node.children) {
    if (child.children.empty() && !child.value.empty()) {
      if (!out.empty()) out += " · ";
      out += (child.name.empty() ? std::to_string(child.number) : child.name) + " " + child.value;
    }
    appendLeaves(child, out);
  }
}

std::string violation(const schema::FieldNode& node) {
  std::string field;
  std::string description;
  for (const schema::FieldNode& child : node.children) {
    if (child.name == "field" || child.name == "subject" || child.name == "type")
      field = field.empty() ? child.value : field;
    if (child.name == "description") description = child.value;
  }
  return field.empty() || description.empty() ? std::string() : field + " — " + description;
}

}  // namespace

std::string_view shortName(std::string_view fullName) {
  const std::size_t dot = fullName.rfind('.');
  return dot == std::string_view::npos ? fullName : fullName.substr(dot + 1);
}

const LegRecord& shownLeg(const CallRecord& record) {
  return record.clientLeg.messages.empty() && !record.upstreamLeg.messages.empty() ? record.upstreamLeg
                                                                                   : record.clientLeg;
}

bool recordedInPart(const MessageRecord& message) {
  return message.cut && message.payload.size() < kCarriedPayload;
}

namespace {

void countDrifts(const schema::Schema& schema, std::string_view type, rpc::Codec codec,
                 std::string_view bytes, MessageLine& line) {
  if (codec == rpc::Codec::Json) {
    std::vector<schema::IgnoredJson> ignored;
    line.more = bytes.size() > kDriftBytes;
    if (!line.more) (void)schema::jsonToProto(schema, type, bytes, ignored);
    line.drifts = static_cast<std::uint32_t>(ignored.size());
    return;
  }
  const auto tree = schema::decodeTree(schema, type, bytes.substr(0, kDriftBytes), {100, kDriftNodes, 16});
  line.drifts = tree.drifts;
  line.more = tree.truncated || bytes.size() > kDriftBytes;
}

}  // namespace

std::vector<MessageLine> messageLines(const CallRecord& record, const schema::Schema& schema,
                                      std::size_t first, std::size_t count) {
  const LegRecord& leg = shownLeg(record);
  std::vector<MessageLine> out;
  const std::size_t until = std::min(leg.messages.size(), first + count);
  for (std::size_t i = first; i < until; ++i) {
    const MessageRecord& message = leg.messages[i];
    MessageLine line;
    const MessageType type = typeOf(record, schema, message.direction);
    if (!type.assumed) line.type = shortName(type.name);
    const std::string bytes = exporting::plainPayload(leg, message);
    if (problemOf(message, bytes).empty()) {
      const std::string_view head = std::string_view(bytes).substr(0, kPreviewBytes);
      line.preview =
          leg.codec == rpc::Codec::Json
              ? oneLine(head)
              : schema::preview(schema::decodeTree(schema, type.name, head, {20, 64, 120}), kPreviewChars);
      if (!type.name.empty() && !type.assumed) countDrifts(schema, type.name, leg.codec, bytes, line);
    }
    out.push_back(std::move(line));
  }
  return out;
}

std::string jsonOf(const DecodedMessage& message, const schema::Schema& schema) {
  if (message.codec == rpc::Codec::Json) return indentJson(message.bytes);
  if (message.type.empty() || message.assumed)
    return message.tree.malformed ? std::string()
                                  : schema::treeToJson(schema::decodeTree(schema, message.type, message.bytes,
                                                                          {100, kGuessedNodes, 64}),
                                                       message.bytes);
  return schema::protoToPrettyJson(schema, message.type, message.bytes).value_or("");
}

namespace {

// They have no bytes in the message that the JSON becomes, so they stand at its end.
void addIgnored(const std::vector<schema::IgnoredJson>& ignored, schema::FieldTree& tree) {
  for (const schema::IgnoredJson& left : ignored) {
    schema::FieldNode& node = tree.root.children.emplace_back();
    node.name = left.path;
    node.value = left.value;
    node.known = false;
    node.drifts = {{left.isEnumName ? schema::Drift::JsonEnumName : schema::Drift::JsonMember}};
    ++tree.drifts;
  }
}

DecodedMessage decodeBytes(const CallRecord& record, const schema::Schema& schema,
                           const MessageRecord& message, std::string bytes, bool problem) {
  DecodedMessage out;
  const MessageType type = typeOf(record, schema, message.direction);
  out.type = type.name;
  out.assumed = type.assumed;
  out.codec = shownLeg(record).codec;
  out.cut = message.cut;
  out.bytes = std::move(bytes);
  if (problem) return out;
  out.hasTree = true;
  std::vector<schema::IgnoredJson> ignored;
  if (out.codec == rpc::Codec::Json) {
    auto wire = schema::jsonToProto(schema, out.type, out.bytes, ignored);
    out.hasTree = wire.has_value();
    out.madeBytes = std::move(wire).value_or("");
  }
  if (out.hasTree) out.tree = schema::decodeTree(schema, out.type, out.treeBytes(), {100, kTreeNodes, 4096});
  addIgnored(ignored, out.tree);
  out.jsonLater = out.bytes.size() > kJsonAtOnce;
  if (!out.jsonLater) out.json = jsonOf(out, schema);
  return out;
}

}  // namespace

DecodedMessage decodeMessage(const CallRecord& record, const schema::Schema& schema, std::size_t index) {
  const LegRecord& leg = shownLeg(record);
  if (index >= leg.messages.size()) return {};
  const MessageRecord& message = leg.messages[index];
  std::string bytes = exporting::plainPayload(leg, message);
  const std::string_view problem = problemOf(message, bytes);
  DecodedMessage out = decodeBytes(record, schema, message, std::move(bytes), !problem.empty());
  out.problem = problem;
  return out;
}

DecodedMessage decodeMessage(CallRecord&& record, const schema::Schema& schema, std::size_t index) {
  auto& messages = (record.clientLeg.messages.empty() ? record.upstreamLeg : record.clientLeg).messages;
  if (index >= messages.size() || messages[index].compressed)
    return decodeMessage(static_cast<const CallRecord&>(record), schema, index);
  std::string bytes = std::move(messages[index].payload);
  return decodeBytes(record, schema, messages[index], std::move(bytes), false);
}

std::string detailLine(const schema::Schema& schema, const rpc::Detail& detail) {
  const schema::FieldTree tree = schema::decodeTree(schema, detail.type, detail.value);
  std::string out;
  for (const schema::FieldNode& child : tree.root.children) {
    const std::string line = violation(child);
    if (line.empty()) continue;
    if (!out.empty()) out += " · ";
    out += line;
  }
  if (out.empty()) appendLeaves(tree.root, out);
  return out;
}

}  // namespace bascule::ui
