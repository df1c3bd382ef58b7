// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonWriter`: writes JSON text, commas included; and a strict check for JSON that comes from elsewhere.
// Thread: not shared; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::exporting {

class JsonWriter {
 public:
  JsonWriter& beginObject() { return open('{'); }
  JsonWriter& endObject() { return close('}'); }
  JsonWriter& beginArray() { return open('['); }
  JsonWriter& endArray() { return close(']'); }
  /// Name of the next member.
  JsonWriter& key(std::string_view name);

  /// Ill-formed UTF-8 becomes U+FFFD.
  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::int64_t value);
  JsonWriter& count(std::uint64_t value);
  /// With three decimals, as milliseconds are written.
  JsonWriter& decimal(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// Text that is JSON already.
  JsonWriter& raw(std::string_view json);

  /// The text so far; the writer is empty again.
  std::string take();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string out_;
  std::vector<bool> hasMembers_{false};
  bool afterKey_ = false;
};

/// `text` without white space between its tokens if it is one well-formed JSON value (RFC 8259, valid UTF-8,
/// at most 100 levels deep); nothing otherwise. The result holds no line break.
std::optional<std::string> compactJson(std::string_view text);

}  // namespace bascule::exporting
