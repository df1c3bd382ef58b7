// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one protobuf message in its wire format, for the two file formats that are protobuf and small
// (binary log, Envoy tap). Never trusts a length. Thread: pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "bridge/base/varint.h"

namespace bascule::exporting {

class ProtoFields {
 public:
  explicit ProtoFields(std::string_view bytes) : rest_(bytes) {}

  /// Steps to the next field; false at the end or where the bytes are malformed, see failed().
  bool next() {
    if (rest_.empty() || failed_) return false;
    const auto tag = varint::take(rest_);
    if (!tag) return fail();
    number_ = static_cast<std::uint32_t>(*tag >> 3);
    value_ = 0;
    bytes_ = {};
    return take(static_cast<unsigned>(*tag & 7)) || fail();
  }
  bool failed() const { return failed_; }
  std::uint32_t number() const { return number_; }
  std::uint64_t value() const { return value_; }     ///< of wire types 0, 1 and 5
  std::string_view bytes() const { return bytes_; }  ///< of wire type 2

 private:
  bool take(unsigned type) {
    switch (type) {
      case 0: {
        const auto value = varint::take(rest_);
        value_ = value.value_or(0);
        return value.has_value();
      }
      case 1:
        return fixed(8);
      case 2: {
        const auto size = varint::take(rest_);
        if (!size || *size > rest_.size()) return false;
        bytes_ = rest_.substr(0, *size);
        rest_.remove_prefix(*size);
        return true;
      }
      case 5:
        return fixed(4);
      default:
        return false;  // groups: neither format has them
    }
  }
  bool fixed(std::size_t size) {
    if (rest_.size() < size) return false;
    for (std::size_t i = size; i-- > 0;) value_ = value_ << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(size);
    return true;
  }
  bool fail() {
    failed_ = true;
    return false;
  }

  std::string_view rest_;
  std::string_view bytes_;
  std::uint64_t value_ = 0;
  std::uint32_t number_ = 0;
  bool failed_ = false;
};

}  // namespace bascule::exporting
