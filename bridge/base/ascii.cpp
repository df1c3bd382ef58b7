// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/base/ascii.h"

#include <algorithm>

namespace bascule::ascii {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), toLower);
  return out;
}

bool equalsIgnoreCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, toLower, toLower);
}

bool containsIgnoreCase(std::string_view text, std::string_view needle) {
  return !std::ranges::search(text, needle, {}, toLower, toLower).empty() || needle.empty();
}

bool matchesGlob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && toLower(pattern[p]) == toLower(text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> splitTrimmed(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  if (text.empty()) return parts;
  for (std::size_t start = 0;;) {
    const auto end = text.find(separator, start);
    parts.push_back(trim(text.substr(start, end - start)));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::optional<std::uint64_t> parseDigits(std::string_view text, std::size_t maxDigits) {
  if (text.empty() || text.size() > maxDigits || !std::ranges::all_of(text, isDigit)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

}  // namespace bascule::ascii
