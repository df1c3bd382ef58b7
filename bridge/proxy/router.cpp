// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/router.h"

#include <algorithm>

namespace bascule::proxy {

Router::Router(const std::vector<std::string>& prefixes) {
  entries_.reserve(prefixes.size());
  for (std::size_t i = 0; i < prefixes.size(); ++i) entries_.push_back({prefixes[i], i});
  std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
    return a.prefix.size() != b.prefix.size() ? a.prefix.size() > b.prefix.size() : a.server < b.server;
  });
}

std::optional<std::size_t> Router::route(std::string_view path) const {
  const auto found =
      std::ranges::find_if(entries_, [path](const Entry& e) { return path.starts_with(e.prefix); });
  if (found == entries_.end()) return std::nullopt;
  return found->server;
}

}  // namespace bascule::proxy
