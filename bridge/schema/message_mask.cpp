// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/message_mask.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include "bridge/base/ascii.h"
#include "bridge/base/varint.h"
#include "bridge/schema/schema_builder.h"
#include "bridge/schema/transcoder.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;
using pb::Descriptor;
using pb::FieldDescriptor;

constexpr std::string_view kAny = "google.protobuf.Any";
// `FieldOptions.debug_redact`: younger than the protobuf library, so it is kept as an unknown field.
constexpr std::string_view kDebugRedact = "debug_redact";
constexpr int kDebugRedactNumber = 16;

bool matchesAny(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(patterns,
                             [&](const std::string& pattern) { return ascii::matchesGlob(pattern, name); });
}

/// Field numbers of FieldOptions that mean "mask this".
std::unordered_set<int> optionNumbers(const std::vector<std::string>& names, const pb::DescriptorPool& pool) {
  std::unordered_set<int> numbers;
  for (const std::string& name : names) {
    if (name == kDebugRedact) numbers.insert(kDebugRedactNumber);
    const FieldDescriptor* extension = pool.FindExtensionByName(name);
    if (extension != nullptr && extension->containing_type()->full_name() == "google.protobuf.FieldOptions")
      numbers.insert(extension->number());
  }
  return numbers;
}

/// True if one of the options is set, and not to false.
bool hasOption(const FieldDescriptor& field, const std::unordered_set<int>& numbers) {
  const pb::FieldOptions& options = field.options();
  const pb::UnknownFieldSet& unknown = pb::FieldOptions::GetReflection()->GetUnknownFields(options);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const pb::UnknownField& option = unknown.field(i);
    if (!numbers.contains(option.number())) continue;
    if (option.type() != pb::UnknownField::TYPE_VARINT || option.varint() != 0) return true;
  }
  return false;
}

bool isWholeNumber(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_INT32:
    case FieldDescriptor::TYPE_INT64:
    case FieldDescriptor::TYPE_UINT32:
    case FieldDescriptor::TYPE_UINT64:
    case FieldDescriptor::TYPE_SINT32:
    case FieldDescriptor::TYPE_SINT64:
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_SFIXED64:
      return true;
    default:
      return false;
  }
}

bool isZigZag(FieldDescriptor::Type type) {
  return type == FieldDescriptor::TYPE_SINT32 || type == FieldDescriptor::TYPE_SINT64;
}

/// How one whole number of this type is on the wire.
WireType wireTypeOf(FieldDescriptor::Type type) {
  switch (type) {
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
      return WireType::Fixed32;
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
      return WireType::Fixed64;
    default:
      return WireType::Varint;
  }
}

std::size_t sizeOf(WireType fixed) { return fixed == WireType::Fixed32 ? 4 : 8; }

/// Takes a number off the front of a packed field; nothing if it is cut off.
std::optional<std::uint64_t> takeNumber(std::string_view& in, WireType type) {
  if (type == WireType::Varint) return varint::take(in);
  if (in.size() < sizeOf(type)) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = sizeOf(type); i > 0; --i) value = value << 8 | static_cast<unsigned char>(in[i - 1]);
  in.remove_prefix(sizeOf(type));
  return value;
}

std::string_view typeOfUrl(std::string_view url) { return url.substr(url.rfind('/') + 1); }

}  // namespace

struct MessageMask::Impl {
  const Schema& schema;
  MaskRules rules;
  MaskMarks marks;
  std::unordered_set<int> options;
  bool anything = false;  ///< some field of the schema is masked: an Any may hold it
  mutable std::unordered_map<const Descriptor*, bool> reaches;

  Impl(const Schema& of, const MaskRules& given, MaskMarks with)
      : schema(of),
        rules(given),
        marks(std::move(with)),
        options(optionNumbers(given.options, of.impl().pool)) {
    for (const auto& file : schema.impl().files.file()) {
      const pb::FileDescriptor* built = schema.impl().pool.FindFileByName(file.name());
      for (int i = 0; built != nullptr && i < built->message_type_count(); ++i) look(*built->message_type(i));
    }
  }

  void look(const Descriptor& type) {
    if (matchesAny(rules.types, type.full_name())) anything = true;
    for (int i = 0; i < type.field_count(); ++i) anything = anything || isMasked(*type.field(i));
    for (int i = 0; i < type.nested_type_count(); ++i) look(*type.nested_type(i));
  }

