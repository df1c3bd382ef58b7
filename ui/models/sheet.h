// SPDX-License-Identifier: GPL-3.0-or-later
// `Sheet`: the text of a detail tab as plain rows of cells of spans. A tab is a pure function from a record
// to a sheet; one view paints them all, so both legs of a call stay aligned row by row. No Qt, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::ui {

/// What a span is, not how it looks.
enum class Ink : std::uint8_t {
  Text,
  Dim,
  Key,
  String,
  Number,
  Accent,
  Ok,
  Error,
  Warning,
  InFlight,
  Grpc,
  GrpcWeb
};
enum class Style : std::uint8_t { Body, Strong, Small, SmallStrong, Caption, Title, Mono, Pill };

struct Span {
  std::string text;
  Ink ink = Ink::Text;
  Style style = Style::Mono;
  bool word = false;      ///< a word of the interface: it has to fit; else captured data: it may be elided
  bool optional = false;  ///< left out where it does not fit; the tool tip has it
};

/// Background of a cell; neighbours of one tint in a column join to one rounded area.
enum class Tint : std::uint8_t { None, Added, Dropped, Changed, Block };

/// What the fields below a caption are: its words do not say it in every language.
enum class Holds : std::uint8_t { Other, Headers, Trailers };

struct SheetCell {
  std::vector<Span> name;  ///< Field and Fact rows only: stands in a column of its own
  std::vector<Span> spans;
  Tint tint = Tint::None;
  Holds holds = Holds::Other;  ///< Caption rows only: of the fields below
  bool blank() const { return name.empty() && spans.empty() && tint == Tint::None; }
};

/// Decides height and geometry of a row. Pad: the room above and below the lines of a block.
enum class RowKind : std::uint8_t { Gap, Headline, Title, Caption, Field, Fact, Code, Pad };

struct SheetRow {
  RowKind kind = RowKind::Field;
  bool across = false;  ///< the first cell takes the whole width
  std::vector<SheetCell> cells;
  std::string tip;     ///< why; shown with the full text of the cell
  std::string link{};  ///< of a specification: text to copy, never opened
};

struct Sheet {
  std::vector<SheetRow> rows;
};

/// All text of a cell, for the clipboard, tool tips and screen readers.
std::string plainText(const SheetCell& cell);
/// Spans of one line of JSON: keys, strings, numbers and punctuation told apart.
std::vector<Span> jsonSpans(std::string_view line);
/// Appends `left`, `right`, ... line by line as Code rows, one block per column; shorter ones end earlier.
void appendBlocks(Sheet& sheet, const std::vector<std::vector<std::vector<Span>>>& columns);
/// Splits at line feeds.
std::vector<std::string_view> linesOf(std::string_view text);

}  // namespace bascule::ui
