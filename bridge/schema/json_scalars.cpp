// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonReader`: numbers, text, bytes, enums.
#include <array>
#include <bit>
#include <limits>
#include <string>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/schema/json_reader.h"

namespace bascule::schema {
namespace {

/// What a kind of whole number can hold.
struct WholeRange {
  std::uint64_t highest;
  std::uint64_t lowest;  ///< magnitude of the lowest number
};
constexpr WholeRange kSigned32 = {0x7fffffff, 0x80000000};
constexpr WholeRange kSigned64 = {0x7fffffffffffffff, 0x8000000000000000};
constexpr WholeRange kUnsigned32 = {0xffffffff, 0};
constexpr WholeRange kUnsigned64 = {std::numeric_limits<std::uint64_t>::max(), 0};

WholeRange rangeOf(FieldKind kind) {
  switch (kind) {
    case FieldKind::Int64:
    case FieldKind::SInt64:
    case FieldKind::SFixed64:
      return kSigned64;
    case FieldKind::UInt32:
    case FieldKind::Fixed32:
      return kUnsigned32;
    case FieldKind::UInt64:
    case FieldKind::Fixed64:
      return kUnsigned64;
    default:
      return kSigned32;
  }
}

}  // namespace

bool JsonReader::scalar(const FieldPlan& field, char first) {
  switch (field.kind) {
    case FieldKind::Double:
    case FieldKind::Float:
      return floating(field.kind, first);
    case FieldKind::Bool:
      return truth(first);
    case FieldKind::Enum:
      return enumeration(*field.enumeration, first);
    case FieldKind::String: {
      std::string_view content;
      if (!text(first, content)) return false;
      out_.bytes(content);
      return true;
    }
    case FieldKind::Bytes:
      return bytes(first);
    default:
      return whole(field.kind, first);
  }
}

bool JsonReader::truth(char first) {
  if (first != 't' && first != 'f') return cursor_.wrongValue("expected true or false");
  out_.varint(first == 't' ? 1 : 0);
  return cursor_.word(first == 't' ? "true" : "false");
}

bool JsonReader::text(char first, std::string_view& out) {
  return first == '"' ? cursor_.string(out) : cursor_.wrongValue("expected a string");
}

bool JsonReader::bytes(char first) {
  std::string_view encoded;
  if (!text(first, encoded)) return false;
  const auto opened = out_.open();
  if (!base64::appendDecoded(out_.buffer(), encoded)) return cursor_.wrongValue("expected base64");
  out_.close(opened);
  return true;
}

/// An unknown name is ignored like an unknown field; an unknown number is kept.
bool JsonReader::enumeration(const EnumPlan& type, char first) {
  if (first == '"') {
    std::string_view name;
    if (!cursor_.string(name)) return false;
    const std::int32_t index = type.numbers.find(name);
    dropped_ = index == NameTable::kNone;
    if (dropped_) {
      ignore(true);
    } else {
      out_.varint(static_cast<std::uint64_t>(std::int64_t{type.values[static_cast<std::size_t>(index)]}));
    }
    return true;
  }
  if (first == 'n' && type.isNull) {
    out_.varint(0);
    return cursor_.word("null");
  }
  if (first != '-' && !ascii::isDigit(first)) return cursor_.wrongValue("expected the name of an enum value");
  return whole(FieldKind::Enum, first);
}

/// A number, or one in double quotes.
bool JsonReader::numberText(char first, std::string_view& out) {
  if (first == '-' || ascii::isDigit(first)) return cursor_.number(out);
  if (first != '"') return cursor_.wrongValue("expected a number");
  return cursor_.string(out);
}

bool JsonReader::whole(FieldKind kind, char first) {
  std::string_view number;
  if (!numberText(first, number)) return false;
  if (first == '"' && !isNumber(number)) return cursor_.wrongValue("expected a number");
  const auto value = wholeNumber(number);
  return (value && writeWhole(kind, *value)) ||
         cursor_.wrongValue("expected a whole number in the range of the type");
}

bool JsonReader::writeWhole(FieldKind kind, WholeNumber number) {
  const WholeRange range = rangeOf(kind);
  if (number.magnitude > (number.negative ? range.lowest : range.highest)) return false;
  const std::uint64_t bits = number.negative ? 0 - number.magnitude : number.magnitude;
  switch (kind) {
    case FieldKind::SInt32:
    case FieldKind::SInt64:
      out_.varint((bits << 1) ^ (0 - (bits >> 63)));
      break;
    case FieldKind::Fixed32:
    case FieldKind::SFixed32:
      out_.fixed(bits, 4);
      break;
    case FieldKind::Fixed64:
    case FieldKind::SFixed64:
      out_.fixed(bits, 8);
      break;
    default:
      out_.varint(bits);
      break;
  }
  return true;
}

bool JsonReader::floating(FieldKind kind, char first) {
  constexpr std::array<std::pair<std::string_view, double>, 3> kNamed = {
      {{"NaN", std::numeric_limits<double>::quiet_NaN()},
       {"Infinity", std::numeric_limits<double>::infinity()},
       {"-Infinity", -std::numeric_limits<double>::infinity()}}};
  std::string_view number;
  if (!numberText(first, number)) return false;
  std::optional<double> wide;
  std::optional<float> narrow;
  for (const auto& [name, value] : kNamed) {
    if (first == '"' && number == name) wide = value;
  }
  if (wide) {
    narrow = static_cast<float>(*wide);
  } else if (first == '"' && !isNumber(number)) {
    return cursor_.wrongValue("expected a number");
  } else if (kind == FieldKind::Double) {
    wide = doubleNumber(number);
  } else {
    narrow = floatNumber(number);
  }
  if (kind == FieldKind::Double && wide) {
    out_.fixed(std::bit_cast<std::uint64_t>(*wide), 8);
  } else if (kind == FieldKind::Float && narrow) {
    out_.fixed(std::bit_cast<std::uint32_t>(*narrow), 4);
  } else {
    return cursor_.wrongValue("expected a number in the range of the type");
  }
  return true;
}

bool JsonReader::mapKey(FieldKind kind, std::string_view key) {
  if (kind == FieldKind::String) {
    out_.bytes(key);
    return true;
  }
  if (kind == FieldKind::Bool) {
    if (key != "true" && key != "false") return cursor_.wrongValue("expected true or false in double quotes");
    out_.varint(key == "true" ? 1 : 0);
    return true;
  }
  const auto number = wholeDecimal(key);
  return (number && writeWhole(kind, *number)) ||
         cursor_.wrongValue("expected a whole number in the range of the type");
}

}  // namespace bascule::schema
