// SPDX-License-Identifier: GPL-3.0-or-later
// `HeadInterner`: recognises header lists that repeat. A list seen for the second time gets a number and is
// stored once in the table `header_sets`; one seen only once (a trace id in it) stays inline in the block,
// where compression takes care of it. The first lists of a session are numbered at once, so that plain SQL
// sees the headers of a small one. Also the place where secrets are masked. Owned by the recorder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bridge/capture/header_text.h"
#include "bridge/capture/redaction.h"
#include "bridge/capture/string_table.h"
#include "bridge/http/headers.h"
#include "bridge/rpc/protocol.h"

namespace bascule::capture {

/// What is known about one distinct list.
struct Head {
  std::uint64_t set = 0;  ///< number in `header_sets`; 0: not numbered (yet)
  std::string text;       ///< as stored, secrets masked
  rpc::Compression compression = rpc::Compression::Identity;  ///< of the messages that follow the head
  // String ids that follow from a request head; 0 for other heads.
  std::uint32_t service = 0;
  std::uint32_t method = 0;
  std::uint32_t client = 0;  ///< 0: the headers do not say
  std::uint32_t host = 0;
  std::uint32_t upstream = 0;
  std::uint32_t uses = 0;
};

/// Service and method of a request target: its last two path segments, without query.
std::pair<std::string_view, std::string_view> splitTarget(std::string_view target);

class HeadInterner {
 public:
  HeadInterner(const Redaction& redaction, StringTable& strings, std::uint64_t lastSet)
      : redaction_(redaction), strings_(strings), lastSet_(lastSet) {}

  /// The entry of this list; valid until the next call.
  const Head& intern(const HeadFacts& facts, const http::HeadersView& headers);
  /// Numbered lists not yet written: give them to the file, then forgetFresh().
  const std::vector<std::pair<std::uint64_t, std::string>>& fresh() const { return fresh_; }
  void forgetFresh() { fresh_.clear(); }
  /// What is masked has changed: lists are described anew when they come again.
  void forgetAll();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  Head describe(const HeadFacts& facts, const http::HeadersView& headers) const;
  void makeRoom();

  /// So many lists of a session are numbered when they are first seen.
  static constexpr std::uint64_t kNumberedAtOnce = 1024;
  /// Memory for lists we can recognise; the least used go first when it is full.
  static constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;
  /// Numbered lists stay in the file for ever; after this much of them all others stay inline.
  static constexpr std::size_t kMaxNumberedBytes = 32 * 1024 * 1024;

  const Redaction& redaction_;
  StringTable& strings_;
  std::uint64_t lastSet_;
  std::string key_;
  std::unordered_map<std::string, Head, Hash, std::equal_to<>> heads_;
  std::size_t bytes_ = 0;
  std::size_t numberedBytes_ = 0;
  std::vector<std::pair<std::uint64_t, std::string>> fresh_;
};

}  // namespace bascule::capture
