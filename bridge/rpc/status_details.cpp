// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/status_details.h"

#include <cstdint>

#include "bridge/base/varint.h"

namespace bascule::rpc {
namespace {

// Field numbers of google.rpc.Status and google.protobuf.Any.
constexpr std::uint64_t kStatusCode = 1;
constexpr std::uint64_t kStatusMessage = 2;
constexpr std::uint64_t kStatusDetails = 3;
constexpr std::uint64_t kAnyTypeUrl = 1;
constexpr std::uint64_t kAnyValue = 2;
constexpr std::string_view kUrlPrefix = "type.googleapis.com/";

struct WireField {
  std::uint64_t number = 0;
  std::uint64_t varint = 0;
  std::string_view bytes;
};

/// Next field of a message; groups (wire types 3 and 4) do not occur in these types and are refused.
std::optional<WireField> readField(std::string_view& in) {
  const auto tag = varint::take(in);
  if (!tag) return std::nullopt;
  WireField field{*tag >> 3, 0, {}};
  std::size_t size = 0;
  switch (*tag & 7) {
    case 0: {
      const auto value = varint::take(in);
      if (!value) return std::nullopt;
      field.varint = *value;
      return field;
    }
    case 1:
      size = 8;
      break;
    case 2: {
      const auto length = varint::take(in);
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
    varint::put(out, kStatusCode << 3);
    varint::put(out, static_cast<std::uint64_t>(status.code));
  }
  if (!status.message.empty()) varint::putField(out, kStatusMessage, status.message);
  for (const Detail& detail : status.details) {
    std::string any;
    varint::putField(any, kAnyTypeUrl, std::string(kUrlPrefix) + detail.type);
    if (!detail.value.empty()) varint::putField(any, kAnyValue, detail.value);
    varint::putField(out, kStatusDetails, any);
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
