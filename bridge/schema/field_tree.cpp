// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/field_tree.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "bridge/base/text.h"
#include "bridge/schema/field_text.h"
#include "bridge/schema/schema_builder.h"
#include "bridge/schema/transcoder.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;
using Fd = pb::FieldDescriptor;

constexpr std::array<std::string_view, 6> kWireNames = {"varint", "fixed64", "bytes", "group", "", "fixed32"};

class Decoder {
 public:
  Decoder(const Schema& schema, std::string_view wire, const TreeLimits& limits, FieldTree& tree)
      : schema_(schema), wire_(wire), limits_(limits), tree_(tree) {}

  void message(const pb::Descriptor* type, std::size_t begin, std::size_t end, int depth, FieldNode& into) {
    if (depth > limits_.depth) {
      tree_.truncated = true;
      return;
    }
    Seen seen;
    // What an overlay made up is no schema to depart from.
    const bool hasSchema = type != nullptr && !schema_.impl().made.contains(type);
    WireReader reader(wire_, begin, end);
    while (const auto field = reader.next()) {
      if (nodes_ >= limits_.nodes) {
        tree_.truncated = true;
        return;
      }
      const Fd* known = declared(type, field->number);
      const bool fits = known != nullptr && fitsWire(*known, *field);
      addField(fits ? known : nullptr, *field, depth, seen.counts[field->number], into);
      if (hasSchema) markDrift(known, fits, *field, seen, into);
    }
    if (reader.failed()) return markMalformed(reader.position());
    if (hasSchema) markMissing(*type, seen, into);
  }

 private:
  /// What one message has shown so far.
  struct Seen {
    std::map<std::uint32_t, int> counts;                 // elements of repeated fields, by number
    std::map<const Fd*, int> times;                      // of singular fields
    std::map<const pb::OneofDescriptor*, const Fd*> of;  // the member that came first
  };

  /// The descriptor of the field; null if the schema does not know it.
  const Fd* declared(const pb::Descriptor* type, std::uint32_t number) const {
    if (type == nullptr) return nullptr;
    const Fd* known = type->FindFieldByNumber(static_cast<int>(number));
    return known != nullptr ? known
                            : schema_.impl().pool.FindExtensionByNumber(type, static_cast<int>(number));
  }

  static bool fitsWire(const Fd& known, const WireField& field) {
    return (field.type == WireType::Bytes && known.is_packable()) || wireTypeOf(known) == field.type;
  }

  void mark(FieldNode& node, Drift drift, std::string subject = {}) {
    node.drifts.push_back({drift, std::move(subject)});
    ++tree_.drifts;
  }

  /// The field has just been added to `into`.
  void markDrift(const Fd* known, bool fits, const WireField& field, Seen& seen, FieldNode& into) {
    if (into.children.empty()) return;
    FieldNode& node = into.children.back();
    if (known == nullptr) return mark(node, Drift::UnknownField);
    if (!fits) return mark(node, Drift::WireType, known->name() + " " + typeNameOf(*known));
    if (known->type() == Fd::TYPE_STRING && !text::isUtf8(payload(field))) mark(node, Drift::NotUtf8);
    if (known->is_repeated()) return;
    if (++seen.times[known] == 2) mark(node, Drift::SingularTwice);
    const pb::OneofDescriptor* oneof = known->real_containing_oneof();
    if (oneof == nullptr) return;
    const Fd* first = seen.of.emplace(oneof, known).first->second;
    if (first != known) mark(node, Drift::OneofTwice, first->name());
  }

  void markMissing(const pb::Descriptor& type, const Seen& seen, FieldNode& node) {
    for (int i = 0; i < type.field_count(); ++i) {
      const Fd* field = type.field(i);
      if (field->is_required() && !seen.times.contains(field))
        mark(node, Drift::RequiredMissing, field->name());
    }
  }

  static WireType wireTypeOf(const Fd& field) {
    switch (field.type()) {
      case Fd::TYPE_GROUP:
        return WireType::Group;
      case Fd::TYPE_STRING:
      case Fd::TYPE_BYTES:
      case Fd::TYPE_MESSAGE:
        return WireType::Bytes;
      default:
        break;
    }
    const std::size_t size = packedSize(field);
    return size == 8 ? WireType::Fixed64 : size == 4 ? WireType::Fixed32 : WireType::Varint;
  }

  FieldNode& addNode(const WireField& field, FieldNode& into) {
    ++nodes_;
    FieldNode& node = into.children.emplace_back();
    node.number = field.number;
    node.begin = static_cast<std::uint32_t>(field.begin);
    node.end = static_cast<std::uint32_t>(field.end);
    return node;
  }

