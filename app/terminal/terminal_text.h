// SPDX-License-Identifier: GPL-3.0-or-later
// Text for terminals: captured bytes made harmless, numbers for people, colours where they are wanted.
// Thread: pure functions; detectStyle() asks the environment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"

namespace bascule::terminal {

enum class Tint : std::uint8_t { None, Dim, Strong, Good, Bad, Active, Connect, Grpc, GrpcWeb };

/// How output may look.
struct Style {
  bool color = false;  ///< ANSI colours
  /// `text` in a colour, if colours are wanted.
  std::string paint(Tint tint, std::string_view text) const;
};

/// Colours if the descriptor is a terminal, `NO_COLOR` is not set and `TERM` is not `dumb`.
Style detectStyle(int descriptor);

/// `text` on one line that cannot move a cursor or change a direction: control characters, line breaks, ill-formed
/// bytes and invisible characters of Unicode are shown as escapes. At most `maxColumns` columns (0: all), then an ellipsis.
std::string printable(std::string_view text, std::size_t maxColumns = 0);
/// The same for text of several lines: line breaks and tabs stay.
std::string printableLines(std::string_view text);
/// Columns that printable text takes: its characters.
std::size_t columnsOf(std::string_view text);
/// `text` filled with spaces to `width` columns, on the left for numbers.
std::string padded(std::string_view text, std::size_t width, bool right = false);

std::string durationText(std::int64_t nanoseconds);  ///< `0.083 ms`, `12.3 ms`, `2.50 s`, `12:03`
std::string sizeText(ByteCount bytes);               ///< `612 B`, `18.4 kB`, `4.0 MB`
std::string localTime(std::int64_t wallNs);          ///< `10:42:07.118`
std::string localDateTime(std::int64_t wallNs);      ///< `2026-11-23 10:42:07.118`
/// `ok`, `invalid_argument`, `in flight`, `cut short`.
std::string_view statusText(const capture::CallRow& row);
Tint statusTint(const capture::CallRow& row);
Tint protocolTint(rpc::Protocol protocol);

}  // namespace bascule::terminal
