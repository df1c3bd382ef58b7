// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/translate/message_pipeline.h"

namespace bascule::translate {
namespace {

constexpr ByteCount kNoLimit = ~ByteCount{0};

}  // namespace

bool MessagePipeline::passes(const rpc::MessagePiece& piece) const {
  return passesPlain() && (!piece.compressed || spec_.compressionIn == spec_.compressionOut);
}

Result<void> MessagePipeline::measure(const rpc::MessagePiece& piece) {
  // The reader has seen to the size of plain ones.
  if (!spec_.limitsAll || spec_.maxMessage == 0 || !piece.compressed) return {};
  collected_.push(piece.bytes);
  if (!piece.last) return {};
  const auto plain = rpc::decompress(spec_.compressionIn, collected_.takeJoined().view(), spec_.maxMessage,
                                     spec_.inflateRatio);
  if (!plain) return std::unexpected(plain.error());
  return {};
}

Result<std::optional<rpc::MessagePiece>> MessagePipeline::transform(rpc::MessagePiece piece) {
  const bool last = piece.last;
  const bool compressed = piece.compressed;
  collected_.push(std::move(piece.bytes));
  if (spec_.maxMessage != 0 && collected_.size() > spec_.maxMessage) {
    collected_.clear();
    return fail(ErrorCode::LimitExceeded, "message_too_large",
                "message is larger than the limit of " + std::to_string(spec_.maxMessage) + " bytes");
  }
  if (!last) return std::nullopt;
  return convert(collected_.takeJoined(), compressed);
}

Result<rpc::MessagePiece> MessagePipeline::convert(const Slice& whole, bool compressed) const {
  Slice message = whole;
  if (compressed) {
    const ByteCount limit = spec_.maxMessage == 0 ? kNoLimit : spec_.maxMessage;
    auto plain = rpc::decompress(spec_.compressionIn, whole.view(), limit, spec_.inflateRatio);
    if (!plain) return std::unexpected(std::move(plain.error()));
    message = Slice::copyOf(*plain);
  }
  if (spec_.from != spec_.to) {
    auto other = transcode(message.view());
    if (!other) return std::unexpected(std::move(other.error()));
    message = Slice::copyOf(*other);
  }
  rpc::MessagePiece out;
  if (spec_.compressionOut != rpc::Compression::Identity && message.size() >= rpc::kCompressThreshold) {
    auto packed = rpc::compress(spec_.compressionOut, message.view());
    if (!packed) return std::unexpected(std::move(packed.error()));
    message = Slice::copyOf(*packed);
    out.compressed = true;
  }
  out.total = message.size();
  out.bytes = std::move(message);
  return out;
}

Result<std::string> MessagePipeline::transcode(std::string_view message) const {
  return spec_.from == rpc::Codec::Json ? schema::jsonToProto(*spec_.schema, spec_.type, message, spec_.json)
                                        : schema::protoToJson(*spec_.schema, spec_.type, message);
}

}  // namespace bascule::translate