  void addField(const Fd* known, const WireField& field, int depth, int& count, FieldNode& into) {
    if (known == nullptr) return addUndeclared(field, depth, into);
    if (known->is_packable() && field.type == WireType::Bytes) return addPacked(*known, field, count, into);
    FieldNode& node = addNode(field, into);
    describe(*known, node);
    if (known->is_repeated()) node.index = count++;
    if (known->cpp_type() == Fd::CPPTYPE_MESSAGE) {
      addMessage(*known, field, depth, node);
    } else if (known->cpp_type() == Fd::CPPTYPE_STRING) {
      const bool isText = known->type() == Fd::TYPE_STRING;
      node.valueClass = isText ? ValueClass::String : ValueClass::Bytes;
      node.value =
          isText ? clipped(payload(field), limits_.valueBytes) : hex(payload(field), limits_.valueBytes);
    } else {
      setNumber(*known, field.value, node);
    }
  }

  void setNumber(const Fd& known, std::uint64_t raw, FieldNode& node) {
    setValue(scalarText(known, raw), node);
    // The values of an enum that the user made up are those that have been seen.
    const bool isValue = known.type() != Fd::TYPE_ENUM || node.chosen ||
                         known.enum_type()->FindValueByNumber(static_cast<std::int32_t>(raw)) != nullptr;
    if (!isValue) mark(node, Drift::EnumValue);
  }

  void describe(const Fd& known, FieldNode& node) const {
    node.chosen = schema_.impl().chosen.contains(&known);
    node.name = known.is_extension() ? "[" + known.full_name() + "]" : known.name();
    node.typeName = typeNameOf(known);
  }

  static void setValue(ValueText text, FieldNode& node) {
    node.valueClass = text.valueClass;
    node.value = std::move(text.text);
  }

  void addPacked(const Fd& known, const WireField& field, int& count, FieldNode& into) {
    WireReader reader(wire_, field.valueBegin, field.valueEnd);
    const std::size_t size = packedSize(known);
    for (std::size_t begin = reader.position();; begin = reader.position()) {
      const auto raw = size == 0 ? reader.nextVarint() : reader.nextFixed(size);
      if (!raw) break;
      if (nodes_ >= limits_.nodes) {
        tree_.truncated = true;
        return;
      }
      FieldNode& node = addNode(field, into);
      node.begin = static_cast<std::uint32_t>(begin);
      node.end = static_cast<std::uint32_t>(reader.position());
      describe(known, node);
      node.index = count++;
      setNumber(known, *raw, node);
    }
    if (reader.position() != field.valueEnd) markMalformed(reader.position());
  }

  void addMessage(const Fd& known, const WireField& field, int depth, FieldNode& node) {
    const pb::Descriptor& type = *known.message_type();
    node.valueClass = ValueClass::Message;
    message(&type, field.valueBegin, field.valueEnd, depth + 1, node);
    if (known.is_map()) return finishMapEntry(node);
    shortForm(type, payload(field), node);
    if (type.well_known_type() == pb::Descriptor::WELLKNOWNTYPE_ANY) openAny(field, depth, node);
  }

  void shortForm(const pb::Descriptor& type, std::string_view wire, FieldNode& node) {
    if (auto text = wellKnownText(type, wire, limits_.valueBytes)) return setValue(std::move(*text), node);
    const auto kind = type.well_known_type();
    const bool json = kind == pb::Descriptor::WELLKNOWNTYPE_STRUCT ||
                      kind == pb::Descriptor::WELLKNOWNTYPE_VALUE ||
                      kind == pb::Descriptor::WELLKNOWNTYPE_LISTVALUE;
    // Larger ones are read in their children; nested ones would be converted once per level.
    if (!json || wire.size() > limits_.valueBytes) return;
    if (const auto text = protoToJson(schema_, type.full_name(), wire))
      node.value = clipped(*text, limits_.valueBytes);
  }

  static void finishMapEntry(FieldNode& entry) {
    for (FieldNode& child : entry.children) {
      if (child.number <= 2 && child.known) child.number = 0;
    }
  }

  /// The content of an Any stands below it as the message it is, if the schema knows that.
  void openAny(const WireField& field, int depth, FieldNode& node) {
    WireReader reader(wire_, field.valueBegin, field.valueEnd);
    std::string_view url;
    std::optional<WireField> value;
    while (const auto part = reader.next()) {
      if (part->type != WireType::Bytes) continue;
      if (part->number == 1) url = payload(*part);
      if (part->number == 2) value = part;
    }
    const auto name = url.substr(url.rfind('/') + 1);  // npos + 1 == 0: no prefix
    node.value = clipped(name, limits_.valueBytes);
    const pb::Descriptor* type = schema_.message(name);
    if (type == nullptr || !value) return;
    const auto child = std::ranges::find(node.children, value->begin, &FieldNode::begin);
    if (child == node.children.end()) return;
    child->typeName = type->full_name();
    child->valueClass = ValueClass::Message;
    child->value.clear();
    message(type, value->valueBegin, value->valueEnd, depth + 2, *child);
    shortForm(*type, payload(*value), *child);
  }

