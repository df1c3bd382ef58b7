// SPDX-License-Identifier: GPL-3.0-or-later
// What is masked before it reaches the disk or leaves the session: values of header fields by name, fields
// inside messages by name, type or option of the schema. A masked value becomes `[masked sha256:1a2b3c4d]`,
// so that equal values keep equal marks, or `[masked]`. Thread: plain value, shared read-only once
// setSchema() was called.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/error.h"
#include "bridge/schema/message_mask.h"

namespace bascule::capture {

class Redaction {
 public:
  /// authorization, proxy-authorization, cookie, set-cookie, x-api-key, *-token, *-secret, and their
  /// trailer- forms; message fields marked `debug_redact`.
  static Redaction defaults();
  /// Masks nothing.
  static Redaction none();
  /// One rule a line, `#` comments: `NAME` or `header NAME` (of header fields, `*` allowed), `field
  /// acme.v1.User.email`, `type acme.v1.Card`, `option debug_redact`, `include default`, `mode hash` or `mode
  /// mask`. Errors name the file and line.
  static Result<Redaction> fromText(std::string_view text, std::string_view fileName);

  /// Messages can be masked by what this schema says of their fields. Null: they cannot.
  void setSchema(schema::SchemaPtr schema);
  /// Null if no message of the schema has anything to mask.
  const schema::MessageMask* messages() const { return messages_.get(); }

  /// What it masks, in words: `Masked: values of the header fields authorization, cookie.`
  std::string statement() const;
  /// True if values of the header `name` (lower-case) are secrets.
  bool masks(std::string_view name) const;
  /// The mark that replaces `value`; a hash in it is salted per process so that it cannot be looked up. A
  /// mark stays as it is.
  std::string mask(std::string_view value) const;
  static bool isMark(std::string_view value);

 private:
  std::string_view takeRule(std::string_view keyword, std::string_view name);
  std::uint32_t hash(std::string_view value) const;

  std::vector<std::string> patterns_;
  schema::MaskRules rules_;
  bool hashed_ = true;
  std::string salt_;
  std::shared_ptr<const schema::MessageMask> messages_;
};

}  // namespace bascule::capture
