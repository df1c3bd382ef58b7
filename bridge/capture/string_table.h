// SPDX-License-Identifier: GPL-3.0-or-later
// `StringTable`: the short texts of rows (services, methods, clients, hosts), each stored once and named by a
// dense id. Owned by the recorder. Clients choose these texts, so length and number are bounded.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bascule::capture {

class StringTable {
 public:
  StringTable() { add(""); }

  /// Id of `text`; made well-formed UTF-8 and cut at kMaxText first. When the table is full: id of kOverflow.
  std::uint32_t intern(std::string_view text);
  /// Adds a text of an earlier run of the session: ids then go on as they are in the file.
  void append(std::string_view text) { add(text); }
  const std::string& text(std::uint32_t id) const { return texts_[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }
  /// Texts from id `first` on.
  std::vector<std::string> since(std::uint32_t first) const;

  /// Method and service names are far shorter; a longer one is cut in the row, the record has all of it.
  static constexpr std::size_t kMaxText = 256;
  /// 256 Ki texts of at most 256 bytes: 64 MiB however a client behaves.
  static constexpr std::uint32_t kMaxTexts = 1U << 18;
  static constexpr std::string_view kOverflow = "(too many names)";

 private:
  std::uint32_t add(std::string_view text);

  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
};

}  // namespace bascule::capture
