// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/status_details.h"

#include <cstdint>

namespace bascule::rpc {
namespace {

// Field numbers of google.rpc.Status and google.protobuf.Any.
constexpr std::uint64_t kStatusCode = 1;
constexpr std::uint64_t kStatusMessage = 2;
constexpr std::uint64_t kStatusDetails = 3;
constexpr std::uint64_t kAnyTypeUrl = 1;
constexpr std::uint64_t kAnyValue = 2;
constexpr std::string_view kUrlPrefix = "type.googleapis.com/";

void appendVarint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void appendBytes(std::string& out, std::uint64_t field, std::string_view bytes) {
  appendVarint(out, field << 3 | 2);
  appendVarint(out, bytes.size());
  out += bytes;
}

std::optional<std::uint64_t> readVarint(std::string_view& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

struct WireField {
  std::uint64_t number = 0;
  std::uint64_t varint = 0;
  std::string_view bytes;
};

/// Next field of a message; groups (wire types 3 and 4) do not occur in these types and are refused.
std::optional<WireField> readField(std::string_view& in) {
  const auto tag = readVarint(in);
  if (!tag) return std::nullopt;
  WireField field{*tag >> 3, 0, {}};
  std::size_t size = 0;
  switch (*tag & 7) {
    case 0: {
      const auto value = readVarint(in);
      if (!value) return std::nullopt;
      field.varint = *value;
      return field;
    }
    case 1:
      size = 8;
      break;
    case 2: {
      const auto length = readVarint(in);
      if (!length || *length > in.size()) return std::nullopt;
      size = *length;
      break;
    }
    case 5:
      size = 4;
      break;
    default:
      return std::nullopt;
  }
  if (size > in.size()) return std::nullopt;
  field.bytes = in.substr(0, size);
  in.remove_prefix(size);
  return field;
}

std::optional<Detail> decodeAny(std::string_view in) {
  Detail detail;
  while (!in.empty()) {
    const auto field = readField(in);
    if (!field) return std::nullopt;
    if (field->number == kAnyTypeUrl) detail.type = field->bytes.substr(field->bytes.rfind('/') + 1);
    if (field->number == kAnyValue) detail.value = field->bytes;
  }
  return detail;
}

}  // namespace

std::string encodeStatusProto(const Status& status) {
  std::string out;
  if (status.code != Code::Ok) {
    appendVarint(out, kStatusCode << 3);
    appendVarint(out, static_cast<std::uint64_t>(status.code));
  }
  if (!status.message.empty()) appendBytes(out, kStatusMessage, status.message);
  for (const Detail& detail : status.details) {
    std::string any;
    appendBytes(any, kAnyTypeUrl, std::string(kUrlPrefix) + detail.type);
    if (!detail.value.empty()) appendBytes(any, kAnyValue, detail.value);
    appendBytes(out, kStatusDetails, any);
  }
  return out;
}

std::optional<Status> decodeStatusProto(std::string_view bytes) {
  Status status;
  while (!bytes.empty()) {
    const auto field = readField(bytes);
    if (!field) return std::nullopt;
    if (field->number == kStatusCode) {
      status.code = field->varint < kCodeCount ? static_cast<Code>(field->varint) : Code::Unknown;
    } else if (field->number == kStatusMessage) {
      status.message = field->bytes;
    } else if (field->number == kStatusDetails) {
      auto detail = decodeAny(field->bytes);
      if (!detail) return std::nullopt;
      status.details.push_back(std::move(*detail));
    }
  }
  return status;
}

}  // namespace bascule::rpc
