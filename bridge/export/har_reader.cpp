// SPDX-License-Identifier: GPL-3.0-or-later
// Calls in a HAR file: our own entries and those of browsers and HTTP tools. What a HAR cannot say is noted;
// bodies are read by the protocols' own machines (http_exchange.h).
#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/export/http_exchange.h"
#include "bridge/export/json_tree.h"
#include "bridge/export/leg_moments.h"
#include "bridge/export/readers.h"

namespace bascule::exporting {
namespace {

using namespace capture;
using tree::json::object;

constexpr object const* kNone = nullptr;

/// A body that is `text`, in base64 if `encoding` says so.
std::string bodyOf(const object* holder) {
  if (holder == kNone) return {};
  std::string text = tree::text(*holder, "text");
  if (tree::text(*holder, "encoding") != "base64") return text;
  return base64::decode(text).value_or("");
}

void takeUrl(std::string_view url, HttpExchange& exchange) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return;
  exchange.scheme = ascii::lower(url.substr(0, scheme));
  exchange.tls = exchange.scheme == "https";
  const std::string_view rest = url.substr(scheme + 3);
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  exchange.authority = rest.substr(0, path);
  exchange.target = rest.substr(path, rest.find('#') - path);
  if (!exchange.target.starts_with('/')) exchange.target.insert(0, "/");
}

http::Version versionOf(std::string_view text) {
  const std::string version = ascii::lower(text);
  const bool isOne = version.contains("1.") || version.empty() || version == "unknown";
  return isOne ? http::Version::Http11 : http::Version::Http2;
}

/// Chrome and HTTP Toolkit keep trailers aside; ours are among the headers, too, with a comment.
void takeResponse(const object& response, HttpExchange& exchange) {
  exchange.status = static_cast<int>(std::clamp<std::int64_t>(tree::integer(response, "status"), 0, 999));
  exchange.trailers = tree::fields(tree::array(response, "_trailers"));
  if (const auto* headers = tree::array(response, "headers")) {
    tree::json::array kept;
    for (const auto& header : *headers) {
      const object* pair = header.if_object();
      if (pair != nullptr && tree::text(*pair, "comment") != "trailer") kept.push_back(header);
    }
    exchange.responseHeaders = tree::fields(&kept);
  }
  const object* content = tree::object(response, "content");
  exchange.responseBody = bodyOf(content);
  const std::int64_t size = content == kNone ? 0 : tree::integer(*content, "size");
  if (size > 0 && exchange.responseBody.empty()) {
    exchange.responseCut = true;
    exchange.missing.emplace_back("response body");
  }
}

void takeRequest(const object& request, HttpExchange& exchange) {
  exchange.method = tree::text(request, "method");
  takeUrl(tree::text(request, "url"), exchange);
  exchange.version = versionOf(tree::text(request, "httpVersion"));
  exchange.requestHeaders = tree::fields(tree::array(request, "headers"));
  const object* content = tree::object(request, "_content");
  exchange.requestBody = bodyOf(content == kNone ? tree::object(request, "postData") : content);
  if (tree::integer(request, "bodySize") > 0 && exchange.requestBody.empty() && exchange.method != "GET") {
    exchange.requestCut = true;
    exchange.missing.emplace_back("request body");
  }
}

std::int64_t nanoseconds(const object& object, std::string_view key) {
  return static_cast<std::int64_t>(std::clamp(tree::number(object, key), 0.0, 9e12) * 1e6);
}

void takeTimings(const object& entry, HttpExchange& exchange) {
  exchange.startNs = tree::wallNs(tree::text(entry, "startedDateTime")).value_or(0);
  const object* timings = tree::object(entry, "timings");
  if (timings == kNone) return;
  std::int64_t at = 0;
  for (const std::string_view before : {"blocked", "dns", "connect"}) at += nanoseconds(*timings, before);
  exchange.requestEndNs = at += nanoseconds(*timings, "send");
  exchange.responseHeadNs = at += nanoseconds(*timings, "wait");
  exchange.responseEndNs = at += nanoseconds(*timings, "receive");
  exchange.durationNs = at;
}

/// The order of the messages of both directions, and their moments, as we wrote them beside.
void takeOwnMessages(const object& own, CallRecord& record) {
  const auto* list = tree::array(own, "messages");
  if (list == nullptr || list->size() != record.clientLeg.messages.size()) return;
  std::vector<MessageRecord> ordered;
  std::vector<MessageRecord>& messages = record.clientLeg.messages;
  for (const auto& item : *list) {
    const object* entry = item.if_object();
    if (entry == kNone) return;
    const bool request = tree::text(*entry, "dir") == "request";
    const auto next = std::ranges::find(messages, request ? Direction::Request : Direction::Response,
                                        &MessageRecord::direction);
    if (next == messages.end()) return;
    const std::int64_t wallNs = tree::wallNs(tree::text(*entry, "t")).value_or(record.row.startNs);
    next->offsetNs = std::max<std::int64_t>(wallNs - record.row.startNs, 0);
    ordered.push_back(std::move(*next));
    messages.erase(next);
  }
  messages = std::move(ordered);
}

/// What we wrote beside the exchange, where that is exact.
void takeOwn(const object& own, CallRecord& record) {
  record.row.number = static_cast<CallNumber>(std::max<std::int64_t>(tree::integer(own, "callId"), 0));
  record.row.startNs = tree::integer(own, "startNs", record.row.startNs);
  record.row.durationNs = std::max<std::int64_t>(tree::integer(own, "durationNs", record.row.durationNs), 0);
  const std::int64_t added = std::clamp<std::int64_t>(tree::integer(own, "addedNs"), 0, UINT32_MAX);
  record.row.addedNs = static_cast<std::uint32_t>(added);
  LegRecord& leg = record.clientLeg;
  if (!readMoments(own, leg)) {
    // Moments of the format are rounded: none is behind the end.
    for (std::int64_t* moment : {&leg.requestEndNs, &leg.responseHeadNs, &leg.responseEndNs})
      *moment = std::min(*moment, record.row.durationNs);
  }
  for (MessageRecord& message : leg.messages)
    message.offsetNs = std::min(message.offsetNs, record.row.durationNs);
  for (const auto kind :
       {rpc::Kind::Unary, rpc::Kind::ClientStream, rpc::Kind::ServerStream, rpc::Kind::Bidi}) {
    if (tree::text(own, "kind") == rpc::name(kind)) record.row.kind = kind;
  }
  takeOwnMessages(own, record);
  if (own.contains("state")) {
    // Its end was not recorded, whatever the machines say of the rest.
    record.status = {};
    record.row.code = rpc::Code::Ok;
    record.row.flags = static_cast<std::uint16_t>((record.row.flags & ~kBridgeStatus) | kCutShort);
  }
  if (!own.contains("status")) return;
  record.row.flags &= static_cast<std::uint16_t>(~kCutShort);
  const rpc::Code code = rpc::codeFromConnectName(tree::text(own, "status")).value_or(rpc::Code::Ok);
  record.status.code = record.row.code = code;
  record.status.message = tree::text(own, "statusMessage");
  const bool bridge = tree::text(own, "origin") == "bridge";
  record.status.origin = bridge ? rpc::Origin::Bridge : rpc::Origin::Peer;
  if (!bridge) record.status.cause.clear();
  record.row.flags = static_cast<std::uint16_t>(bridge ? record.row.flags | kBridgeStatus
                                                       : record.row.flags & ~kBridgeStatus);
}

/// What an entry has of its call, read as the client's leg.
std::optional<CallRecord> recordOf(const object& entry, std::initializer_list<std::string_view> missing,
                                   std::optional<http::Version> readAs = std::nullopt) {
  const object* request = tree::object(entry, "request");
  const object* response = tree::object(entry, "response");
  if (request == kNone) return std::nullopt;
  HttpExchange exchange;
  exchange.decoded = true;
  takeRequest(*request, exchange);
  const http::Version version = exchange.version;
  exchange.version = readAs.value_or(version);
  if (response != kNone) takeResponse(*response, exchange);
  takeTimings(entry, exchange);
  exchange.missing.insert(exchange.missing.end(), missing.begin(), missing.end());
  if (exchange.trailers.empty()) exchange.missing.emplace_back("trailers");
  auto record = toRecord(exchange);
  if (record) record->clientLeg.version = version;
  return record;
}

/// The address that upstream entries name.
std::string serverOf(const object& entry) {
  std::string address = tree::text(entry, "serverIPAddress");
  const std::string port = tree::text(entry, "connection");
  if (address.empty() || port.empty()) return address;
  return (address.contains(':') ? "[" + address + "]" : address) + ":" + port;
}

/// The other leg of `record`, from an entry of its own.
void takeUpstream(const object& entry, CallRecord& record) {
  // What never got a connection has no version, and may be gRPC all the same.
  auto other = recordOf(entry, {}, http::Version::Http2);
  const object* own = tree::object(entry, "_bascule");
  if (!other || own == kNone) return noteMissing(record, "upstream leg");
  LegRecord& leg = other->clientLeg;
  takeOwn(*own, *other);
  leg.peer = serverOf(entry);
  record.upstreamLeg = std::move(leg);
  record.upstreamUrl = tree::text(*own, "upstream");
  record.row.upstreamProtocol = record.upstreamLeg.protocol;
  if (record.upstreamLeg.version == http::Version::Http2) record.row.flags |= kUpstreamHttp2;
}

/// Our entries of upstream legs, by the call they belong to.
class UpstreamEntries {
 public:
  explicit UpstreamEntries(const tree::json::array& entries) {
    for (const auto& item : entries) {
      const object* entry = item.if_object();
      if (const auto key = entry == kNone ? std::nullopt : keyOf(*entry, "upstream"))
        of_.try_emplace(*key, entry);
    }
    for (const auto& item : entries) {
      const object* entry = item.if_object();
      const auto key = entry == kNone ? std::nullopt : keyOf(*entry, "client");
      if (const auto found = key ? of_.find(*key) : of_.end(); found != of_.end())
        joined_.insert(found->second);
    }
  }

