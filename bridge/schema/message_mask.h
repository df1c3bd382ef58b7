// SPDX-License-Identifier: GPL-3.0-or-later
// `MessageMask`: messages with the values of some fields replaced, chosen by the field's name, by the type of
// message it is or is in, or by an option of the schema (`debug_redact`). Works on wire bytes, so that
// everything else stays as it was. Thread: not shared; made of an immutable schema.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/registry.h"

namespace bascule::schema {

/// Which fields are masked. Names are full ones; `*` stands for any characters.
struct MaskRules {
  std::vector<std::string> fields;   ///< `acme.v1.User.email`
  std::vector<std::string> types;    ///< `acme.v1.Card`: every field of it, and of what is in it
  std::vector<std::string> options;  ///< fields with this option set: `debug_redact`, `acme.v1.sensitive`

  bool empty() const { return fields.empty() && types.empty() && options.empty(); }
  bool operator==(const MaskRules&) const = default;
};

/// Full names of fields, with how many of their values are masked.
using MaskedNames = std::map<std::string, std::uint64_t>;

/// What stands in for a value.
struct MaskMarks {
  /// For texts and bytes.
  std::function<std::string(std::string_view)> text;
  /// For whole numbers: at most 31 bits. Empty: they are left out, as are truth values, enums and floating
  /// point numbers always.
  std::function<std::uint32_t(std::uint64_t)> number;
};

struct MaskedMessage {
  std::string bytes;
  std::size_t values = 0;  ///< that were replaced
};

class MessageMask {
 public:
  struct Impl;  ///< of the source file
  MessageMask(SchemaPtr schema, const MaskRules& rules, MaskMarks marks);
  ~MessageMask();

  /// True if the schema has anything to mask at all.
  bool any() const;
  /// True if messages of this type may have something to mask; an `Any` may have everything.
  bool touches(std::string_view type) const;
  /// The message with marks. Nothing if it cannot be read: then it must not be shown either.
  std::optional<MaskedMessage> proto(std::string_view type, std::string_view wire) const;
  std::optional<MaskedMessage> json(std::string_view type, std::string_view text) const;
  /// Adds what proto() would mask to `names`; false if the message cannot be read.
  bool tell(std::string_view type, std::string_view wire, MaskedNames& names) const;
  /// The same for json().
  bool tellJson(std::string_view type, std::string_view text, MaskedNames& names) const;
  /// Types of the messages of a method, those of requests first; null if the schema lacks it.
  const MethodInfo* method(std::string_view path) const { return schema_->method(path); }

 private:
  std::optional<MaskedMessage> masked(std::string_view type, std::string_view wire, MaskedNames* names) const;

  SchemaPtr schema_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bascule::schema
