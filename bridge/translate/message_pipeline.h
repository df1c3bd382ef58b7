// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to the messages of one direction: nothing where both legs agree (pieces pass untouched),
// otherwise collect, decompress, transcode, recompress. Thread: the worker that owns the call.
#pragma once

#include <optional>
#include <string>

#include "bridge/base/bytes.h"
#include "bridge/base/error.h"
#include "bridge/rpc/compression.h"
#include "bridge/rpc/protocol.h"
#include "bridge/rpc/rpc_events.h"
#include "bridge/schema/registry.h"
#include "bridge/schema/transcoder.h"

namespace bascule::translate {

/// Codec and compression of one direction on both legs.
struct PipelineSpec {
  rpc::Codec from = rpc::Codec::Proto;
  rpc::Codec to = rpc::Codec::Proto;
  rpc::Compression compressionIn = rpc::Compression::Identity;
  rpc::Compression compressionOut = rpc::Compression::Identity;
  ByteCount maxMessage = 0;  ///< decompressed size, where the message must be held; 0 = none
  bool limitsAll = false;    ///< `maxMessage` also counts for messages that pass
  ByteCount inflateRatio = rpc::kMaxInflateRatio;  ///< see decompress()
  schema::TranscodeLimits json;
  schema::SchemaPtr schema;  ///< needed if from != to
  std::string type;          ///< full message name, needed if from != to
};

class MessagePipeline {
 public:
  MessagePipeline() = default;
  explicit MessagePipeline(PipelineSpec spec) : spec_(std::move(spec)) {}

  /// True if this piece goes on as it came.
  bool passes(const rpc::MessagePiece& piece) const;
  /// The same for a message that is not compressed.
  bool passesPlain() const { return spec_.from == spec_.to; }
  /// Counts the decompressed bytes of a message that passes, at its last piece, if the limit is for all.
  /// Errors as decompress().
  Result<void> measure(const rpc::MessagePiece& piece);
  /// Takes a piece that does not pass; gives the whole new message after its last piece. Errors as
  /// decompress() and the transcoder; LimitExceeded `message_too_large` while collecting.
  Result<std::optional<rpc::MessagePiece>> transform(rpc::MessagePiece piece);

 private:
  Result<rpc::MessagePiece> convert(const Slice& whole, bool compressed) const;
  Result<std::string> transcode(std::string_view message) const;
  PipelineSpec spec_;
  ByteQueue collected_;
};

}  // namespace bascule::translate
