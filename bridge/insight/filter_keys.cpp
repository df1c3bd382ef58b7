// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/filter_keys.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"
#include "bridge/insight/message_values.h"

namespace bascule::insight {
namespace {

using capture::CallRecord;
using capture::Direction;
using capture::LegRecord;

constexpr std::uint32_t bitOf(auto value) { return 1U << static_cast<unsigned>(value); }

// Beside the 17 codes a call may have no status at all.
constexpr std::uint32_t kInFlightBit = 1U << 17;
constexpr std::uint32_t kCutShortBit = 1U << 18;
constexpr std::uint32_t kErrorBits = ((1U << 17) - 1) & ~1U;

constexpr std::array<NamedValue, 22> kStatuses = {
    {{"ok", bitOf(rpc::Code::Ok)},
     {"error", kErrorBits},
     {"inflight", kInFlightBit},
     {"cutshort", kCutShortBit},
     {"canceled", bitOf(rpc::Code::Canceled)},
     {"cancelled", bitOf(rpc::Code::Canceled)},
     {"unknown", bitOf(rpc::Code::Unknown)},
     {"invalid_argument", bitOf(rpc::Code::InvalidArgument)},
     {"deadline_exceeded", bitOf(rpc::Code::DeadlineExceeded)},
     {"not_found", bitOf(rpc::Code::NotFound)},
     {"already_exists", bitOf(rpc::Code::AlreadyExists)},
     {"permission_denied", bitOf(rpc::Code::PermissionDenied)},
     {"resource_exhausted", bitOf(rpc::Code::ResourceExhausted)},
     {"failed_precondition", bitOf(rpc::Code::FailedPrecondition)},
     {"aborted", bitOf(rpc::Code::Aborted)},
     {"out_of_range", bitOf(rpc::Code::OutOfRange)},
     {"unimplemented", bitOf(rpc::Code::Unimplemented)},
     {"internal", bitOf(rpc::Code::Internal)},
     {"unavailable", bitOf(rpc::Code::Unavailable)},
     {"data_loss", bitOf(rpc::Code::DataLoss)},
     {"unauthenticated", bitOf(rpc::Code::Unauthenticated)},
     {"in-flight", kInFlightBit}}};
constexpr std::array<NamedValue, 6> kProtocols = {
    {{"connect", bitOf(rpc::Protocol::ConnectUnary) | bitOf(rpc::Protocol::ConnectStream)},
     {"connect-get", bitOf(rpc::Protocol::ConnectGet)},
     {"grpc", bitOf(rpc::Protocol::Grpc)},
     {"grpc-web", bitOf(rpc::Protocol::GrpcWeb)},
     {"grpc-web-text", bitOf(rpc::Protocol::GrpcWebText)},
     {"unknown", bitOf(rpc::Protocol::Unknown)}}};
constexpr std::array<NamedValue, 6> kUpstreamProtocols = {{kProtocols[0],
                                                           kProtocols[1],
                                                           kProtocols[2],
                                                           kProtocols[3],
                                                           kProtocols[4],
                                                           {"none", bitOf(rpc::Protocol::Unknown)}}};
constexpr std::array<NamedValue, 5> kKinds = {{{"unary", bitOf(rpc::Kind::Unary)},
                                               {"client", bitOf(rpc::Kind::ClientStream)},
                                               {"server", bitOf(rpc::Kind::ServerStream)},
                                               {"bidi", bitOf(rpc::Kind::Bidi)},
                                               {"unknown", bitOf(rpc::Kind::Unknown)}}};
constexpr std::array<NamedValue, 3> kCodecNames = {{{"proto", bitOf(rpc::Codec::Proto)},
                                                    {"json", bitOf(rpc::Codec::Json)},
                                                    {"unknown", bitOf(rpc::Codec::Unknown)}}};
constexpr std::array<NamedValue, 7> kCompressions = {{{"identity", bitOf(rpc::Compression::Identity)},
                                                      {"gzip", bitOf(rpc::Compression::Gzip)},
                                                      {"deflate", bitOf(rpc::Compression::Deflate)},
                                                      {"br", bitOf(rpc::Compression::Brotli)},
                                                      {"zstd", bitOf(rpc::Compression::Zstd)},
                                                      {"snappy", bitOf(rpc::Compression::Snappy)},
                                                      {"unknown", bitOf(rpc::Compression::Unknown)}}};
constexpr std::array<NamedValue, 4> kHttpVersions = {{{"1.1", 1}, {"2", 2}, {"1", 1}, {"h2", 2}}};
constexpr std::array<NamedValue, 4> kYesNo = {{{"yes", 2}, {"no", 1}, {"true", 2}, {"false", 1}}};
constexpr std::array<NamedValue, 2> kOrigins = {{{"peer", 1}, {"bridge", 2}}};

std::uint32_t yes(bool value) { return value ? 2U : 1U; }
bool hasFlag(const Subject& subject, capture::RowFlag flag) { return (subject.row.flags & flag) != 0; }

std::uint32_t statusBit(const Subject& subject) {
  if (subject.row.inFlight()) return kInFlightBit;
  return hasFlag(subject, capture::kCutShort) ? kCutShortBit : bitOf(subject.row.code);
}

/// The legs a key may look at.
struct Legs {
  bool client = true;
  bool upstream = true;
};

bool visitLegs(const CallRecord& record, Legs legs, const std::function<bool(const LegRecord&)>& visit) {
  return (legs.client && visit(record.clientLeg)) || (legs.upstream && visit(record.upstreamLeg));
}

bool visitFields(const capture::HeaderFields& fields, std::string_view prefix, std::string_view name,
                 const TextVisitor& visit) {
  return std::ranges::any_of(fields, [&](const capture::HeaderField& field) {
    const std::string_view full = field.name;
    return full.starts_with(prefix) && ascii::matchesGlob(name, full.substr(prefix.size())) &&
           visit(field.value);
  });
}

bool visitHeaders(const Subject& subject, std::string_view name, Legs legs, const TextVisitor& visit) {
  return visitLegs(*subject.record, legs, [&](const LegRecord& leg) {
    return visitFields(leg.requestHeaders, {}, name, visit) ||
           visitFields(leg.responseHeaders, {}, name, visit);
  });
}

/// Trailers that travel in the body: metadata of an EndStream message, lines of a gRPC-Web trailer frame.
bool visitBodyTrailers(std::string_view body, std::string_view name, const TextVisitor& visit) {
  if (body.starts_with('{')) {
    return visitJson(body, [&](const MessageValue& value) {
      constexpr std::string_view kMetadata = "metadata.";
      return value.path.starts_with(kMetadata) &&
             ascii::matchesGlob(name, value.path.substr(kMetadata.size())) && visit(value.text);
    });
  }
  for (const std::string_view line : ascii::splitTrimmed(body, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view value = line.substr(colon + 1);
    const std::string_view text = ascii::trim(value.substr(0, value.find('\r')));
    if (ascii::matchesGlob(name, ascii::trim(line.substr(0, colon))) && visit(text)) return true;
  }
  return false;
}

/// A gRPC answer without a body has its trailers in the head ("Trailers-Only").
bool trailersOnly(const LegRecord& leg) {
  const auto isStatus = [](const capture::HeaderField& field) { return field.name == "grpc-status"; };
  return leg.trailers.empty() && std::ranges::any_of(leg.responseHeaders, isStatus);
}

bool visitTrailers(const Subject& subject, std::string_view name, Legs legs, const TextVisitor& visit) {
  constexpr std::string_view kUnaryPrefix = "trailer-";
  return visitLegs(*subject.record, legs, [&](const LegRecord& leg) {
    return visitFields(leg.trailers, {}, name, visit) ||
           (trailersOnly(leg) && visitFields(leg.responseHeaders, {}, name, visit)) ||
           visitFields(leg.responseHeaders, kUnaryPrefix, name, visit) ||
           visitBodyTrailers(leg.endBody, name, visit);
  });
}

bool visitField(const Subject& subject, std::string_view path, Direction direction,
                const TextVisitor& visit) {
  return visitMessages(*subject.record, *subject.schema, direction, [&](const MessageValue& value) {
    return !value.path.empty() && samePath(value.path, path) && visit(value.text);
  });
}

bool visitMessageTexts(const Subject& subject, std::string_view, const TextVisitor& visit) {
  const auto each = [&](const MessageValue& value) { return visit(value.text); };
  return visitMessages(*subject.record, *subject.schema, Direction::Request, each) ||
         visitMessages(*subject.record, *subject.schema, Direction::Response, each);
}

bool visitDetails(const Subject& subject, std::string_view, const TextVisitor& visit) {
  return std::ranges::any_of(subject.record->status.details,
                             [&](const rpc::Detail& detail) { return visit(detail.type); });
}

bool visitFindings(const Subject& subject, std::string_view, const TextVisitor& visit) {
  return std::ranges::any_of(subject.record->notes,
                             [&](const capture::NoteRecord& note) { return visit(note.finding); });
}

using S = Subject;
using T = TextVisitor;
using V = std::string_view;
constexpr Legs kClientLeg{true, false};
constexpr Legs kUpstreamLeg{false, true};

KeyRow names(V name, V meaning, Source source, std::span<const NamedValue> values,
             std::uint32_t (*bit)(const S&)) {
  return {.name = name,
          .meaning = meaning,
          .source = source,
          .keyClass = KeyClass::Names,
          .values = values,
          .bit = bit};
}
KeyRow text(V name, V meaning, Source source, V (Subject::*member)() const) {
  return {.name = name, .meaning = meaning, .source = source, .keyClass = KeyClass::Text, .text = member};
}
KeyRow number(V name, V meaning, Source source, Unit unit, std::int64_t (*value)(const S&)) {
  return {.name = name,
          .meaning = meaning,
          .source = source,
          .keyClass = KeyClass::Number,
          .unit = unit,
          .number = value};
}
KeyRow texts(V name, V meaning, bool (*visit)(const S&, V, const T&)) {
  return {.name = name, .meaning = meaning, .keyClass = KeyClass::Texts, .visit = visit};
}

const std::vector<KeyRow>& table() {
  static const std::vector<KeyRow> rows = {
      names("status", "code name, ok, error, inflight or cutshort", Source::Outcome, kStatuses, statusBit),
      number("code", "status as a number, 0 to 16", Source::Outcome, Unit::Count,
             [](const S& s) -> std::int64_t { return s.row.inFlight() ? -1 : static_cast<int>(s.row.code); }),
      names("protocol", "what the client speaks: connect, connect-get, grpc, grpc-web, grpc-web-text",
            Source::Shape, kProtocols, [](const S& s) { return bitOf(s.row.protocol); }),
      names("upstream.protocol", "what the upstream was spoken to in; none if it was not", Source::Shape,
            kUpstreamProtocols, [](const S& s) { return bitOf(s.row.upstreamProtocol); }),
      text("upstream", "URL of the upstream", Source::Shape, &S::upstream),
      text("service", "full name of the service", Source::Shape, &S::service),
      text("method", "name of the method", Source::Shape, &S::method),
      names("kind", "unary, client, server or bidi", Source::Shape, kKinds,
            [](const S& s) { return bitOf(s.row.kind); }),
      text("client", "name of the client", Source::Shape, &S::client),
      text("peer", "address of the client", Source::Shape, &S::peer),
      text("host", "authority the client asked for", Source::Shape, &S::host),
      names("http", "HTTP version of the client: 1.1 or 2", Source::Outcome, kHttpVersions,
            [](const S& s) { return hasFlag(s, capture::kHttp2) ? 2U : 1U; }),
      names("tls", "whether the client's connection is encrypted: yes or no", Source::Outcome, kYesNo,
            [](const S& s) { return yes(hasFlag(s, capture::kTls)); }),
      names("codec", "message format of the client: proto or json", Source::Shape, kCodecNames,
            [](const S& s) { return bitOf(s.row.codec); }),
      names("compression", "compression of the client's messages: identity, gzip, ...", Source::Shape,
            kCompressions, [](const S& s) { return bitOf(s.row.compression); }),
      number("duration", "time from request to end: 100ms, 2s", Source::Times, Unit::Nanoseconds,
             [](const S& s) { return s.durationNs; }),
      number("added", "time spent inside the bridge", Source::Times, Unit::Nanoseconds,
             [](const S& s) -> std::int64_t { return s.row.addedNs; }),
      number("time", "when the call began: 10:42, 2026-11-23T10:42:07", Source::Times, Unit::Moment,
             [](const S& s) { return s.row.startNs; }),
      number("size", "message bytes in both directions: 10kB, 4MiB", Source::Sizes, Unit::Bytes,
             [](const S& s) { return static_cast<std::int64_t>(s.row.requestBytes + s.row.responseBytes); }),
      number("req.size", "message bytes of the request", Source::Sizes, Unit::Bytes,
             [](const S& s) { return static_cast<std::int64_t>(s.row.requestBytes); }),
      number("res.size", "message bytes of the response", Source::Sizes, Unit::Bytes,
             [](const S& s) { return static_cast<std::int64_t>(s.row.responseBytes); }),
      number("messages", "messages in both directions", Source::Sizes, Unit::Count,
             [](const S& s) { return std::int64_t{s.row.requestMessages} + s.row.responseMessages; }),
      number("#", "number of the call", Source::Row, Unit::Count,
             [](const S& s) { return static_cast<std::int64_t>(s.row.number); }),
      names("origin", "who made the status: peer or bridge", Source::Outcome, kOrigins,
            [](const S& s) { return s.row.fromBridge() ? 2U : 1U; }),
      names("marked", "whether the call is marked: yes or no", Source::Outcome, kYesNo,
            [](const S& s) { return yes(hasFlag(s, capture::kMarked)); }),
      text("comment", "comment on the call", Source::Row, &S::comment),
      texts("header.", "a header of either leg, request or response",
            [](const S& s, V rest, const T& visit) { return visitHeaders(s, rest, {}, visit); }),
      texts("client.header.", "a header on the client's leg",
            [](const S& s, V rest, const T& visit) { return visitHeaders(s, rest, kClientLeg, visit); }),
      texts("upstream.header.", "a header on the upstream's leg",
            [](const S& s, V rest, const T& visit) { return visitHeaders(s, rest, kUpstreamLeg, visit); }),
      texts("trailer.", "a trailer of either leg, however its protocol carries it",
            [](const S& s, V rest, const T& visit) { return visitTrailers(s, rest, {}, visit); }),
      texts("client.trailer.", "a trailer on the client's leg",
            [](const S& s, V rest, const T& visit) { return visitTrailers(s, rest, kClientLeg, visit); }),
      texts("upstream.trailer.", "a trailer on the upstream's leg",
            [](const S& s, V rest, const T& visit) { return visitTrailers(s, rest, kUpstreamLeg, visit); }),
      texts(
          "req.", "a field of the request, by its path: req.items.quantity",
          [](const S& s, V rest, const T& visit) { return visitField(s, rest, Direction::Request, visit); }),
      texts(
          "res.", "a field of the response, by its path",
          [](const S& s, V rest, const T& visit) { return visitField(s, rest, Direction::Response, visit); }),
      texts("message", "all decoded text of all messages", visitMessageTexts),
      texts("error.detail", "type name of an error detail", visitDetails),
      texts("finding", "id of a fact the bridge noted", visitFindings),
  };
  return rows;
}

}  // namespace

std::span<const KeyRow> filterKeys() { return table(); }

const KeyRow* findFilterKey(std::string_view key, std::string_view& rest) {
  // Whole names first: `req.size` is a key of its own, not the field `size`.
  for (const KeyRow& row : table()) {
    rest = {};
    if (ascii::equalsIgnoreCase(row.name, key)) return row.name.ends_with('.') ? nullptr : &row;
  }
  for (const KeyRow& row : table()) {
    if (!row.name.ends_with('.') || key.size() <= row.name.size()) continue;
    if (!ascii::equalsIgnoreCase(row.name, key.substr(0, row.name.size()))) continue;
    rest = key.substr(row.name.size());
    return &row;
  }
  return nullptr;
}

bool visitAllTexts(const Subject& subject, const TextVisitor& visit) {
  const CallRecord& record = *subject.record;
  if (visit(record.status.message) || visit(record.status.cause)) return true;
  const auto visitBoth = [&](const capture::HeaderFields& fields) {
    return std::ranges::any_of(fields,
                               [&](const auto& field) { return visit(field.name) || visit(field.value); });
  };
  const bool inLegs = visitLegs(record, {}, [&](const LegRecord& leg) {
    return visit(leg.target) || visitBoth(leg.requestHeaders) || visitBoth(leg.responseHeaders) ||
           visitBoth(leg.trailers) || visit(leg.endBody);
  });
  return inLegs || visitDetails(subject, {}, visit) || visitFindings(subject, {}, visit) ||
         visitMessageTexts(subject, {}, visit);
}

}  // namespace bascule::insight
