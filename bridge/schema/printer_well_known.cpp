// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonPrinter`: the messages of google/protobuf/*.proto with a JSON form of their own. Their field numbers
// are fixed by those files.
#include <utility>

#include "bridge/schema/json_printer.h"
#include "bridge/schema/json_text.h"
#include "bridge/schema/time_text.h"
#include "bridge/schema/well_known_tags.h"
#include "bridge/schema/wire_order.h"

namespace bascule::schema {
namespace {

std::uint32_t tagOf(const WireField& field) {
  return field.number << 3 | static_cast<std::uint32_t>(field.type);
}

std::string_view payload(const WireField& field, std::string_view bytes) {
  return bytes.substr(field.valueBegin, field.valueEnd - field.valueBegin);
}

}  // namespace

bool JsonPrinter::any(std::string_view wire, int depth) {
  std::string_view url;
  std::string_view content;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (tagOf(*field) == tags::kAnyUrl) url = payload(*field, wire);
    if (tagOf(*field) == tags::kAnyValue) content = payload(*field, wire);
  }
  if (reader.failed()) return invalid("");
  if (url.empty()) {
    out_ += "{}";
    return content.empty() || invalid("an Any has no type");
  }
  const std::string_view name = url.substr(url.rfind('/') + 1);
  const MessagePlan* type = plans_.find(name);
  if (type == nullptr) {
    error_ = unknownType(name);
    return false;
  }
  out_ += R"({"@type":)";
  if (!string(url)) return false;
  if (type->form == JsonForm::Object) {
    if (depth >= kMaxWireDepth) return invalid("nested too deep");
    if (!fields(*type, content, depth + 1, false)) return false;
  } else {
    out_ += R"(,"value":)";
    if (!message(*type, content, depth + 1)) return false;
  }
  out_ += '}';
  return true;
}

bool JsonPrinter::wrapper(const MessagePlan& type, std::string_view wire, int depth) {
  const FieldPlan& content = *type.field(1);
  WireField last;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (field->number == 1 && field->type == content.wireType) last = *field;
  }
  return reader.failed() ? invalid("") : single(content, last, wire, depth);
}

bool JsonPrinter::time(JsonForm form, std::string_view wire) {
  SecondsNanos time;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (tagOf(*field) == tags::kSeconds) time.seconds = static_cast<std::int64_t>(field->value);
    if (tagOf(*field) == tags::kNanos) time.nanos = static_cast<std::int32_t>(field->value);
  }
  if (reader.failed()) return invalid("");
  out_ += '"';
  const bool timestamp = form == JsonForm::Timestamp;
  const bool good = timestamp ? appendTimestamp(out_, time) : appendDuration(out_, time);
  out_ += '"';
  return good || invalid(timestamp ? "a Timestamp is out of range" : "a Duration is out of range");
}

bool JsonPrinter::fieldMask(std::string_view wire) {
  std::string paths;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (tagOf(*field) != tags::kMaskPath) continue;
    const std::string_view path = payload(*field, wire);
    if (!paths.empty()) paths += ',';
    if (path.empty() || !appendCamelPath(paths, path))
      return invalid("a path of a FieldMask has no JSON form");
  }
  return reader.failed() ? invalid("") : string(paths);
}

/// The entries or elements of the only field of Struct and ListValue.
bool JsonPrinter::bareList(const FieldPlan& field, std::string_view wire, int depth) {
  const std::size_t firstKey = keys_.size();
  out_ += field.map ? '{' : '[';
  WireReader reader(wire);
  bool first = true;
  while (const auto part = reader.next()) {
    if (part->number != field.number || part->type != field.wireType) continue;
    if (!elements(field, *part, wire, depth, std::exchange(first, false))) return false;
  }
  return reader.failed() ? invalid("") : closes(field, firstKey);
}

bool JsonPrinter::structure(const MessagePlan& type, std::string_view wire, int depth) {
  if (!ordering_) return bareList(type.fields[0], wire, depth);
  const auto ordered = inOrder(type, wire);
  return ordered ? bareList(type.fields[0], *ordered, depth) : invalid("");
}

bool JsonPrinter::listValue(const MessagePlan& type, std::string_view wire, int depth) {
  return bareList(type.fields[0], wire, depth);
}

/// A Value without a kind cannot be told from null in JSON.
bool JsonPrinter::value(const MessagePlan& type, std::string_view wire, int depth) {
  std::optional<std::string> ordered;
  if (ordering_) {
    ordered = inOrder(type, wire);
    if (!ordered) return invalid("");
    wire = *ordered;
  }
  const FieldPlan* kind = nullptr;
  WireField content;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    const FieldPlan* known = type.field(field->number);
    if (known == nullptr || known->wireType != field->type) continue;
    disordered_ = kind != nullptr;
    if (disordered_) return false;
    kind = known;
    content = *field;
  }
  if (reader.failed()) return invalid("");
  if (kind != nullptr) return single(*kind, content, wire, depth);
  out_ += "null";
  return true;
}

}  // namespace bascule::schema
