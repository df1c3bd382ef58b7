// SPDX-License-Identifier: GPL-3.0-or-later
// `WireReader`: the fields of one protobuf message in its wire format, with their byte ranges. Never trusts
// a length. Private to the schema floor. Thread: pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace google::protobuf {
class FieldDescriptor;
}  // namespace google::protobuf

namespace bascule::schema {

enum class WireType : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Group = 3, Fixed32 = 5 };

/// protobuf's own recursion limit.
inline constexpr int kMaxWireDepth = 100;

struct WireField {
  std::uint32_t number = 0;
  WireType type = WireType::Varint;
  std::uint64_t value = 0;     ///< varint and fixed types
  std::size_t begin = 0;       ///< of the tag
  std::size_t valueBegin = 0;  ///< of the payload: after the length or the group's tag
  std::size_t valueEnd = 0;    ///< end of the payload: before the group's end tag
  std::size_t end = 0;
};

class WireReader {
 public:
  /// Reads [begin, end) of `bytes`; positions are those in `bytes`.
  WireReader(std::string_view bytes, std::size_t begin, std::size_t end)
      : bytes_(bytes), at_(begin), end_(end) {}
  explicit WireReader(std::string_view bytes) : WireReader(bytes, 0, bytes.size()) {}

  /// The next field; nothing at the end or when the bytes are malformed, see failed().
  std::optional<WireField> next();
  bool failed() const { return failed_; }
  /// Where the next field begins, or the malformed one.
  std::size_t position() const { return at_; }
  /// A bare varint (element of a packed field); nothing at the end or if malformed.
  std::optional<std::uint64_t> nextVarint() {
    const bool isShort = at_ < end_ && static_cast<unsigned char>(bytes_[at_]) < 0x80;
    return isShort ? static_cast<unsigned char>(bytes_[at_++]) : longVarint();
  }
  /// A bare little-endian number of 4 or 8 bytes.
  std::optional<std::uint64_t> nextFixed(std::size_t size);

 private:
  std::optional<WireField> malformed();
  std::optional<std::uint64_t> longVarint();
  bool readPayload(WireField& field, std::uint32_t wireType);
  bool skipGroup(WireField& field);

  std::string_view bytes_;
  std::size_t at_;
  std::size_t end_;
  bool failed_ = false;
};

/// What a number of type sint32 or sint64 says.
constexpr std::int64_t zigzag(std::uint64_t raw) {
  return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
}
/// Bytes of one element of a packed field of fixed size; 0 for varints.
std::size_t packedSize(const google::protobuf::FieldDescriptor& field);

}  // namespace bascule::schema
