// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/record_folder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "bridge/capture/client_name.h"
#include "bridge/capture/message_redaction.h"

namespace bascule::capture {
namespace {

// A segment is about as large as a block, so that a long call spreads over blocks of its own.
constexpr std::size_t kSegmentBytes = 256 * 1024;
// A larger message is stored in pieces of this size: it bounds the blocks a reader must accept.
constexpr std::size_t kPieceBytes = 1024 * 1024;
// Messages recorded of one call; the row goes on counting (a stream may run for weeks).
constexpr std::uint32_t kMaxMessages = 100'000;
// More open calls than any configured limit of streams: their ends were lost, so the oldest are let go.
constexpr std::size_t kMaxOpenCalls = 1 << 16;
constexpr std::size_t kMaxFreeStates = 8192;
constexpr std::size_t kMaxRecycledBytes = 16 * 1024;

std::size_t at(Direction direction) { return static_cast<std::size_t>(direction); }
std::size_t at(Leg leg) { return static_cast<std::size_t>(leg); }
std::size_t at(Legs legs) { return static_cast<std::size_t>(legs); }

HeadRef refTo(const Head& head) { return {head.set, head.text}; }

}  // namespace

RecordFolder::RecordFolder(FolderConfig config, WallAnchor anchor, StringTable& strings, HeadInterner& heads,
                           const Redaction& redaction, CallNumber lastNumber, RecordListener listener)
    : config_(config),
      anchor_(anchor),
      strings_(strings),
      heads_(heads),
      redaction_(redaction),
      lastNumber_(lastNumber),
      listener_(std::move(listener)) {}

void RecordFolder::fold(const CaptureEvent& event) {
  std::visit([this](const auto& fact) { on(fact); }, event);
}

void RecordFolder::on(const CallOpened& event) {
  if (!recording_) {
    if (forgotten_.size() >= kMaxOpenCalls) forgotten_.clear();  // their ends were lost
    forgotten_.insert(event.call);
    return;
  }
  auto [place, isNew] = open_.try_emplace(event.call);
  if (!isNew) {
    ++lost_;
    return;
  }
  place->second = makeState();
  CallState& state = *place->second;
  state.id = event.call;
  state.start = event.time;
  state.stored = config_.store && storing_;
  if (listener_) state.builder = std::make_unique<RecordBuilder>(config_.payloadLimit);
  const std::string target = targetOf(event.protocol, event.target);
  const Head& head = heads_.intern({event.method, event.scheme, event.authority, target, {}}, event.headers);
  state.codec[at(Leg::Client)] = event.codec;
  state.compression[at(Leg::Client)][at(Direction::Request)] = event.compression;

  CallRow& row = state.row;
  row.number = ++lastNumber_;
  row.startNs = anchor_.toWall(event.time).time_since_epoch().count();
  state.requestHeaders = static_cast<std::uint32_t>(head.set);
  row.service = head.service;
  row.method = head.method;
  row.host = head.host;
  row.peer = strings_.intern(addressWithoutPort(event.peer));
  row.client = head.client != 0 ? head.client : row.peer;
  row.protocol = event.protocol;
  row.kind = event.kind;
  row.codec = event.codec;
  row.compression = event.compression;
  row.flags = kInFlight;

  StoredEvent stored = eventAt(state, EventKind::Opened, event.time);
  stored.tls = event.tls;
  stored.version = event.version;
  if (stored.tls) row.flags |= kTls;
  if (stored.version == http::Version::Http2) row.flags |= kHttp2;
  stored.protocol = event.protocol;
  stored.codec = event.codec;
  stored.rpcKind = event.kind;
  stored.compression = event.compression;
  stored.number = static_cast<std::uint64_t>(std::max<std::int64_t>(event.timeout.count(), 0));
  stored.text = event.peer;
  stored.head = refTo(head);
  ++calls_;
  add(state, stored, head.text);
  if (open_.size() > kMaxOpenCalls) evictOldest();
}

void RecordFolder::on(const UpstreamOpened& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  const std::string target = targetOf(event.protocol, event.target);
  const Head& head = heads_.intern({{}, {}, event.authority, target, event.url}, event.headers);
  state->codec[at(Leg::Upstream)] = event.codec;
  state->compression[at(Leg::Upstream)][at(Direction::Request)] = event.compression;
  StoredEvent stored = eventAt(*state, EventKind::UpstreamOpened, event.time);
  stored.protocol = event.protocol;
  stored.codec = event.codec;
  stored.compression = event.compression;
  stored.head = refTo(head);
  state->row.upstream = head.upstream;
  state->row.upstreamProtocol = event.protocol;
  add(*state, stored, head.text);
}

void RecordFolder::on(const UpstreamConnected& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  StoredEvent stored = eventAt(*state, EventKind::UpstreamConnected, event.time);
  stored.tls = event.tls;
  stored.version = event.version;
  stored.text = event.peer;
  if (event.version == http::Version::Http2) state->row.flags |= kUpstreamHttp2;
  add(*state, stored, {});
}

void RecordFolder::on(const ResponseHeadSeen& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  const Head& head = heads_.intern({}, event.headers);
  StoredEvent stored = eventAt(*state, EventKind::ResponseHead, event.time);
  stored.leg = event.leg;
  stored.number = static_cast<std::uint64_t>(std::max(event.status, 0));
  stored.compression = head.compression;
  stored.head = refTo(head);
  state->compression[at(event.leg)][at(Direction::Response)] = head.compression;
  add(*state, stored, head.text);
}

void RecordFolder::on(const MessageSeen& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  ByteCount& recorded = state->recorded[at(event.direction)][at(event.legs)];
  if (event.first) recorded = 0;
  const ByteCount room = config_.payloadLimit - std::min(config_.payloadLimit, recorded);
  const std::string_view bytes = event.bytes.view().substr(0, std::min<ByteCount>(room, event.bytes.size()));
  recorded += bytes.size();
  if (event.last) countMessage(*state, event, recorded);

  StoredEvent stored = eventAt(*state, EventKind::Message, event.time);
  stored.legs = event.legs;
  stored.direction = event.direction;
  stored.first = event.first;
  stored.last = event.last;
  stored.compressed = event.compressed;
  stored.masked = event.masked;
  stored.number = event.total;
  if (state->storedMessages >= kMaxMessages) {
    state->row.flags |= kPayloadCut;
    changed(*state);
    return;
  }
  if (event.last) ++state->storedMessages;
  if (redaction_.messages() != nullptr) {
    const std::string type =
        maskedType(redaction_, strings_.text(state->row.service), strings_.text(state->row.method),
                   event.direction == Direction::Response);
    if (!type.empty()) return addMaskedMessage(*state, stored, type, bytes);
  }
  // A piece of which nothing is kept says nothing, unless it begins or ends the message.
  if (bytes.empty() && !event.first && !event.last) return changed(*state);
  addMessagePieces(*state, stored, bytes);
}

/// Secrets inside a message can only be found in the whole of it. What cannot be read is withheld.
void RecordFolder::addMaskedMessage(CallState& state, StoredEvent event, const std::string& type,
                                    std::string_view bytes) {
  std::string& whole = state.unmasked[at(event.direction)][at(event.legs)];
  if (event.first) whole.clear();
  whole += bytes;
  if (!event.last) return changed(state);
  const std::size_t leg = at(event.legs == Legs::UpstreamOnly ? Leg::Upstream : Leg::Client);
  const auto coding =
      event.compressed ? state.compression[leg][at(event.direction)] : rpc::Compression::Identity;
  const bool complete = event.masked || whole.size() >= event.number;
  const auto masked =
      complete ? maskPayload(redaction_, type, state.codec[leg], coding, whole) : std::nullopt;
  const bool same = masked && *masked == whole;
  event.masked |= !same;
  if (!same) event.compressed = false;
  event.first = true;
  addMessagePieces(state, event, masked ? std::string_view(*masked) : std::string_view());
  std::string().swap(whole);
}

/// The target of a GET has the message in it.
std::string RecordFolder::targetOf(rpc::Protocol protocol, std::string_view target) const {
  if (protocol != rpc::Protocol::ConnectGet || redaction_.messages() == nullptr) return std::string(target);
  const auto [service, method] = splitTarget(target);
  return maskedType(redaction_, service, method, false).empty() ? std::string(target)
                                                                : maskTarget(target, redaction_);
}

void RecordFolder::addMessagePieces(CallState& state, StoredEvent event, std::string_view bytes) {
  const bool last = event.last;
  while (bytes.size() > kPieceBytes) {
    event.bytes = bytes.substr(0, kPieceBytes);
    event.last = false;
    add(state, event, {});
    event.first = false;
    bytes.remove_prefix(kPieceBytes);
  }
  event.bytes = bytes;
  event.last = last;
  add(state, event, {});
}

void RecordFolder::countMessage(CallState& state, const MessageSeen& event, ByteCount kept) {
  const ByteCount size = std::max<ByteCount>(event.total, kept);
  if (kept < size && !event.masked) state.row.flags |= kPayloadCut;
  if (event.legs == Legs::UpstreamOnly) return;
  const bool request = event.direction == Direction::Request;
  ++(request ? state.row.requestMessages : state.row.responseMessages);
  (request ? state.row.requestBytes : state.row.responseBytes) += size;
}

void RecordFolder::on(const EndBodySeen& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  const std::string body = redactEndBody(event.bytes.view(), redaction_);
  StoredEvent stored = eventAt(*state, EventKind::EndBody, event.time);
  stored.leg = event.leg;
  stored.bytes = std::string_view(body).substr(0, kPieceBytes);
  add(*state, stored, {});
}

void RecordFolder::on(const TrailersSeen& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  const Head& head = heads_.intern({}, event.trailers);
  StoredEvent stored = eventAt(*state, EventKind::Trailers, event.time);
  stored.leg = event.leg;
  stored.head = refTo(head);
  add(*state, stored, head.text);
}

void RecordFolder::on(const DirectionEnded& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  StoredEvent stored = eventAt(*state, EventKind::DirectionEnded, event.time);
  stored.leg = event.leg;
  stored.direction = event.direction;
  add(*state, stored, {});
}

void RecordFolder::on(const Noted& event) {
  CallState* state = find(event.call);
  if (state == nullptr) return;
  StoredEvent stored = eventAt(*state, EventKind::Noted, event.time);
  stored.text = event.finding;
  stored.bytes = event.subject;
  add(*state, stored, {});
}

void RecordFolder::on(const CallEnded& event) {
  if (forgotten_.erase(event.call) > 0) return;
  CallState* state = find(event.call);
  if (state == nullptr) return;
  StoredEvent stored = eventAt(*state, EventKind::Ended, event.time);
  stored.status = event.status;
  maskDetails(stored.status, redaction_);
  stored.clientCancelled = event.clientCancelled;
  add(*state, stored, {});

  CallRow& row = state->row;
  const auto added =
      std::clamp<std::int64_t>(event.inBridge.count(), 0, std::numeric_limits<std::uint32_t>::max());
  row.addedNs = static_cast<std::uint32_t>(added);
  row.code = event.status.code;
  row.flags &= static_cast<std::uint16_t>(~kInFlight);
  if (event.status.origin == rpc::Origin::Bridge) row.flags |= kBridgeStatus;
  if (event.clientCancelled) row.flags |= kClientCancelled;
  announce(*state);
  finish(*state);
}

CallState* RecordFolder::find(CallId id) {
  if (newest_ != nullptr && newest_->id == id) return newest_;
  if (const auto known = open_.find(id); known != open_.end()) return newest_ = known->second.get();
  if (!forgotten_.contains(id)) ++lost_;
  return nullptr;
}

CallStatePtr RecordFolder::makeState() {
  if (free_.empty()) return std::make_unique<CallState>();
  CallStatePtr state = std::move(free_.back());
  free_.pop_back();
  return state;
}

void RecordFolder::recycle(CallStatePtr state) {
  if (free_.size() >= kMaxFreeStates || state->pending.capacity() > kMaxRecycledBytes) return;
  std::string buffer = std::move(state->pending);
  buffer.clear();
  *state = CallState();
  state->pending = std::move(buffer);
  free_.push_back(std::move(state));
}

StoredEvent RecordFolder::eventAt(const CallState& state, EventKind kind, MonotonicTime time) const {
  StoredEvent event;
  event.kind = kind;
  event.offsetNs = (time - state.start).count();
  return event;
}

void RecordFolder::add(CallState& state, const StoredEvent& event, std::string_view headText) {
  state.row.durationNs = std::max(state.row.durationNs, event.offsetNs);
  changed(state);
  if (state.builder) state.builder->add(event, headText);
  if (!state.stored) {
    if (config_.store) ++lost_;
    return;
  }
  // The end of a call is small and makes its row final: it is kept even while the file cannot be written.
  if (!storing_ && event.kind != EventKind::Ended) {
    state.row.flags |= kPayloadCut;
    ++lost_;
    return;
  }
  const std::size_t before = state.pending.size();
  encode(state.pending, event, state.previousNs);
  state.previousNs = event.offsetNs;
  pendingBytes_ += state.pending.size() - before;
  const std::size_t segmentStart = state.cuts.empty() ? 0 : state.cuts.back();
  if (state.pending.size() - segmentStart >= kSegmentBytes) {
    state.cuts.push_back(state.pending.size());
    state.previousNs = 0;
  }
}

void RecordFolder::changed(CallState& state) {
  if (!state.rowChanged) {
    state.rowChanged = true;
    rowChanged_.push_back(&state);
  }
  if (state.stored && !state.fileChanged) {
    state.fileChanged = true;
    fileChanged_.push_back(&state);
  }
}

void RecordFolder::announce(CallState& state) {
  if (!state.builder) return;
  CallRecord record = state.builder->take();
  const CallRow& row = state.row;
  record.row = row;
  record.service = strings_.text(row.service);
  record.method = strings_.text(row.method);
  record.client = strings_.text(row.client);
  record.peer = strings_.text(row.peer);
  record.host = strings_.text(row.host);
  listener_(record);
}

void RecordFolder::finish(CallState& state) {
  const auto place = open_.find(state.id);
  state.ended = true;
  newest_ = nullptr;
  ended_.push_back(std::move(place->second));
  open_.erase(place);
}

void RecordFolder::cutAllShort() {
  while (!open_.empty()) {
    CallState& state = *open_.begin()->second;
    state.row.flags = static_cast<std::uint16_t>((state.row.flags & ~kInFlight) | kCutShort);
    changed(state);
    forgotten_.insert(state.id);
    finish(state);
  }
}

void RecordFolder::setRecording(bool on) {
  if (on == recording_) return;
  recording_ = on;
  if (!on) cutAllShort();
}

void RecordFolder::evictOldest() {
  std::vector<CallState*> states;
  states.reserve(open_.size());
  for (const auto& entry : open_) states.push_back(entry.second.get());
  const auto end = states.begin() + static_cast<std::ptrdiff_t>(states.size() / 16);
  std::ranges::nth_element(states, end, {}, [](const CallState* state) { return state->row.number; });
  std::for_each(states.begin(), end, [this](CallState* state) {
    state->row.flags = static_cast<std::uint16_t>((state->row.flags & ~kInFlight) | kCutShort);
    changed(*state);
    finish(*state);
  });
}

void RecordFolder::collectRows(std::vector<CallRow>& out) {
  const auto begin = static_cast<std::ptrdiff_t>(out.size());
  for (CallState* state : rowChanged_) {
    state->rowChanged = false;
    out.push_back(state->row);
  }
  rowChanged_.clear();
  std::sort(out.begin() + begin, out.end(),
            [](const CallRow& a, const CallRow& b) { return a.number < b.number; });
}

void RecordFolder::committed() {
  for (CallState* state : fileChanged_) {
    state->fileChanged = false;
    state->inFile = true;
    state->pending.clear();
    state->cuts.clear();
    state->previousNs = 0;
  }
  fileChanged_.clear();
  pendingBytes_ = 0;
}

void RecordFolder::release() {
  std::erase_if(ended_, [this](CallStatePtr& state) {
    if (state->rowChanged || state->fileChanged) return false;
    recycle(std::move(state));
    return true;
  });
}

}  // namespace bascule::capture
