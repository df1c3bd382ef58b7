// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of the filter language as one table: name, meaning, what kind of values they have, and where the
// value is found. Adding a key is adding a row. Thread: constants and pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/capture/call_record.h"
#include "bridge/capture/row_store.h"
#include "bridge/insight/filter_values.h"
#include "bridge/schema/registry.h"

namespace bascule::insight {

/// What a term is asked about: a row with its strings, or a record. Texts are looked up when a term wants
/// them: most terms of most filters do not.
struct Subject {
  const capture::CallRow& row;
  const capture::RowStore* store = nullptr;  ///< of the row; null: the record has the texts
  std::int64_t durationNs = 0;
  const capture::CallRecord* record = nullptr;  ///< null: only the row is at hand
  const schema::Schema* schema = nullptr;

  std::string_view text(std::uint32_t capture::CallRow::* id, std::string capture::CallRecord::* name) const {
    return store != nullptr ? store->string(row.*id) : std::string_view(record->*name);
  }
  std::string_view service() const { return text(&capture::CallRow::service, &capture::CallRecord::service); }
  std::string_view method() const { return text(&capture::CallRow::method, &capture::CallRecord::method); }
  std::string_view client() const { return text(&capture::CallRow::client, &capture::CallRecord::client); }
  std::string_view peer() const { return text(&capture::CallRow::peer, &capture::CallRecord::peer); }
  std::string_view host() const { return text(&capture::CallRow::host, &capture::CallRecord::host); }
  std::string_view comment() const {
    if (store == nullptr) return record->comment;
    const capture::Annotation* annotation = store->annotation(row.number);
    return annotation == nullptr ? std::string_view() : annotation->comment;
  }
  std::string_view upstream() const {
    return text(&capture::CallRow::upstream, &capture::CallRecord::upstreamUrl);
  }
};

/// Names of a key with a fixed set of values; a name stands for one or more bits.
struct NamedValue {
  std::string_view name;
  std::uint32_t bits = 0;
};

/// Shown every text of a key that has many; returns true to stop.
using TextVisitor = std::function<bool(std::string_view)>;

enum class KeyClass : std::uint8_t {
  Names,   ///< one of a fixed set
  Text,    ///< a text of the row
  Number,  ///< a number of the row
  Texts,   ///< texts of the record
};

/// Where a row has the value of a key.
enum class Source : std::uint8_t {
  Shape,    ///< what it has in common with others, `capture::CallShape`
  Outcome,  ///< code and flags
  Times,    ///< start, duration, added
  Sizes,    ///< bytes and messages
  Row,      ///< elsewhere: its number, what is noted about it
  Record    ///< not in the row
};

struct KeyRow {
  std::string_view name;     ///< as typed; ends with '.' if a header name or field path follows
  std::string_view meaning;  ///< one line for help
  Source source = Source::Record;
  KeyClass keyClass = KeyClass::Text;
  // By class, the others are null.
  std::span<const NamedValue> values{};
  std::uint32_t (*bit)(const Subject&) = nullptr;
  std::string_view (Subject::*text)() const = nullptr;
  Unit unit = Unit::Count;
  std::int64_t (*number)(const Subject&) = nullptr;
  /// `rest` is what follows the dot of the key. True if stopped.
  bool (*visit)(const Subject&, std::string_view rest, const TextVisitor&) = nullptr;
};

std::span<const KeyRow> filterKeys();
/// The row of `key` (case of A-Z ignored) and what follows its dot; null if there is none.
const KeyRow* findFilterKey(std::string_view key, std::string_view& rest);

/// Everything a plain word is looked for in, beyond the texts of the row. True if stopped.
bool visitAllTexts(const Subject& subject, const TextVisitor& visit);

}  // namespace bascule::insight
