// SPDX-License-Identifier: GPL-3.0-or-later
// `RecordFolder`: folds capture events into calls: the row of each, and its events encoded for the file.
// Pure: no thread, no clock, no I/O. Owned by the recorder, used on its thread.
//
// A call is held from CallOpened until it has ended and release() let it go. Events of calls it does not
// know (their CallOpened was dropped) are counted and ignored.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bridge/capture/call_record.h"
#include "bridge/capture/head_interner.h"
#include "bridge/capture/record_builder.h"
#include "bridge/capture/redaction.h"
#include "bridge/capture/stored_event.h"
#include "bridge/capture/string_table.h"

namespace bascule::capture {

/// One call between its first event and the commit of its last one.
struct CallState {
  CallId id = 0;
  CallRow row;
  MonotonicTime start;
  bool rowChanged = false;   ///< since collectRows()
  bool fileChanged = false;  ///< since the last successful commit
  bool stored = false;       ///< belongs in the file
  bool ended = false;
  // What is not in the file yet.
  std::string pending;            ///< encoded events
  std::vector<std::size_t> cuts;  ///< ends of full segments inside `pending`
  std::int64_t previousNs = 0;    ///< offset of the last event of the segment
  // Where the file has the rest: the newest segment, which names the one before it.
  bool inFile = false;
  std::uint32_t requestHeaders = 0;  ///< number in `header_sets`; 0: its list is inline
  std::uint64_t block = 0;
  std::uint64_t place = 0;
  // What messages are in, by leg and direction; needed where they are masked.
  std::array<rpc::Codec, 2> codec{};
  std::array<std::array<rpc::Compression, 2>, 2> compression{};
  std::array<std::array<std::string, 3>, 2> unmasked;  ///< message to be masked, by direction and legs
  std::array<std::array<ByteCount, 3>, 2> recorded{};  ///< bytes of the open message, by direction and legs
  std::uint32_t storedMessages = 0;
  std::unique_ptr<RecordBuilder> builder;  ///< only if somebody listens to whole records
};
using CallStatePtr = std::unique_ptr<CallState>;

struct FolderConfig {
  ByteCount payloadLimit = 0;  ///< recorded bytes of one message
  bool store = true;           ///< encode events for a file
};

class RecordFolder {
 public:
  using RecordListener = std::function<void(const CallRecord&)>;

  /// `listener` may be empty; it gets the whole record of every call that ends.
  RecordFolder(FolderConfig config, WallAnchor anchor, StringTable& strings, HeadInterner& heads,
               const Redaction& redaction, CallNumber lastNumber, RecordListener listener);

  void fold(const CaptureEvent& event);
  /// Ends all open calls as cut short and ignores what still comes of them.
  void cutAllShort();
  /// While off, events are forgotten: calls opened then never exist.
  void setRecording(bool on);
  /// While off (the file cannot be written), rows go on but nothing is encoded for the file.
  void setStoring(bool on) { storing_ = on; }

  /// Appends the rows changed since the last time, ascending by number.
  void collectRows(std::vector<CallRow>& out);
  /// The next call that opens gets this number; it must be larger than all before.
  void skipTo(CallNumber number) { lastNumber_ = number - 1; }
  bool hasRowChanges() const { return !rowChanged_.empty(); }
  /// Calls with something to write; those that ended meanwhile are among them.
  const std::vector<CallState*>& fileChanges() const { return fileChanged_; }
  /// After a successful commit: what was in fileChanges() is written.
  void committed();
  /// Lets go of ended calls whose row was collected and that have nothing left to write.
  void release();

  std::uint64_t calls() const { return calls_; }
  std::size_t openCalls() const { return open_.size(); }
  std::size_t endedCalls() const { return ended_.size(); }
  ByteCount pendingBytes() const { return pendingBytes_; }
  /// Events of calls never opened, and events not stored while the file could not be written.
  std::uint64_t lostEvents() const { return lost_; }

 private:
  void on(const CallOpened& event);
  void on(const UpstreamOpened& event);
  void on(const ResponseHeadSeen& event);
  void on(const MessageSeen& event);
  void on(const EndBodySeen& event);
  void on(const TrailersSeen& event);
  void on(const DirectionEnded& event);
  void on(const Noted& event);
  void on(const CallEnded& event);
  void on(const UpstreamConnected& event);

  CallState* find(CallId id);
  CallStatePtr makeState();
  void recycle(CallStatePtr state);
  StoredEvent eventAt(const CallState& state, EventKind kind, MonotonicTime time) const;
  void add(CallState& state, const StoredEvent& event, std::string_view headText);
  std::string targetOf(rpc::Protocol protocol, std::string_view target) const;
  void addMaskedMessage(CallState& state, StoredEvent event, const std::string& type, std::string_view bytes);
  void addMessagePieces(CallState& state, StoredEvent event, std::string_view bytes);
  void countMessage(CallState& state, const MessageSeen& event, ByteCount kept);
  void changed(CallState& state);
  void finish(CallState& state);
  void announce(CallState& state);
  void evictOldest();

  FolderConfig config_;
  WallAnchor anchor_;
  StringTable& strings_;
  HeadInterner& heads_;
  const Redaction& redaction_;
  CallNumber lastNumber_;
  RecordListener listener_;
  bool recording_ = true;
  bool storing_ = true;
  std::unordered_map<CallId, CallStatePtr> open_;
  CallState* newest_ = nullptr;  ///< the open call that was asked for last: events of a call come together
  std::unordered_set<CallId> forgotten_;  ///< live calls that are deliberately not recorded
  std::vector<CallStatePtr> ended_;
  std::vector<CallState*> rowChanged_;
  std::vector<CallState*> fileChanged_;
  std::vector<CallStatePtr> free_;
  ByteCount pendingBytes_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace bascule::capture
