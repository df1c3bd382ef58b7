// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sheet.h"

#include <algorithm>

#include "bridge/base/ascii.h"

namespace bascule::ui {
namespace {

std::size_t stringEnd(std::string_view line, std::size_t from) {
  for (std::size_t i = from + 1; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '"')
      return i + 1;
  }
  return line.size();
}

bool startsWord(char c) { return ascii::isDigit(c) || c == '-' || (c >= 'a' && c <= 'z'); }

bool inWord(char c) { return startsWord(c) || c == '.' || c == '+' || c == 'E'; }

bool isKey(std::string_view line, std::size_t end) {
  while (end < line.size() && line[end] == ' ') ++end;
  return end < line.size() && line[end] == ':';
}

}  // namespace

std::string plainText(const SheetCell& cell) {
  std::string out;
  for (const Span& span : cell.name) out += span.text;
  if (!cell.name.empty() && !cell.spans.empty()) out += ": ";
  bool first = true;
  for (const Span& span : cell.spans) {
    if (!first && span.style != Style::Mono) out += "  ";
    out += span.text;
    first = false;
  }
  return out;
}

std::vector<Span> jsonSpans(std::string_view line) {
  std::vector<Span> out;
  std::size_t i = 0;
  while (i < line.size()) {
    std::size_t end = i;
    Ink ink = Ink::Text;
    if (line[i] == '"') {
      end = stringEnd(line, i);
      ink = isKey(line, end) ? Ink::Key : Ink::String;
    } else if (startsWord(line[i])) {
      while (end < line.size() && inWord(line[end])) ++end;
      ink = Ink::Number;
    } else {
      while (end < line.size() && line[end] != '"' && !startsWord(line[end])) ++end;
    }
    out.push_back({std::string(line.substr(i, end - i)), ink});
    i = end;
  }
  return out;
}

void appendBlocks(Sheet& sheet, const std::vector<std::vector<std::vector<Span>>>& columns) {
  std::size_t lines = 0;
  for (const auto& column : columns) lines = std::max(lines, column.size());
  // A column's block is its lines with a pad before and behind them.
  for (std::size_t line = 0; line < lines + 2; ++line) {
    SheetRow row{line == 0 ? RowKind::Pad : RowKind::Code, false, {}, {}};
    bool onlyPads = true;
    for (const auto& column : columns) {
      SheetCell cell;
      if (!column.empty() && line < column.size() + 2) cell.tint = Tint::Block;
      if (line > 0 && line <= column.size()) cell.spans = column[line - 1], onlyPads = false;
      row.cells.push_back(std::move(cell));
    }
    if (onlyPads) row.kind = RowKind::Pad;
    sheet.rows.push_back(std::move(row));
  }
}

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace bascule::ui
