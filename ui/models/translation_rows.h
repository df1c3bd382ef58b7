// SPDX-License-Identifier: GPL-3.0-or-later
// What the bridge did to the heads and ends of one call, row by row: the client's field, the server's field,
// how they relate and the rule that made it so. Driven by a table of rules (translation.md 3.1, 8.1).
// Pure function of a record, no Qt, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::ui {

/// How the two sides of a row relate, seen in the direction in which the field travels.
enum class Mark : std::uint8_t { Same, Changed, Renamed, Added, Dropped };

struct TranslationSide {
  bool present = false;
  std::string name;
  std::string value;
};

struct TranslationRow {
  Mark mark = Mark::Same;
  TranslationSide client;
  TranslationSide server;
  std::string_view rule;  ///< id of the rule, see ui/text/rule_text.h; empty for Same
};

/// Where on its leg a group of rows stands.
enum class Place : std::uint8_t { Nowhere, Request, Response, Trailers, ErrorJson, EndStream, TrailerFrame };

struct TranslationSection {
  bool upwards = true;  ///< client to server (request), else server to client
  Place client = Place::Nowhere;
  Place server = Place::Nowhere;
  std::vector<TranslationRow> rows;
};

/// Request, response head and end of the call; sections without rows are left out.
std::vector<TranslationSection> translationSections(const capture::CallRecord& record);

/// A rule: which pair of names it is about. `*` at the end of a name stands for any rest, at its start for
/// any beginning; an empty name means that the side has no such field.
struct TranslationRule {
  std::string_view id;
  std::string_view first;   ///< name on one leg
  std::string_view second;  ///< name on the other leg; empty: the field exists on one leg only
};
/// All rules, first match wins.
std::span<const TranslationRule> translationRules();

}  // namespace bascule::ui
