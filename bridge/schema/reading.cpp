// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/reading.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "bridge/base/text.h"
#include "bridge/schema/field_text.h"
#include "bridge/schema/field_tree.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {
namespace {

constexpr std::size_t kValueBytes = 120;  // of a value: enough to tell whether a reading makes sense
constexpr std::size_t kPackedShown = 8;
constexpr std::int64_t kLargestEnum = 65'535;  // larger numbers are rarely values of an enum

constexpr std::array<std::string_view, kReadings> kNames = {"uint64",
                                                            "int64",
                                                            "sint64",
                                                            "bool",
                                                            "enum",
                                                            "fixed32",
                                                            "sfixed32",
                                                            "float",
                                                            "fixed64",
                                                            "sfixed64",
                                                            "double",
                                                            "message",
                                                            "string",
                                                            "bytes",
                                                            "repeated uint64",
                                                            "repeated int64",
                                                            "repeated sint64",
                                                            "repeated bool",
                                                            "repeated fixed32",
                                                            "repeated sfixed32",
                                                            "repeated float",
                                                            "repeated fixed64",
                                                            "repeated sfixed64",
                                                            "repeated double"};

using Numbers = std::vector<std::uint64_t>;

struct PackedReading {
  Reading reading;
  Reading element;
};
constexpr std::array kPackedVarints = {PackedReading{Reading::PackedUint64, Reading::Uint64},
                                       PackedReading{Reading::PackedInt64, Reading::Int64},
                                       PackedReading{Reading::PackedSint64, Reading::Sint64},
                                       PackedReading{Reading::PackedBool, Reading::Bool}};
constexpr std::array kPacked32 = {PackedReading{Reading::PackedFloat, Reading::Float},
                                  PackedReading{Reading::PackedFixed32, Reading::Fixed32},
                                  PackedReading{Reading::PackedSfixed32, Reading::Sfixed32}};
constexpr std::array kPacked64 = {PackedReading{Reading::PackedDouble, Reading::Double},
                                  PackedReading{Reading::PackedFixed64, Reading::Fixed64},
                                  PackedReading{Reading::PackedSfixed64, Reading::Sfixed64}};

// The text of a number in a reading of its wire type.
std::string numberText(Reading reading, std::uint64_t raw) {
  switch (reading) {
    case Reading::Int64:
    case Reading::Sfixed64:
    case Reading::Enum:
      return std::to_string(static_cast<std::int64_t>(raw));
    case Reading::Sint64:
      return std::to_string(zigzag(raw));
    case Reading::Bool:
      return raw != 0 ? "true" : "false";
    case Reading::Sfixed32:
      return std::to_string(static_cast<std::int32_t>(raw));
    case Reading::Float:
      return fmt::format("{}", std::bit_cast<float>(static_cast<std::uint32_t>(raw)));
    case Reading::Double:
      return fmt::format("{}", std::bit_cast<double>(raw));
    default:
      return std::to_string(raw);
  }
}

// Numbers that people write have a moderate size; whole numbers and times look extreme as floating point.
bool looksMeasured(double value) {
  return std::isfinite(value) && std::abs(value) >= 1e-6 && std::abs(value) <= 1e12;
}

std::vector<Reading> ofVarint(std::uint64_t raw) {
  const bool negative = static_cast<std::int64_t>(raw) < 0;
  std::vector<Reading> out = {Reading::Uint64, Reading::Int64, Reading::Sint64};
  if (negative) std::swap(out[0], out[1]);
  if (raw <= 1) out.push_back(Reading::Bool);
  const auto value = static_cast<std::int64_t>(raw);
  if (value >= -kLargestEnum && value <= kLargestEnum) out.push_back(Reading::Enum);
  return out;
}

std::vector<Reading> ofFixed(WireType type, std::uint64_t raw) {
  const bool wide = type == WireType::Fixed64;
  std::vector<Reading> out = {wide ? Reading::Fixed64 : Reading::Fixed32,
                              wide ? Reading::Sfixed64 : Reading::Sfixed32,
                              wide ? Reading::Double : Reading::Float};
  const double value =
      wide ? std::bit_cast<double>(raw) : double{std::bit_cast<float>(static_cast<std::uint32_t>(raw))};
  if (looksMeasured(value)) std::ranges::rotate(out, out.end() - 1);
  return out;
}

Numbers numbersIn(std::string_view bytes, std::size_t size) {
  Numbers out;
  WireReader reader(bytes);
  while (const auto raw = size == 0 ? reader.nextVarint() : reader.nextFixed(size)) out.push_back(*raw);
  if (reader.position() != bytes.size()) out.clear();
  return out;
}

std::string packedText(Reading element, const Numbers& numbers) {
  std::string out = "[";
  for (std::size_t i = 0; i < std::min(numbers.size(), kPackedShown); ++i)
    out += (i == 0 ? "" : ", ") + numberText(element, numbers[i]);
  if (numbers.size() > kPackedShown) out += fmt::format(", … {} in all", numbers.size());
  return out + "]";
}

void addPacked(std::string_view bytes, std::vector<ReadValue>& out) {
  const auto add = [&](const auto& readings, std::size_t size) {
    if (size != 0 && bytes.size() % size != 0) return;
    const Numbers numbers = numbersIn(bytes, size);
    const bool truths = std::ranges::all_of(numbers, [](std::uint64_t raw) { return raw <= 1; });
    for (const PackedReading& packed : readings) {
      if (numbers.empty() || (packed.element == Reading::Bool && !truths)) continue;
      out.push_back({packed.reading, packedText(packed.element, numbers)});
    }
  };
  add(kPackedVarints, 0);
  add(kPacked32, 4);
  add(kPacked64, 8);
}

std::vector<ReadValue> ofBytes(std::string_view bytes) {
  const BytesLook look = lookAtBytes(bytes);
  std::vector<ReadValue> out;
  if (look.message || bytes.empty())
    out.push_back(
        {Reading::Message, preview(decodeTree(*Schema::wellKnown(), {}, bytes, {8, 32, 40}), kValueBytes)});
  if (look.text || bytes.empty()) out.push_back({Reading::String, clipped(bytes, kValueBytes)});
  out.push_back({Reading::Bytes, hex(bytes, kValueBytes)});
  addPacked(bytes, out);
  const auto likeliest = std::ranges::find(out, look.likeliest, &ReadValue::reading);
  std::rotate(out.begin(), likeliest, likeliest + 1);
  return out;
}

std::vector<ReadValue> untried() {
  return {{Reading::Message, {}}, {Reading::String, {}}, {Reading::Bytes, {}}};
}

std::vector<Reading> ofNumber(WireType type, std::uint64_t raw) {
  return type == WireType::Varint ? ofVarint(raw) : ofFixed(type, raw);
}

}  // namespace

std::string undeclaredNumber(WireType type, std::uint64_t raw) {
  return numberText(ofNumber(type, raw).front(), raw);
}

std::string_view name(Reading reading) { return kNames[static_cast<std::size_t>(reading)]; }

std::optional<Reading> readingFromName(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Reading>(found - kNames.begin());
}

bool isPacked(Reading reading) { return reading >= Reading::PackedUint64; }

std::vector<ReadValue> plausibleReadings(std::string_view field) {
  const auto found = WireReader(field).next();
  if (!found || found->type == WireType::Group) return {};
  if (found->type == WireType::Bytes) {
    const auto bytes = field.substr(found->valueBegin, found->valueEnd - found->valueBegin);
    return bytes.size() > kTriedBytes ? untried() : ofBytes(bytes);
  }
  std::vector<ReadValue> out;
  for (const Reading reading : ofNumber(found->type, found->value))
    out.push_back({reading, numberText(reading, found->value)});
  return out;
}

}  // namespace bascule::schema