  bool isMasked(const FieldDescriptor& field) const {
    if (matchesAny(rules.fields, field.full_name()) || hasOption(field, options)) return true;
    return field.message_type() != nullptr && matchesAny(rules.types, field.message_type()->full_name());
  }

  bool reachesMasked(const Descriptor& type) const {
    const auto [known, isNew] = reaches.try_emplace(&type, false);
    if (!isNew) return known->second;
    bool found = type.full_name() == kAny || matchesAny(rules.types, type.full_name());
    for (int i = 0; i < type.field_count() && !found; ++i) {
      const FieldDescriptor& field = *type.field(i);
      found = isMasked(field) || (field.message_type() != nullptr && reachesMasked(*field.message_type()));
    }
    // What a type in a cycle reaches is known only at the end of the walk; a false of its middle is not kept.
    if (found) {
      reaches[&type] = true;
    } else {
      reaches.erase(&type);
    }
    return found;
  }
};

namespace {

/// One walk over one message.
class Walk {
 public:
  /// `names` may be null: nobody wants to know what is masked.
  Walk(const MessageMask::Impl& mask, std::size_t& values, MaskedNames* names)
      : mask_(mask), values_(values), names_(names) {}

  /// `all`: every value, because a rule names what this message is in.
  std::optional<std::string> message(const Descriptor& type, std::string_view bytes, bool all, int depth) {
    if (depth > kMaxWireDepth) return std::nullopt;
    if (type.full_name() == kAny && !all) return any(bytes, depth);
    std::string out;
    out.reserve(bytes.size());
    WireReader reader(bytes);
    while (const auto field = reader.next()) {
      const FieldDescriptor* known = type.FindFieldByNumber(static_cast<int>(field->number));
      if (!take(type, known, *field, bytes, all, depth, out)) return std::nullopt;
    }
    if (reader.failed()) return std::nullopt;
    return out;
  }

 private:
  void count(const std::string& name) {
    ++values_;
    if (names_ != nullptr) ++(*names_)[name];
  }

  bool take(const Descriptor& type, const FieldDescriptor* known, const WireField& field,
            std::string_view bytes, bool all, int depth, std::string& out) {
    const std::string_view whole = bytes.substr(field.begin, field.end - field.begin);
    const std::string_view payload = bytes.substr(field.valueBegin, field.valueEnd - field.valueBegin);
    const bool masked = all || (known != nullptr && mask_.isMasked(*known));
    if (known == nullptr && all) {
      // Of a masked message nothing unknown is let through.
      count(names_ == nullptr ? std::string() : type.full_name() + "." + std::to_string(field.number));
      return true;
    }
    const Descriptor* inner = known == nullptr ? nullptr : known->message_type();
    if (inner != nullptr && field.type == WireType::Bytes) {
      if (!masked && !mask_.reachesMasked(*inner)) return append(out, whole);
      const auto changed = message(*inner, payload, masked, depth + 1);
      if (changed) varint::putField(out, field.number, *changed);
      return changed.has_value();
    }
    // A group is let through only if nothing in it can be secret.
    if (inner != nullptr) return masked || mask_.reachesMasked(*inner) ? drop(*known) : append(out, whole);
    return masked ? leaf(*known, field, payload, out) : append(out, whole);
  }

  bool leaf(const FieldDescriptor& known, const WireField& field, std::string_view payload,
            std::string& out) {
    const bool isText =
        known.type() == FieldDescriptor::TYPE_STRING || known.type() == FieldDescriptor::TYPE_BYTES;
    if (isText && field.type == WireType::Bytes) {
      count(known.full_name());
      varint::putField(out, field.number, mask_.marks.text(payload));
      return true;
    }
    if (!mask_.marks.number || !isWholeNumber(known.type())) return drop(known);
    if (field.type == WireType::Bytes) return packed(known, field, payload, out);
    if (field.type != WireType::Varint && field.type != WireType::Fixed32 && field.type != WireType::Fixed64)
      return drop(known);
    varint::put(out, std::uint64_t{field.number} << 3 | static_cast<std::uint64_t>(field.type));
    putMark(known, field.type, field.value, out);
    return true;
  }

