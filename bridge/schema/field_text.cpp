// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/field_text.h"

#include <algorithm>
#include <bit>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "bridge/base/text.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;
using Fd = pb::FieldDescriptor;

constexpr std::string_view kEllipsis = "\xe2\x80\xa6";
// Range of Timestamp: years 1 to 9999 (timestamp.proto).
constexpr std::int64_t kFirstSecond = -62135596800;
constexpr std::int64_t kLastSecond = 253402300799;

float asFloat(std::uint64_t raw) { return std::bit_cast<float>(static_cast<std::uint32_t>(raw)); }
double asDouble(std::uint64_t raw) { return std::bit_cast<double>(raw); }

/// Seconds and nanoseconds of Timestamp and Duration: fields 1 and 2.
struct Seconds {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
};

std::optional<Seconds> readSeconds(std::string_view wire) {
  Seconds out;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (field->type != WireType::Varint) return std::nullopt;
    if (field->number == 1) out.seconds = static_cast<std::int64_t>(field->value);
    if (field->number == 2) out.nanos = static_cast<std::int32_t>(field->value);
  }
  if (reader.failed() || std::abs(out.nanos) > 999'999'999) return std::nullopt;
  return out;
}

/// `.5`, `.123456789`; empty for 0.
std::string fraction(std::int64_t nanos) {
  if (nanos == 0) return {};
  std::string digits = fmt::format(".{:09}", std::abs(nanos));
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

std::optional<ValueText> timestampText(std::string_view wire) {
  const auto time = readSeconds(wire);
  if (!time || time->seconds < kFirstSecond || time->seconds > kLastSecond || time->nanos < 0)
    return std::nullopt;
  const auto seconds = static_cast<std::time_t>(time->seconds);
  std::tm parts{};
  if (gmtime_r(&seconds, &parts) == nullptr) return std::nullopt;
  return ValueText{
      ValueClass::Time,
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                  parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, fraction(time->nanos))};
}

std::optional<ValueText> durationText(std::string_view wire) {
  const auto time = readSeconds(wire);
  if (!time) return std::nullopt;
  const bool negative = time->seconds < 0 || time->nanos < 0;
  const auto whole = fmt::format("{}", time->seconds);
  return ValueText{ValueClass::Time,
                   (negative && time->seconds >= 0 ? "-" : "") + whole + fraction(time->nanos) + "s"};
}

std::optional<ValueText> wrapperText(const pb::Descriptor& type, std::string_view wire,
                                     std::size_t maxBytes) {
  const Fd* value = type.FindFieldByNumber(1);
  if (value == nullptr) return std::nullopt;
  WireReader reader(wire);
  std::optional<WireField> last;
  while (const auto field = reader.next()) {
    if (field->number == 1) last = field;
  }
  if (reader.failed()) return std::nullopt;
  const auto content =
      last ? wire.substr(last->valueBegin, last->valueEnd - last->valueBegin) : std::string_view();
  if (value->type() == Fd::TYPE_STRING) return ValueText{ValueClass::String, clipped(content, maxBytes)};
  if (value->type() == Fd::TYPE_BYTES) return ValueText{ValueClass::Bytes, hex(content, maxBytes)};
  return scalarText(*value, last ? last->value : 0);
}

std::optional<ValueText> fieldMaskText(std::string_view wire, std::size_t maxBytes) {
  std::string paths;
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    if (field->number != 1 || field->type != WireType::Bytes) return std::nullopt;
    if (!paths.empty()) paths += ',';
    paths += wire.substr(field->valueBegin, field->valueEnd - field->valueBegin);
  }
  if (reader.failed()) return std::nullopt;
  return ValueText{ValueClass::String, clipped(paths, maxBytes)};
}

bool isPrintable(std::string_view bytes) {
  return text::isUtf8(bytes) && std::ranges::none_of(bytes, [](char c) {
           return (c >= 0 && c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
         });
}

}  // namespace

