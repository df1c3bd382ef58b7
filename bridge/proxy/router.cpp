// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/proxy/router.h"

#include <algorithm>

namespace bascule::proxy {

Router::Router(const std::vector<std::string>& prefixes) {
  entries_.reserve(prefixes.size());
  for (std::size_t i = 0; i < prefixes.size(); ++i) entries_.push_back({prefixes[i], i});
  std::ranges::stable_sort(entries_, std::ranges::greater{}, [](const Entry& e) { return e.prefix.size(); });
}

std::optional<std::size_t> Router::route(std::string_view path) const {
  const auto found =
      std::ranges::find_if(entries_, [path](const Entry& e) { return path.starts_with(e.prefix); });
  if (found == entries_.end()) return std::nullopt;
  return found->server;
}

}  // namespace bascule::proxy
