// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/envelope.h"

#include <algorithm>
#include <cstring>

#include "bridge/base/big_endian.h"

namespace bascule::rpc {
namespace {

std::size_t sizeAt(const char* bytes) { return big_endian::read({bytes, 4}); }

void writePrefix(char* out, std::uint8_t flags, ByteCount size) {
  out[0] = static_cast<char>(flags);
  for (int i = 0; i < 4; ++i) out[1 + i] = static_cast<char>(size >> (24 - 8 * i) & 0xff);
}

std::string hexByte(std::uint8_t value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  return {'0', 'x', kHex[value >> 4], kHex[value & 15]};
}

}  // namespace

Slice MessagePiece::framed() const {
  Slice whole = bytes;
  return prefixInFront ? whole.extendedFront(kPrefixSize) : whole;
}

Result<std::optional<EnvelopePiece>> EnvelopeReader::next(Slice& bytes) {
  if (remaining_ > 0) return takePayload(bytes, false, false);
  if (prefixSize_ == 0 && bytes.size() >= kPrefixSize) {
    std::memcpy(prefix_.data(), bytes.data(), kPrefixSize);
    bytes.removePrefix(kPrefixSize);
    return beginMessage(bytes, true);
  }
  const std::size_t count = std::min(kPrefixSize - prefixSize_, bytes.size());
  std::memcpy(prefix_.data() + prefixSize_, bytes.data(), count);
  prefixSize_ += count;
  bytes.removePrefix(count);
  if (prefixSize_ < kPrefixSize) return std::nullopt;
  prefixSize_ = 0;
  return beginMessage(bytes, false);
}

std::optional<MessageRun> EnvelopeReader::takeRun(Slice& bytes) const {
  if (!runs_ || !atBoundary()) return std::nullopt;
  const std::string_view view = bytes.view();
  std::size_t end = 0;
  std::uint32_t count = 0;
  while (view.size() - end >= kPrefixSize && view[end] == 0) {
    const std::size_t total = sizeAt(view.data() + end + 1);
    if ((maxMessage_ != 0 && total > maxMessage_) || total > view.size() - end - kPrefixSize) break;
    end += kPrefixSize + total;
    ++count;
  }
  if (count < 2) return std::nullopt;
  MessageRun run{bytes.sub(0, end), count};
  bytes.removePrefix(end);
  return run;
}

Result<std::optional<EnvelopePiece>> EnvelopeReader::beginMessage(Slice& bytes, bool prefixInFront) {
  flags_ = static_cast<std::uint8_t>(prefix_[0]);
  if ((flags_ & ~allowedFlags_) != 0) {
    return fail(ErrorCode::InvalidInput, "envelope_flags", "invalid envelope flags " + hexByte(flags_));
  }
  total_ = remaining_ = sizeAt(prefix_.data() + 1);
  if (maxMessage_ != 0 && total_ > maxMessage_) {
    return fail(ErrorCode::LimitExceeded, "message_too_large",
                "message of " + std::to_string(total_) + " bytes is larger than the limit of " +
                    std::to_string(maxMessage_) + " bytes");
  }
  return takePayload(bytes, true, prefixInFront);
}

EnvelopePiece EnvelopeReader::takePayload(Slice& bytes, bool first, bool prefixInFront) {
  const std::size_t count = static_cast<std::size_t>(std::min<ByteCount>(remaining_, bytes.size()));
  EnvelopePiece piece;
  piece.flags = flags_;
  piece.message.bytes = bytes.sub(0, count);
  piece.message.total = total_;
  piece.message.first = first;
  piece.message.prefixInFront = prefixInFront;
  piece.message.compressed = (flags_ & kFlagCompressed) != 0;
  bytes.removePrefix(count);
  remaining_ -= count;
  piece.message.last = remaining_ == 0;
  return piece;
}

Slice envelopePrefix(std::uint8_t flags, ByteCount size) {
  std::array<char, kPrefixSize> prefix;
  writePrefix(prefix.data(), flags, size);
  return Slice::copyOf({prefix.data(), prefix.size()});
}

Slice enveloped(std::uint8_t flags, BytesView payload) {
  SlabRef slab = SlabRef::allocate(kPrefixSize + payload.size());
  char* out = slab->data();
  writePrefix(out, flags, payload.size());
  std::memcpy(out + kPrefixSize, payload.data(), payload.size());
  return {std::move(slab), out, kPrefixSize + payload.size()};
}

}  // namespace bascule::rpc
