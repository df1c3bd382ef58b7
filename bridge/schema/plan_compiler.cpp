// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/plan_compiler.h"

#include <algorithm>
#include <array>
#include <map>

#include <google/protobuf/descriptor.h>

#include "bridge/schema/json_text.h"
#include "bridge/schema/wire_writer.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;
using Fd = pb::FieldDescriptor;

// Numbers up to here are looked up in an array; 4 bytes each, as far as the message's own numbers go.
constexpr std::uint32_t kMaxDense = 1024;

struct KindRow {
  Fd::Type type;
  FieldKind kind;
  WireType wire;
};
constexpr std::array<KindRow, 18> kKinds = {{
    {Fd::TYPE_DOUBLE, FieldKind::Double, WireType::Fixed64},
    {Fd::TYPE_FLOAT, FieldKind::Float, WireType::Fixed32},
    {Fd::TYPE_INT32, FieldKind::Int32, WireType::Varint},
    {Fd::TYPE_INT64, FieldKind::Int64, WireType::Varint},
    {Fd::TYPE_UINT32, FieldKind::UInt32, WireType::Varint},
    {Fd::TYPE_UINT64, FieldKind::UInt64, WireType::Varint},
    {Fd::TYPE_SINT32, FieldKind::SInt32, WireType::Varint},
    {Fd::TYPE_SINT64, FieldKind::SInt64, WireType::Varint},
    {Fd::TYPE_FIXED32, FieldKind::Fixed32, WireType::Fixed32},
    {Fd::TYPE_FIXED64, FieldKind::Fixed64, WireType::Fixed64},
    {Fd::TYPE_SFIXED32, FieldKind::SFixed32, WireType::Fixed32},
    {Fd::TYPE_SFIXED64, FieldKind::SFixed64, WireType::Fixed64},
    {Fd::TYPE_BOOL, FieldKind::Bool, WireType::Varint},
    {Fd::TYPE_ENUM, FieldKind::Enum, WireType::Varint},
    {Fd::TYPE_STRING, FieldKind::String, WireType::Bytes},
    {Fd::TYPE_BYTES, FieldKind::Bytes, WireType::Bytes},
    {Fd::TYPE_MESSAGE, FieldKind::Message, WireType::Bytes},
    {Fd::TYPE_GROUP, FieldKind::Group, WireType::Group},
}};

/// True if the type is the one the name stands for: a schema may bring an idea of its own.
bool isGenuine(const pb::Descriptor& type) {
  const pb::Descriptor* known = pb::DescriptorPool::generated_pool()->FindMessageTypeByName(type.full_name());
  if (known == nullptr || known->field_count() != type.field_count()) return false;
  for (int i = 0; i < known->field_count(); ++i) {
    const Fd& theirs = *known->field(i);
    const Fd* ours = type.FindFieldByNumber(theirs.number());
    const bool same = ours != nullptr && ours->type() == theirs.type() && ours->label() == theirs.label() &&
                      ours->is_map() == theirs.is_map();
    if (!same) return false;
    const bool message = theirs.cpp_type() == Fd::CPPTYPE_MESSAGE;
    if (message && ours->message_type()->full_name() != theirs.message_type()->full_name()) return false;
  }
  return true;
}

JsonForm formOf(const pb::Descriptor& type) {
  if (type.well_known_type() == pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED || !isGenuine(type)) {
    return JsonForm::Object;
  }
  switch (type.well_known_type()) {
    case pb::Descriptor::WELLKNOWNTYPE_ANY:
      return JsonForm::Any;
    case pb::Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return JsonForm::Timestamp;
    case pb::Descriptor::WELLKNOWNTYPE_DURATION:
      return JsonForm::Duration;
    case pb::Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return JsonForm::FieldMask;
    case pb::Descriptor::WELLKNOWNTYPE_STRUCT:
      return JsonForm::Struct;
    case pb::Descriptor::WELLKNOWNTYPE_VALUE:
      return JsonForm::Value;
    case pb::Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return JsonForm::ListValue;
    default:
      return JsonForm::Wrapper;
  }
}

