// SPDX-License-Identifier: GPL-3.0-or-later
// Tags of the fields of google/protobuf/{any,duration,field_mask,struct,timestamp}.proto. Private to the
// schema floor.
#pragma once

#include <cstdint>

namespace bascule::schema::tags {

inline constexpr std::uint32_t kAnyUrl = 0x0a;
inline constexpr std::uint32_t kAnyValue = 0x12;
inline constexpr std::uint32_t kSeconds = 0x08;
inline constexpr std::uint32_t kNanos = 0x10;
inline constexpr std::uint32_t kMaskPath = 0x0a;
inline constexpr std::uint32_t kStructField = 0x0a;
inline constexpr std::uint32_t kEntryKey = 0x0a;
inline constexpr std::uint32_t kEntryValue = 0x12;
inline constexpr std::uint32_t kNullValue = 0x08;
inline constexpr std::uint32_t kNumberValue = 0x11;
inline constexpr std::uint32_t kStringValue = 0x1a;
inline constexpr std::uint32_t kBoolValue = 0x20;
inline constexpr std::uint32_t kStructValue = 0x2a;
inline constexpr std::uint32_t kListValue = 0x32;
inline constexpr std::uint32_t kListElement = 0x0a;

}  // namespace bascule::schema::tags
