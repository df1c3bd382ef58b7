// SPDX-License-Identifier: GPL-3.0-or-later
// The names that a certificate is for, to tell users when theirs is another one. Thread: a pure function.
#pragma once

#include <string>

using X509 = struct x509_st;

namespace bascule::net {

/// `orders.example, *.shop.example and 192.0.2.1`: subject alternative names (RFC 5280 section 4.2.1.6) of
/// hosts, printable ASCII only, the first eight of them. Empty if there are none.
std::string certificateNames(const X509* certificate);

}  // namespace bascule::net