ValueText scalarText(const Fd& field, std::uint64_t raw) {
  switch (field.type()) {
    case Fd::TYPE_BOOL:
      return {ValueClass::Bool, raw != 0 ? "true" : "false"};
    case Fd::TYPE_ENUM: {
      const auto number = static_cast<std::int32_t>(raw);
      const auto* value = field.enum_type()->FindValueByNumber(number);
      return {ValueClass::Enum, value != nullptr ? value->name() : std::to_string(number)};
    }
    case Fd::TYPE_SINT32:
    case Fd::TYPE_SINT64:
      return {ValueClass::Number, std::to_string(zigzag(raw))};
    case Fd::TYPE_INT32:
    case Fd::TYPE_SFIXED32:
      return {ValueClass::Number, std::to_string(static_cast<std::int32_t>(raw))};
    case Fd::TYPE_INT64:
    case Fd::TYPE_SFIXED64:
      return {ValueClass::Number, std::to_string(static_cast<std::int64_t>(raw))};
    case Fd::TYPE_UINT32:
      return {ValueClass::Number, std::to_string(static_cast<std::uint32_t>(raw))};
    case Fd::TYPE_FLOAT:
      return {ValueClass::Number, fmt::format("{}", asFloat(raw))};
    case Fd::TYPE_DOUBLE:
      return {ValueClass::Number, fmt::format("{}", asDouble(raw))};
    default:
      return {ValueClass::Number, std::to_string(raw)};
  }
}

std::string clipped(std::string_view text, std::size_t maxBytes) {
  if (text.size() <= maxBytes) return text::toUtf8(text);
  std::size_t count = maxBytes;
  while (count > 0 && (static_cast<unsigned char>(text[count]) & 0xc0) == 0x80) --count;
  return text::toUtf8(text.substr(0, count)).append(kEllipsis);
}

std::string hex(std::string_view bytes, std::size_t maxBytes) {
  const auto shown = bytes.substr(0, maxBytes / 2);
  std::string out;
  out.reserve(shown.size() * 2 + kEllipsis.size());
  for (const char c : shown) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(c));
  if (shown.size() < bytes.size()) out += kEllipsis;
  return out;
}

std::optional<ValueText> wellKnownText(const pb::Descriptor& type, std::string_view wire,
                                       std::size_t maxBytes) {
  switch (type.well_known_type()) {
    case pb::Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return timestampText(wire);
    case pb::Descriptor::WELLKNOWNTYPE_DURATION:
      return durationText(wire);
    case pb::Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return fieldMaskText(wire, maxBytes);
    case pb::Descriptor::WELLKNOWNTYPE_DOUBLEVALUE:
    case pb::Descriptor::WELLKNOWNTYPE_FLOATVALUE:
    case pb::Descriptor::WELLKNOWNTYPE_INT64VALUE:
    case pb::Descriptor::WELLKNOWNTYPE_UINT64VALUE:
    case pb::Descriptor::WELLKNOWNTYPE_INT32VALUE:
    case pb::Descriptor::WELLKNOWNTYPE_UINT32VALUE:
    case pb::Descriptor::WELLKNOWNTYPE_STRINGVALUE:
    case pb::Descriptor::WELLKNOWNTYPE_BYTESVALUE:
    case pb::Descriptor::WELLKNOWNTYPE_BOOLVALUE:
      return wrapperText(type, wire, maxBytes);
    default:
      return std::nullopt;
  }
}

BytesLook lookAtBytes(std::string_view bytes) {
  BytesLook out;
  if (bytes.empty()) return out;
  WireReader reader(bytes);
  while (reader.next()) {
  }
  out.message = !reader.failed();
  out.text = isPrintable(bytes);
  // Text rarely begins with a line break or a tab, a message often does: 0x0a is field 1 of bytes.
  if (out.text && !(out.message && static_cast<unsigned char>(bytes[0]) < 0x20))
    out.likeliest = Reading::String;
  else if (out.message)
    out.likeliest = Reading::Message;
  return out;
}

std::string typeNameOf(const Fd& field) {
  if (field.is_map()) {
    return fmt::format("map<{}, {}>", typeNameOf(*field.message_type()->map_key()),
                       typeNameOf(*field.message_type()->map_value()));
  }
  if (field.cpp_type() == Fd::CPPTYPE_MESSAGE) return field.message_type()->full_name();
  if (field.type() == Fd::TYPE_ENUM) return field.enum_type()->full_name();
  return field.type_name();
}

}  // namespace bascule::schema
