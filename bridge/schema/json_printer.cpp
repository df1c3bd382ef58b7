// SPDX-License-Identifier: GPL-3.0-or-later
// Recursion is at most kMaxWireDepth deep.
#include "bridge/schema/json_printer.h"

#include <bit>
#include <utility>

#include "bridge/base/base64.h"
#include "bridge/schema/json_text.h"
#include "bridge/schema/wire_order.h"

namespace bascule::schema {
namespace {

std::string_view payload(const WireField& wire, std::string_view bytes) {
  return bytes.substr(wire.valueBegin, wire.valueEnd - wire.valueBegin);
}

/// True if the bytes say what their absence says.
bool isAbsent(const FieldPlan& field, const WireField& wire) {
  const bool empty = wire.valueEnd == wire.valueBegin;
  if (field.repeated) return isPackedList(field, wire.type) && empty;
  return !field.hasPresence && (isPackable(field.kind) ? wire.value == 0 : empty);
}

}  // namespace

Result<std::string> JsonPrinter::print(const MessagePlan& type, std::string_view wire) {
  out_.reserve(wire.size() * 2 + 16);
  bool good = message(type, wire, 1);
  if (!good && disordered_) {
    ordering_ = true;
    out_.clear();
    keys_.clear();
    seen_ = {};
    good = message(type, wire, 1);
  }
  if (good) return std::move(out_);
  if (error_) return std::unexpected(std::move(*error_));
  std::string text = "The bytes are no valid " + type.fullName;
  if (!problem_.empty()) text += ": " + problem_;
  return fail(ErrorCode::InvalidInput, "proto_invalid", text + ".");
}

bool JsonPrinter::message(const MessagePlan& type, std::string_view wire, int depth) {
  if (depth > kMaxWireDepth) return invalid("nested too deep");
  switch (type.form) {
    case JsonForm::Object:
      out_ += '{';
      if (!fields(type, wire, depth, true)) return false;
      out_ += '}';
      return true;
    case JsonForm::Any:
      return any(wire, depth);
    case JsonForm::Timestamp:
    case JsonForm::Duration:
      return time(type.form, wire);
    case JsonForm::FieldMask:
      return fieldMask(wire);
    case JsonForm::Struct:
      return structure(type, wire, depth);
    case JsonForm::Value:
      return value(type, wire, depth);
    case JsonForm::ListValue:
      return listValue(type, wire, depth);
    case JsonForm::Wrapper:
      return wrapper(type, wire, depth);
  }
  return false;
}

bool JsonPrinter::fields(const MessagePlan& type, std::string_view wire, int depth, bool first) {
  if (!ordering_) return orderedFields(type, wire, depth, first);
  const auto ordered = inOrder(type, wire);
  return ordered ? orderedFields(type, *ordered, depth, first) : invalid("");
}

bool JsonPrinter::orderedFields(const MessagePlan& type, std::string_view wire, int depth, bool first) {
  const std::size_t seen = seen_.enter(type);
  const std::size_t firstKey = keys_.size();
  const FieldPlan* list = nullptr;  // the repeated field one is in
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    const FieldPlan* known = type.field(field->number);
    if (known == nullptr || !fits(*known, field->type)) continue;
    const bool goesOn = known == list;
    if (!goesOn) {
      if (list != nullptr && !closes(*std::exchange(list, nullptr), firstKey)) return false;
      if (!begins(type, *known, seen)) return false;
      if (isAbsent(*known, *field)) continue;
      if (!std::exchange(first, false)) out_ += ',';
      out_ += known->key;
    }
    if (!known->repeated) {
      if (!single(*known, *field, wire, depth)) return false;
      continue;
    }
    if (!goesOn) out_ += known->map ? '{' : '[';
    if (!elements(*known, *field, wire, depth, !goesOn)) return false;
    list = known;
  }
  if (reader.failed()) return invalid("");
  if (list != nullptr && !closes(*list, firstKey)) return false;
  seen_.leave(seen);
  return true;
}

/// Notes the field; false if it or its oneof was there before.
bool JsonPrinter::begins(const MessagePlan& type, const FieldPlan& field, std::size_t seen) {
  disordered_ = !seen_.add(seen, field) || !seen_.addOneof(seen, type, field);
  return !disordered_;
}

bool JsonPrinter::closes(const FieldPlan& field, std::size_t firstKey) {
  out_ += field.map ? '}' : ']';
  disordered_ = field.map && firstRepeated(std::span(keys_).subspan(firstKey), out_).has_value();
  keys_.resize(firstKey);
  return !disordered_;
}

