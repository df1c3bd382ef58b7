// SPDX-License-Identifier: GPL-3.0-or-later
// Layout of a session file: identification, tables, views, and the numbers that writer and reader share. The
// README of this folder explains it to people. Thread: constants.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bascule::capture::session {

/// `PRAGMA application_id`: "Bscl".
inline constexpr std::int64_t kApplicationId = 0x4273636c;
/// `PRAGMA user_version`. A reader refuses a newer one.
inline constexpr std::int64_t kVersion = 2;

/// A block is closed when it holds this much before compression.
inline constexpr std::size_t kBlockBytes = 256 * 1024;
/// Largest block a reader accepts: a full block, a segment of its size and a piece of a message.
inline constexpr std::uint64_t kMaxBlockBytes = 4 * 1024 * 1024;

/// What makes each version of the layout from the one before it; the first makes it in an empty file. A
/// session of version n has had the first n of them.
extern const std::array<std::string_view, kVersion> kSteps;
/// Columns of `call_rows` in the order in which rows are written and read.
extern const std::string_view kCallColumns;
inline constexpr int kCallColumnCount = 12;
inline constexpr int kRouteColumn = 4;

}  // namespace bascule::capture::session
