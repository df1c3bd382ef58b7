// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/wire_order.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "bridge/schema/wire_writer.h"

namespace bascule::schema {
namespace {

struct Piece {
  const FieldPlan* field;
  WireField wire;
};

std::string_view payload(const Piece& piece, std::string_view wire) {
  return wire.substr(piece.wire.valueBegin, piece.wire.valueEnd - piece.wire.valueBegin);
}

/// The known fields as they lie there, without those a later member of their oneof has replaced.
std::optional<std::vector<Piece>> piecesOf(const MessagePlan& type, std::string_view wire) {
  struct Choice {
    const FieldPlan* field = nullptr;
    std::size_t since = 0;
  };
  std::vector<Piece> pieces;
  std::vector<Choice> choices(type.oneofs);
  WireReader reader(wire);
  while (const auto field = reader.next()) {
    const FieldPlan* known = type.field(field->number);
    if (known == nullptr || !fits(*known, field->type)) continue;
    if (known->oneof >= 0) {
      Choice& choice = choices[static_cast<std::size_t>(known->oneof)];
      if (choice.field != known) choice = {known, pieces.size()};
    }
    pieces.push_back({known, *field});
  }
  if (reader.failed()) return std::nullopt;
  std::size_t at = 0;
  std::erase_if(pieces, [&](const Piece& piece) {
    const std::size_t own = at++;
    return piece.field->oneof >= 0 && own < choices[static_cast<std::size_t>(piece.field->oneof)].since;
  });
  return pieces;
}

/// The key of an entry in a form that is the same for the same key.
std::string keyOf(const FieldPlan& key, std::string_view entry) {
  WireField last;
  WireReader reader(entry);
  while (const auto field = reader.next()) {
    if (field->number == key.number && field->type == key.wireType) last = *field;
  }
  if (key.kind == FieldKind::String) {
    return std::string(entry.substr(last.valueBegin, last.valueEnd - last.valueBegin));
  }
  const bool narrow =
      key.kind == FieldKind::Int32 || key.kind == FieldKind::UInt32 || key.kind == FieldKind::SInt32;
  if (key.kind == FieldKind::Bool) return last.value != 0 ? "1" : "0";
  return std::to_string(narrow ? static_cast<std::uint32_t>(last.value) : last.value);
}

bool writeMap(std::span<const Piece> pieces, std::string_view wire, WireWriter& out) {
  const FieldPlan& field = *pieces.front().field;
  std::map<std::string, std::size_t, std::less<>> places;
  std::vector<std::string> entries;
  for (const Piece& piece : pieces) {
    auto entry = inOrder(*field.message, payload(piece, wire));
    if (!entry) return false;
    const auto [place, fresh] = places.emplace(keyOf(field.message->mapKey(), *entry), entries.size());
    if (fresh) {
      entries.push_back(std::move(*entry));
    } else {
      entries[place->second] = std::move(*entry);
    }
  }
  for (const std::string& entry : entries) {
    out.raw(field.tag);
    out.bytes(entry);
  }
  return true;
}

/// Merging messages is joining their bytes.
void writeJoined(std::span<const Piece> pieces, std::string_view wire, WireWriter& out) {
  const FieldPlan& field = *pieces.front().field;
  std::string joined;
  for (const Piece& piece : pieces) joined += payload(piece, wire);
  out.raw(field.tag);
  if (field.kind == FieldKind::Group) {
    out.raw(joined);
    out.raw(field.endTag);
  } else {
    out.bytes(joined);
  }
}

}  // namespace

std::optional<std::string> inOrder(const MessagePlan& type, std::string_view wire) {
  auto pieces = piecesOf(type, wire);
  if (!pieces) return std::nullopt;
  std::ranges::sort(*pieces, {},
                    [](const Piece& piece) { return std::pair(piece.field->index, piece.wire.begin); });
  WireWriter out;
  out.reserve(wire.size());
  const auto raw = [&](const Piece& piece) {
    out.raw(wire.substr(piece.wire.begin, piece.wire.end - piece.wire.begin));
  };
  for (std::span<const Piece> rest = *pieces; !rest.empty();) {
    const FieldPlan& field = *rest.front().field;
    const auto end = std::ranges::find_if(rest, [&](const Piece& piece) { return piece.field != &field; });
    const auto same = rest.first(static_cast<std::size_t>(end - rest.begin()));
    rest = rest.subspan(same.size());
    if (field.map) {
      if (!writeMap(same, wire, out)) return std::nullopt;
    } else if (field.repeated) {
      std::ranges::for_each(same, raw);
    } else if (field.message != nullptr && same.size() > 1) {
      writeJoined(same, wire, out);
    } else {
      raw(same.back());
    }
  }
  return out.take();
}

}  // namespace bascule::schema