std::string tagOf(std::uint32_t number, std::uint32_t wireType) {
  WireWriter writer;
  writer.varint(std::uint64_t{number} << 3 | wireType);
  return writer.take();
}

std::string quoted(std::string_view name) {
  std::string out;
  (void)appendJsonString(out, name);
  return out;
}

FieldPlan fieldPlan(const Fd& field, const PlanLinks& links) {
  constexpr std::uint32_t kEndGroup = 4;
  const KindRow& row = *std::ranges::find(kKinds, field.type(), &KindRow::type);
  FieldPlan plan;
  plan.number = static_cast<std::uint32_t>(field.number());
  plan.kind = row.kind;
  plan.wireType = row.wire;
  plan.repeated = field.is_repeated();
  plan.packed = field.is_packed();
  plan.map = field.is_map();
  plan.hasPresence = field.has_presence();
  plan.required = field.is_required();
  if (field.containing_oneof() != nullptr) plan.oneof = field.containing_oneof()->index();
  if (field.cpp_type() == Fd::CPPTYPE_MESSAGE) plan.message = links.message(*field.message_type());
  if (field.type() == Fd::TYPE_ENUM) plan.enumeration = links.enumeration(*field.enum_type());
  plan.tag = tagOf(plan.number, static_cast<std::uint32_t>(plan.packed ? WireType::Bytes : row.wire));
  if (plan.kind == FieldKind::Group) plan.endTag = tagOf(plan.number, kEndGroup);
  plan.name = field.is_extension() ? "[" + field.full_name() + "]" : field.json_name();
  plan.key = quoted(plan.name) + ":";
  return plan;
}

/// A JSON name wins over the declared name of another field.
void addNames(const std::vector<const Fd*>& fields, MessagePlan& plan) {
  plan.names.reserve(fields.size() * 2);
  for (const FieldPlan& field : plan.fields)
    plan.names.add(field.name, static_cast<std::int32_t>(field.index));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i]->is_extension()) plan.names.add(fields[i]->name(), static_cast<std::int32_t>(i));
  }
}

void addDense(MessagePlan& plan) {
  if (plan.fields.empty()) return;
  plan.dense.assign(std::min(plan.fields.back().number + 1, kMaxDense), -1);
  for (const FieldPlan& field : plan.fields) {
    if (field.number < plan.dense.size()) plan.dense[field.number] = static_cast<std::int32_t>(field.index);
  }
}

}  // namespace

void compilePlan(const pb::Descriptor& type, const pb::DescriptorPool& pool, const PlanLinks& links,
                 MessagePlan& plan) {
  std::vector<const Fd*> fields;
  if (type.extension_range_count() > 0) pool.FindAllExtensions(&type, &fields);
  for (int i = 0; i < type.field_count(); ++i) fields.push_back(type.field(i));
  std::ranges::sort(fields, {}, &Fd::number);
  plan.fullName = type.full_name();
  plan.form = formOf(type);
  plan.oneofs = static_cast<std::uint32_t>(type.oneof_decl_count());
  for (const Fd* field : fields) {
    FieldPlan& made = plan.fields.emplace_back(fieldPlan(*field, links));
    made.index = static_cast<std::uint32_t>(plan.fields.size() - 1);
    if (made.required) plan.required.push_back(made.index);
  }
  addNames(fields, plan);
  addDense(plan);
}

void compilePlan(const pb::EnumDescriptor& type, EnumPlan& plan) {
  plan.isNull = type.full_name() == "google.protobuf.NullValue";
  plan.numbers.reserve(static_cast<std::size_t>(type.value_count()));
  std::map<std::int32_t, std::string> names;  // of several for one number, the first
  for (int i = 0; i < type.value_count(); ++i) {
    const pb::EnumValueDescriptor& value = *type.value(i);
    plan.numbers.add(value.name(), i);
    plan.values.push_back(value.number());
    names.try_emplace(value.number(), quoted(value.name()));
  }
  plan.names.assign(names.begin(), names.end());
}

}  // namespace bascule::schema
