// SPDX-License-Identifier: GPL-3.0-or-later
// Which header values are masked before they reach the disk. A masked value becomes
// `[masked sha256:1a2b3c4d]`: equal values keep equal marks. Thread: plain value, shared read-only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"

namespace bascule::capture {

class Redaction {
 public:
  /// authorization, proxy-authorization, cookie, set-cookie, x-api-key, *-token, *-secret, and their
  /// trailer- forms.
  static Redaction defaults();
  /// Masks nothing.
  static Redaction none();
  /// Header name patterns (`*` allowed), one per line, `#` comments. Errors name the file and line.
  static Result<Redaction> fromText(std::string_view text, std::string_view fileName);

  /// What it masks, in words: `Masked: values of the header fields authorization, cookie.`
  std::string statement() const;
  /// True if values of the header `name` (lower-case) are secrets.
  bool masks(std::string_view name) const;
  /// The mark that replaces `value`; the hash is salted per process so that it cannot be looked up.
  std::string mask(std::string_view value) const;
  /// `value`, or its mark if `name` is secret.
  std::string apply(std::string_view name, std::string_view value) const;

 private:
  std::vector<std::string> patterns_;
  std::string salt_;
};

}  // namespace bascule::capture
