// SPDX-License-Identifier: GPL-3.0-or-later
// `Router`: which server a call goes to, by the prefix of its path; the longest prefix wins. Part of the
// immutable settings of a bridge. Thread: immutable.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::proxy {

class Router {
 public:
  Router() = default;
  /// One prefix per server, in the order of the servers; an empty one takes what no other does. Of two
  /// equal ones the first wins.
  explicit Router(const std::vector<std::string>& prefixes);
  /// Index of the server for `path` (`/acme.shop.v1.OrderService/CreateOrder`); nothing if no prefix fits.
  std::optional<std::size_t> route(std::string_view path) const;

 private:
  struct Entry {
    std::string prefix;
    std::size_t server;
  };
  std::vector<Entry> entries_;  ///< longest prefix first
};

}  // namespace bascule::proxy
