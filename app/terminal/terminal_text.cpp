// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/terminal_text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>

#include "bridge/base/text.h"

namespace bascule::terminal {
namespace {

// ECMA-48 colours; index is Tint.
constexpr std::array<std::string_view, 9> kTints = {"", "2", "1", "32", "31", "34", "35", "36", "33"};

/// Code points that are invisible, change the direction of text, or join what follows (robustness C7).
struct Range {
  std::uint32_t first;
  std::uint32_t last;
};
constexpr std::array<Range, 12> kEscaped = {{{0x00, 0x1f},
                                             {0x7f, 0x9f},
                                             {0xad, 0xad},
                                             {0x61c, 0x61c},
                                             {0x180e, 0x180e},
                                             {0x200b, 0x200f},
                                             {0x2028, 0x202e},
                                             {0x2060, 0x206f},
                                             {0xfe00, 0xfe0f},
                                             {0xfeff, 0xfeff},
                                             {0xfff9, 0xfffc},
                                             {0xe0000, 0xe0fff}}};

bool mustEscape(std::uint32_t code) {
  return std::ranges::any_of(kEscaped, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;  ///< bytes; 0: ill-formed
};

/// The character at the front of `text` (not empty).
Character frontOf(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (!text::isUtf8(text.substr(0, size))) return {lead, 0};
  std::uint32_t code = size == 1 ? lead : lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  return {code, size};
}

std::string escaped(const Character& character) {
  switch (character.size == 0 ? 0 : character.code) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  if (character.code < 0x100) return fmt::format("\\x{:02x}", character.code);
  return fmt::format("\\u{{{:x}}}", character.code);
}

std::string print(std::string_view text, bool lines, std::size_t maxColumns) {
  std::string out;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = frontOf(text);
    const std::size_t size = std::max<std::size_t>(character.size, 1);
    const bool keep = lines && (text.front() == '\n' || text.front() == '\t');
    const bool bad = character.size == 0 || (mustEscape(character.code) && !keep);
    const std::string shown = bad ? escaped(character) : std::string(text.substr(0, size));
    const std::size_t width = bad ? shown.size() : 1;
    const bool fits = maxColumns == 0 || columns + width < maxColumns || (columns + width == maxColumns && text.size() == size);
    if (!fits) return out + "\xe2\x80\xa6";
    out += shown;
    columns += width;
    text.remove_prefix(size);
  }
  return out;
}

std::tm localParts(std::int64_t wallNs) {
  const std::time_t seconds = wallNs / 1'000'000'000;
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

std::string Style::paint(Tint tint, std::string_view text) const {
  if (!color || tint == Tint::None || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", kTints[static_cast<std::size_t>(tint)], text);
}

Style detectStyle(int descriptor) {
  const char* noColor = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool plain = (noColor != nullptr && *noColor != '\0') || term == nullptr || std::string_view(term) == "dumb";
  return {::isatty(descriptor) == 1 && !plain};
}

std::string printable(std::string_view text, std::size_t maxColumns) { return print(text, false, maxColumns); }
std::string printableLines(std::string_view text) { return print(text, true, 0); }

std::size_t columnsOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string padded(std::string_view text, std::size_t width, bool right) {
  const std::size_t columns = columnsOf(text);
  const std::string fill(width > columns ? width - columns : 0, ' ');
  return right ? fill + std::string(text) : std::string(text) + fill;
}

std::string durationText(std::int64_t nanoseconds) {
  const double ms = static_cast<double>(nanoseconds) / 1e6;
  if (ms < 1) return fmt::format("{:.3f} ms", ms);
  if (ms < 10) return fmt::format("{:.2f} ms", ms);
  if (ms < 100) return fmt::format("{:.1f} ms", ms);
  if (ms < 1000) return fmt::format("{:.0f} ms", ms);
  if (ms < 60'000) return fmt::format("{:.2f} s", ms / 1000);
  const std::int64_t seconds = nanoseconds / 1'000'000'000;
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string sizeText(ByteCount bytes) {
  constexpr std::array<std::string_view, 4> kUnits = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.95 && unit + 1 < kUnits.size()) value /= 1000, ++unit;
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string localTime(std::int64_t wallNs) {
  const std::tm parts = localParts(wallNs);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", parts.tm_hour, parts.tm_min, parts.tm_sec, wallNs / 1'000'000 % 1000);
}

std::string localDateTime(std::int64_t wallNs) {
  const std::tm parts = localParts(wallNs);
  return fmt::format("{:04}-{:02}-{:02} {}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, localTime(wallNs));
}

std::string_view statusText(const capture::CallRow& row) {
  if (row.inFlight()) return "in flight";
  return (row.flags & capture::kCutShort) != 0 ? "cut short" : rpc::connectName(row.code);
}

Tint statusTint(const capture::CallRow& row) {
  if (row.inFlight()) return Tint::Active;
  if ((row.flags & capture::kCutShort) != 0) return Tint::Dim;
  return row.code == rpc::Code::Ok ? Tint::Good : Tint::Bad;
}

Tint protocolTint(rpc::Protocol protocol) {
  if (rpc::isConnect(protocol)) return Tint::Connect;
  if (rpc::isGrpcWeb(protocol)) return Tint::GrpcWeb;
  return protocol == rpc::Protocol::Grpc ? Tint::Grpc : Tint::None;
}

}  // namespace bascule::terminal
