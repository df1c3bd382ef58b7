// SPDX-License-Identifier: GPL-3.0-or-later
// `YamlNode`: a YAML document as a value in which everything knows its place, so that what is wrong can be
// named by line and column. The only place that knows the YAML library. Thread: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"

namespace bascule::app::config {

/// Where something stands in its file.
struct Place {
  int line = 0;    ///< from 1; 0 = nowhere in particular
  int column = 0;  ///< from 1
};

struct YamlEntry;
struct YamlNode {
  enum class Kind : std::uint8_t { Null, Scalar, List, Map };
  Kind kind = Kind::Null;
  Place place;
  std::string scalar;
  std::vector<YamlNode> items;     ///< of a list
  std::vector<YamlEntry> entries;  ///< of a map, in the file's order

  /// Value of `key`; null if there is none.
  const YamlNode* find(std::string_view key) const;
  /// True if it says the same, wherever it stands.
  bool sameAs(const YamlNode& other) const;
};
struct YamlEntry {
  std::string key;
  Place place;  ///< of the key
  YamlNode value;
};

/// `a map`, `a list`, `one value`, `nothing`: for messages.
std::string_view kindName(YamlNode::Kind kind);

/// One document. Errors: InvalidInput `config_invalid`, message `FILE:LINE:COLUMN: what is wrong`: syntax, a
/// key that stands twice, nesting over 64, more than 100,000 values (aliases included).
Result<YamlNode> parseYaml(const std::string& text, const std::string& fileName);

/// `value` as YAML writes a text, in quotes.
std::string yamlText(std::string_view value);

/// The error of something at `place`.
Error invalidAt(const std::string& fileName, Place place, const std::string& message);

/// The one of `known` that is most like `name`; empty if none is much like it.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace bascule::app::config