  /// That of the call whose client leg `entry` has; null: there is none.
  const object* of(const object& entry) const {
    const auto key = keyOf(entry, "client");
    const auto found = key ? of_.find(*key) : of_.end();
    return found == of_.end() ? kNone : found->second;
  }
  /// True for an entry that another one brings along.
  bool isJoined(const object& entry) const { return joined_.contains(&entry); }

 private:
  // The number alone may be there twice, in a file put together from two.
  using Key = std::pair<std::int64_t, std::int64_t>;
  static std::optional<Key> keyOf(const object& entry, std::string_view leg) {
    const object* own = tree::object(entry, "_bascule");
    if (own == kNone || tree::text(*own, "leg") != leg) return std::nullopt;
    return Key(tree::integer(*own, "callId"), tree::integer(*own, "startNs"));
  }

  std::map<Key, const object*> of_;
  std::set<const object*> joined_;
};

std::optional<CallRecord> callOf(const object& entry, const UpstreamEntries& upstreams) {
  const object* upstream = upstreams.of(entry);
  auto record = upstream == kNone ? recordOf(entry, {"messages' moments", "compression", "upstream leg"})
                                  : recordOf(entry, {"messages' moments", "compression"});
  if (!record) return record;
  if (const object* own = tree::object(entry, "_bascule"); own != kNone) takeOwn(*own, *record);
  if (upstream != kNone) takeUpstream(*upstream, *record);
  return record;
}

}  // namespace

Result<void> readHar(std::string_view text, const CallSink& sink, ImportCounts& counts) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto value = tree::parse(text);
  if (!value) return std::unexpected(value.error());
  const object* file = value->if_object();
  const object* log = file == kNone ? kNone : tree::object(*file, "log");
  const auto* entries = log == kNone ? nullptr : tree::array(*log, "entries");
  if (entries == nullptr) return fail(ErrorCode::InvalidInput, "import_malformed", "log.entries is missing");
  const UpstreamEntries upstreams(*entries);
  for (const auto& item : *entries) {
    const object* entry = item.if_object();
    if (entry != kNone && upstreams.isJoined(*entry)) continue;
    const auto record = entry == kNone ? std::nullopt : callOf(*entry, upstreams);
    if (!record) {
      ++counts.others;
    } else if (auto taken = sink(*record); !taken) {
      return taken;
    }
  }
  return {};
}

}  // namespace bascule::exporting