  /// A list of numbers in one field: each is marked as it would be alone.
  bool packed(const FieldDescriptor& known, const WireField& field, std::string_view numbers,
              std::string& out) {
    const WireType type = wireTypeOf(known.type());
    std::string marked;
    while (!numbers.empty()) {
      const auto number = takeNumber(numbers, type);
      if (!number) return false;
      putMark(known, type, *number, marked);
    }
    varint::putField(out, field.number, marked);
    return true;
  }

  void putMark(const FieldDescriptor& known, WireType type, std::uint64_t value, std::string& out) {
    count(known.full_name());
    const std::uint64_t mark = mask_.marks.number(value);
    if (type == WireType::Varint) return varint::put(out, isZigZag(known.type()) ? mark << 1 : mark);
    for (std::size_t i = 0; i < sizeOf(type); ++i) out += static_cast<char>(mark >> (8 * i) & 0xff);
  }

  std::optional<std::string> any(std::string_view bytes, int depth) {
    std::string url;
    std::string_view value;
    WireReader reader(bytes);
    while (const auto field = reader.next()) {
      const std::string_view payload = bytes.substr(field->valueBegin, field->valueEnd - field->valueBegin);
      if (field->number == 1) url = payload;
      if (field->number == 2) value = payload;
    }
    if (reader.failed()) return std::nullopt;
    const Descriptor* type = mask_.schema.message(typeOfUrl(url));
    if (type == nullptr || !mask_.reachesMasked(*type)) return std::string(bytes);
    const bool all = matchesAny(mask_.rules.types, type->full_name());
    const auto changed = message(*type, value, all, depth + 1);
    if (!changed) return std::nullopt;
    std::string out;
    varint::putField(out, 1, url);
    varint::putField(out, 2, *changed);
    return out;
  }

  static bool append(std::string& out, std::string_view bytes) {
    out += bytes;
    return true;
  }
  bool drop(const FieldDescriptor& known) {
    count(known.full_name());
    return true;
  }

  const MessageMask::Impl& mask_;
  std::size_t& values_;
  MaskedNames* names_;
};

}  // namespace

MessageMask::MessageMask(SchemaPtr schema, const MaskRules& rules, MaskMarks marks)
    : schema_(std::move(schema)), impl_(std::make_unique<Impl>(*schema_, rules, std::move(marks))) {}
MessageMask::~MessageMask() = default;

bool MessageMask::any() const { return impl_->anything; }

bool MessageMask::touches(std::string_view type) const {
  if (!impl_->anything) return false;
  const Descriptor* descriptor = schema_->message(type);
  return descriptor != nullptr && impl_->reachesMasked(*descriptor);
}

std::optional<MaskedMessage> MessageMask::proto(std::string_view type, std::string_view wire) const {
  return masked(type, wire, nullptr);
}

bool MessageMask::tell(std::string_view type, std::string_view wire, MaskedNames& names) const {
  return masked(type, wire, &names).has_value();
}

bool MessageMask::tellJson(std::string_view type, std::string_view text, MaskedNames& names) const {
  const auto wire = jsonToProto(*schema_, type, text);
  return wire && tell(type, *wire, names);
}

std::optional<MaskedMessage> MessageMask::masked(std::string_view type, std::string_view wire,
                                                 MaskedNames* names) const {
  const Descriptor* descriptor = schema_->message(type);
  if (descriptor == nullptr) return std::nullopt;
  MaskedMessage out;
  const bool all = matchesAny(impl_->rules.types, descriptor->full_name());
  auto bytes = Walk(*impl_, out.values, names).message(*descriptor, wire, all, 0);
  if (!bytes) return std::nullopt;
  out.bytes = std::move(*bytes);
  return out;
}

std::optional<MaskedMessage> MessageMask::json(std::string_view type, std::string_view text) const {
  const auto wire = jsonToProto(*schema_, type, text);
  if (!wire) return std::nullopt;
  auto masked = proto(type, *wire);
  if (!masked) return std::nullopt;
  const auto back = protoToJson(*schema_, type, masked->bytes);
  if (!back) return std::nullopt;
  masked->bytes = *back;
  return masked;
}

}  // namespace bascule::schema
