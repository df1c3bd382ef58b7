// SPDX-License-Identifier: GPL-3.0-or-later
// `Reading`: the ways in which the bytes of a field can be understood that no schema declares, as a table;
// which of them are plausible for given bytes, and what the field then says. Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::schema {

/// Named as the type is in a `.proto` file. Packed: many numbers in one field.
enum class Reading : std::uint8_t {
  Uint64,
  Int64,
  Sint64,
  Bool,
  Enum,
  Fixed32,
  Sfixed32,
  Float,
  Fixed64,
  Sfixed64,
  Double,
  Message,
  String,
  Bytes,
  PackedUint64,
  PackedInt64,
  PackedSint64,
  PackedBool,
  PackedFixed32,
  PackedSfixed32,
  PackedFloat,
  PackedFixed64,
  PackedSfixed64,
  PackedDouble,
};
inline constexpr int kReadings = 24;

/// `sint64`, `string`, `repeated float`.
std::string_view name(Reading reading);
std::optional<Reading> readingFromName(std::string_view name);
bool isPacked(Reading reading);

struct ReadValue {
  Reading reading = Reading::Bytes;
  std::string value;  ///< the field's value in this reading; of a message: its first fields
  friend bool operator==(const ReadValue&, const ReadValue&) = default;
};

/// Larger fields are not tried out: every reading is possible then, and none has a value.
inline constexpr std::size_t kTriedBytes = 64 * 1024;

/// Every plausible reading of one field, given as it lies on the wire with its tag; the likeliest first.
/// None for a group, whose content has the only reading there is, and for damaged bytes.
std::vector<ReadValue> plausibleReadings(std::string_view field);

}  // namespace bascule::schema