  void addUndeclared(const WireField& field, int depth, FieldNode& into) {
    FieldNode& node = addNode(field, into);
    node.known = false;
    node.typeName = kWireNames[static_cast<std::size_t>(field.type)];
    if (field.type != WireType::Bytes && field.type != WireType::Group) {
      node.valueClass = ValueClass::Number;
      node.value = undeclaredNumber(field.type, field.value);
      return;
    }
    const auto reading =
        field.type == WireType::Group ? Reading::Message : lookAtBytes(payload(field)).likeliest;
    if (reading == Reading::Message) {
      if (field.type == WireType::Bytes) node.typeName = "message";
      node.valueClass = ValueClass::Message;
      message(nullptr, field.valueBegin, field.valueEnd, depth + 1, node);
    } else if (reading == Reading::String) {
      node.typeName = "string";
      node.valueClass = ValueClass::String;
      node.value = clipped(payload(field), limits_.valueBytes);
    } else {
      node.valueClass = ValueClass::Bytes;
      node.value = hex(payload(field), limits_.valueBytes);
    }
  }

  std::string_view payload(const WireField& field) const {
    return wire_.substr(field.valueBegin, field.valueEnd - field.valueBegin);
  }

  void markMalformed(std::size_t position) {
    if (std::exchange(tree_.malformed, true)) return;
    tree_.malformedAt = static_cast<std::uint32_t>(position);
  }

  const Schema& schema_;
  std::string_view wire_;
  const TreeLimits& limits_;
  FieldTree& tree_;
  std::size_t nodes_ = 0;
};

/// Appends until the text is long enough; the caller clips.
void appendPreview(std::string& out, const FieldNode& parent, std::size_t enough) {
  bool first = true;
  for (const FieldNode& node : parent.children) {
    if (out.size() > enough) return;
    if (!std::exchange(first, false)) out += ' ';
    out += node.name.empty() ? std::to_string(node.number) : node.name;
    out += ": ";
    if (node.valueClass == ValueClass::Message && node.value.empty()) {
      out += '{';
      appendPreview(out, node, enough);
      out += '}';
    } else if (node.valueClass == ValueClass::String) {
      text::appendJsonString(out, clipped(node.value, enough));
    } else {
      out += std::string_view(node.value).substr(0, enough);
    }
  }
}

}  // namespace

FieldTree decodeTree(const Schema& schema, std::string_view type, std::string_view wire,
                     const TreeLimits& limits) {
  FieldTree tree;
  const pb::Descriptor* descriptor = type.empty() ? nullptr : schema.message(type);
  tree.root.typeName = descriptor != nullptr ? descriptor->full_name() : "";
  tree.root.known = descriptor != nullptr;
  tree.root.valueClass = ValueClass::Message;
  const std::size_t size = std::min<std::size_t>(wire.size(), 0xffffffff);
  tree.root.end = static_cast<std::uint32_t>(size);
  tree.truncated = size < wire.size();
  Decoder(schema, wire.substr(0, size), limits, tree).message(descriptor, 0, size, 1, tree.root);
  return tree;
}

std::string_view fieldBytes(std::string_view wire, const FieldNode& parent, const FieldNode& child) {
  std::size_t begin = parent.begin;
  std::size_t end = std::min<std::size_t>(parent.end, wire.size());
  if (parent.number != 0) {  // a field itself: its tag and length come first
    const auto outer = WireReader(wire, begin, end).next();
    if (!outer) return {};
    begin = outer->valueBegin, end = outer->valueEnd;
  }
  WireReader reader(wire, begin, end);
  while (const auto field = reader.next()) {
    if (child.begin >= field->begin && child.end <= field->end && child.end > child.begin)
      return wire.substr(field->begin, field->end - field->begin);
  }
  return {};
}

std::string preview(const FieldTree& tree, std::size_t maxChars) {
  constexpr std::size_t kEllipsisBytes = 3;
  std::string out;
  appendPreview(out, tree.root, maxChars);
  if (out.size() <= maxChars) return out;
  return clipped(out, maxChars > kEllipsisBytes ? maxChars - kEllipsisBytes : 0);
}

}  // namespace bascule::schema
