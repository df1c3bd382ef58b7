// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/wire_reader.h"

#include <array>

#include <google/protobuf/descriptor.h>

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

constexpr std::uint32_t kEndGroup = 4;
constexpr std::uint64_t kMaxFieldNumber = (1U << 29) - 1;

}  // namespace

std::optional<WireField> WireReader::malformed() {
  failed_ = true;
  return std::nullopt;
}

std::optional<std::uint64_t> WireReader::longVarint() {
  std::uint64_t value = 0;
  std::size_t at = at_;
  for (int shift = 0; shift < 70 && at < end_; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_[at++]);
    if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      at_ = at;
      return value;
    }
  }
  failed_ = failed_ || at_ < end_;
  return std::nullopt;
}

std::optional<std::uint64_t> WireReader::nextFixed(std::size_t size) {
  if (end_ - at_ < size) {
    failed_ = failed_ || at_ < end_;
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[at_ + i])) << (8 * i);
  }
  at_ += size;
  return value;
}

std::optional<WireField> WireReader::next() {
  if (failed_ || at_ >= end_) return std::nullopt;
  WireField field;
  field.begin = at_;
  const auto tag = nextVarint();
  const std::uint64_t number = tag.value_or(0) >> 3;
  const bool good =
      tag && number > 0 && number <= kMaxFieldNumber && (*tag & 7) <= 5 && (*tag & 7) != kEndGroup;
  field.number = static_cast<std::uint32_t>(number);
  if (!good || !readPayload(field, static_cast<std::uint32_t>(*tag & 7))) {
    at_ = field.begin;
    return malformed();
  }
  return field;
}

bool WireReader::readPayload(WireField& field, std::uint32_t wireType) {
  field.type = static_cast<WireType>(wireType);
  field.valueBegin = at_;
  if (field.type == WireType::Group) return skipGroup(field);
  if (field.type == WireType::Bytes) {
    const auto size = nextVarint();
    if (!size || *size > end_ - at_) return false;
    field.valueBegin = at_;
    at_ += static_cast<std::size_t>(*size);
  } else {
    const auto value =
        field.type == WireType::Varint ? nextVarint() : nextFixed(field.type == WireType::Fixed64 ? 8 : 4);
    if (!value) return false;
    field.value = *value;
  }
  field.valueEnd = field.end = at_;
  return true;
}

/// Finds the end tag of the group whose start tag was read; groups may nest, without recursion here.
bool WireReader::skipGroup(WireField& field) {
  std::array<std::uint64_t, kMaxWireDepth> open{};
  std::size_t depth = 0;
  open[depth++] = field.number;
  while (depth > 0) {
    field.valueEnd = at_;
    const auto tag = nextVarint();
    if (!tag) return false;
    const std::uint64_t number = *tag >> 3;
    const auto type = static_cast<std::uint32_t>(*tag & 7);
    if (type == kEndGroup) {
      if (open[--depth] != number) return false;
    } else if (type == static_cast<std::uint32_t>(WireType::Group)) {
      if (depth == open.size() || number == 0) return false;
      open[depth++] = number;
    } else {
      WireField inner;
      if (type > 5 || number == 0 || number > kMaxFieldNumber || !readPayload(inner, type)) return false;
    }
  }
  field.end = at_;
  return true;
}

std::size_t packedSize(const pb::FieldDescriptor& field) {
  switch (field.type()) {
    case pb::FieldDescriptor::TYPE_DOUBLE:
    case pb::FieldDescriptor::TYPE_FIXED64:
    case pb::FieldDescriptor::TYPE_SFIXED64:
      return 8;
    case pb::FieldDescriptor::TYPE_FLOAT:
    case pb::FieldDescriptor::TYPE_FIXED32:
    case pb::FieldDescriptor::TYPE_SFIXED32:
      return 4;
    default:
      return 0;
  }
}

}  // namespace bascule::schema
