// SPDX-License-Identifier: GPL-3.0-or-later
// Header fields as lines of an input. Only what a session would hand on becomes a field: the sessions have
// targets of their own.
#pragma once

#include "bridge/http/headers.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

inline std::string fieldName(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      name += static_cast<char>(c + 32);
    } else if (c > ' ' && c < '\x7f' && c != ':') {
      name += c;
    }
  }
  return name;
}

inline std::string fieldValue(std::string_view text) {
  std::string value;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') value += c;
  }
  while (value.starts_with(' ')) value.erase(0, 1);
  while (value.ends_with(' ')) value.pop_back();
  return value;
}

/// `name: value` lines up to an empty one.
inline http::HeadersPtr readFields(Input& input) {
  http::Headers headers;
  for (auto line = input.line(); !line.empty(); line = input.line()) {
    const auto colon = line.find(':');
    const auto name = fieldName(line.substr(0, colon));
    if (name.empty()) continue;
    headers.add(name, colon == std::string_view::npos ? "" : fieldValue(line.substr(colon + 1)));
  }
  return std::make_shared<const http::Headers>(std::move(headers));
}

}  // namespace bascule::fuzz
