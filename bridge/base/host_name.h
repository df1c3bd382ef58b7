// SPDX-License-Identifier: GPL-3.0-or-later
// Host names as they stand in `Host`, `:authority` and `Origin`. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace bascule::host {

/// Host of `name`, `name:port` or `[v6]:port` without port, brackets and trailing dot, lower-case; empty if
/// the form is wrong.
std::string nameOf(std::string_view authority);

/// True for names that lead to this machine wherever they are resolved: `localhost`, `*.localhost`,
/// `127.0.0.1`, `::1` (RFC 6761 section 6.3).
bool isLoopbackName(std::string_view name);

/// True for a literal address, `192.0.2.1` or `2001:db8::1`: then there is no name to ask for.
bool isAddress(std::string_view host);

}  // namespace bascule::host