bool JsonPrinter::single(const FieldPlan& field, const WireField& wire, std::string_view bytes, int depth) {
  switch (field.kind) {
    case FieldKind::String:
      return string(payload(wire, bytes));
    case FieldKind::Bytes:
      out_ += '"';
      base64::appendPadded(out_, payload(wire, bytes));
      out_ += '"';
      return true;
    case FieldKind::Message:
    case FieldKind::Group:
      return message(*field.message, payload(wire, bytes), depth + 1);
    default:
      number(field, wire.value);
      return true;
  }
}

bool JsonPrinter::elements(const FieldPlan& field, const WireField& wire, std::string_view bytes, int depth,
                           bool first) {
  if (isPackedList(field, wire.type)) return packed(field, payload(wire, bytes), first);
  if (!first) out_ += ',';
  return field.map ? entry(*field.message, payload(wire, bytes), depth + 1)
                   : single(field, wire, bytes, depth);
}

bool JsonPrinter::packed(const FieldPlan& field, std::string_view bytes, bool first) {
  WireReader reader(bytes);
  for (;; first = false) {
    const auto raw = field.wireType == WireType::Varint
                         ? reader.nextVarint()
                         : reader.nextFixed(field.wireType == WireType::Fixed64 ? 8 : 4);
    if (!raw) break;
    if (!first) out_ += ',';
    number(field, *raw);
  }
  return reader.position() == bytes.size() || invalid("");
}

bool JsonPrinter::entry(const MessagePlan& type, std::string_view wire, int depth) {
  if (depth > kMaxWireDepth) return invalid("nested too deep");
  std::optional<WireField> key;
  std::optional<WireField> content;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (field->number == 1 && field->type == type.mapKey().wireType) key = field;
    if (field->number != 2 || field->type != type.mapValue().wireType) continue;
    disordered_ = content && type.mapValue().message != nullptr && !ordering_;
    if (disordered_) return false;
    content = field;
  }
  if (reader.failed()) return invalid("");
  const std::size_t begin = out_.size();
  if (!mapKey(type.mapKey(), key, wire)) return false;
  keys_.push_back({begin, out_.size() - begin, begin});
  out_ += ':';
  return single(type.mapValue(), content.value_or(WireField{}), wire, depth);
}

bool JsonPrinter::mapKey(const FieldPlan& key, const std::optional<WireField>& wire, std::string_view bytes) {
  const WireField field = wire.value_or(WireField{});
  if (key.kind == FieldKind::String) return string(payload(field, bytes));
  const std::size_t begin = out_.size();
  number(key, field.value);
  if (out_[begin] == '"') return true;  // 64 bits are quoted already
  out_.insert(begin, 1, '"');
  out_ += '"';
  return true;
}

void JsonPrinter::number(const FieldPlan& field, std::uint64_t raw) {
  const auto quoted = [&](auto value) {
    out_ += '"';
    appendDecimal(out_, value);
    out_ += '"';
  };
  switch (field.kind) {
    case FieldKind::Double:
      return appendJsonNumber(out_, std::bit_cast<double>(raw));
    case FieldKind::Float:
      return appendJsonNumber(out_, std::bit_cast<float>(static_cast<std::uint32_t>(raw)));
    case FieldKind::Int64:
    case FieldKind::SFixed64:
      return quoted(static_cast<std::int64_t>(raw));
    case FieldKind::SInt64:
      return quoted(zigzag(raw));
    case FieldKind::UInt64:
    case FieldKind::Fixed64:
      return quoted(raw);
    case FieldKind::UInt32:
    case FieldKind::Fixed32:
      return appendDecimal(out_, std::uint64_t{static_cast<std::uint32_t>(raw)});
    case FieldKind::SInt32:
      return appendDecimal(out_, zigzag(static_cast<std::uint32_t>(raw)));
    case FieldKind::Bool:
      out_ += raw != 0 ? "true" : "false";
      return;
    case FieldKind::Enum:
      return enumeration(*field.enumeration, static_cast<std::int32_t>(raw));
    default:
      return appendDecimal(out_, std::int64_t{static_cast<std::int32_t>(raw)});
  }
}

void JsonPrinter::enumeration(const EnumPlan& type, std::int32_t number) {
  const std::string_view name = type.isNull ? "null" : type.quotedName(number);
  if (name.empty()) {
    appendDecimal(out_, std::int64_t{number});
  } else {
    out_ += name;
  }
}

bool JsonPrinter::string(std::string_view utf8) {
  return appendJsonString(out_, utf8) || invalid("a string is not UTF-8");
}

bool JsonPrinter::invalid(std::string_view what) {
  problem_ = what;
  return false;
}

}  // namespace bascule::schema
