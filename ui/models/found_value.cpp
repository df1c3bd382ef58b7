// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/found_value.h"

#include <algorithm>

#include "bridge/base/ascii.h"
#include "bridge/insight/filter_lexer.h"
#include "bridge/insight/filter_terms.h"

namespace bascule::ui {
namespace {

constexpr std::string_view kCut = "…";

// The caption above says what a field is: the row above may have one for its own side only.
Holds holdsOf(const SheetModel& sheet, int row, int column) {
  for (; row >= 0; --row) {
    if (sheet.row(row).kind != RowKind::Caption) continue;
    const SheetCell& own = sheet.cell(row, column);
    if (!own.blank()) return own.holds;
  }
  return Holds::Other;
}

// Neither a pseudo field nor a member of a body.
bool isHeaderName(std::string_view name) {
  const auto fits = [](char c) {
    return ascii::isDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
  };
  return std::ranges::all_of(name, fits);
}

// `items[2].colour` -> `items.colour`: a filter finds any element. An extension's brackets hold a name.
std::string withoutIndices(const std::string& path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const std::size_t end = path[i] == '[' ? path.find(']', i) : std::string::npos;
    if (end != std::string::npos && i + 1 < end && ascii::isDigit(path[i + 1]))
      i = end;
    else
      out += path[i];
  }
  return out;
}

}  // namespace

std::string FoundValue::term() const {
  return whole ? insight::exactTerm(key, value) : key + ":" + insight::quoteForFilter(value, true);
}

FoundValue valueAt(const SheetModel& sheet, int row, int column) {
  const SheetCell& cell = sheet.cell(row, column);
  if (sheet.row(row).kind != RowKind::Field || cell.name.empty() || cell.spans.empty()) return {};
  const std::string& name = cell.name.front().text;
  const Holds holds = holdsOf(sheet, row, column);
  if (cell.name.front().ink != Ink::Key || holds == Holds::Other || !isHeaderName(name)) return {};
  FoundValue out{(holds == Holds::Trailers ? "trailer." : "header.") + name, cell.spans.front().text, true};
  if (out.value.ends_with(kCut)) out.value.resize(out.value.size() - kCut.size()), out.whole = false;
  return insight::isFilterKey(out.key) ? out : FoundValue();
}

FoundValue valueAt(const FieldTreeModel& tree, const QModelIndex& index, const std::string& root) {
  if (!index.isValid() || !index.parent().isValid()) return {};
  FoundValue out;
  out.value = tree.node(index).value;
  if (out.value.empty()) return {};
  // Elements and map entries have no name of their own: a path goes through the fields only.
  for (QModelIndex at = index; at.parent().isValid(); at = at.parent()) {
    const schema::FieldNode& node = tree.node(at);
    if (node.number == 0 && node.name.empty()) continue;
    const std::string name = node.name.empty() ? std::to_string(node.number) : withoutIndices(node.name);
    out.key = out.key.empty() ? name : name + "." + out.key;
  }
  out.key = root + out.key;
  return insight::isFilterKey(out.key) ? out : FoundValue();
}

}  // namespace bascule::ui
