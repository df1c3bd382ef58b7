// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/metadata.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"

namespace bascule::rpc {
namespace {

// RFC 9110 section 7.6.1 and what describes the framing or coding of one message. Sorted.
constexpr std::array<std::string_view, 16> kHopFields = {"accept-encoding",
                                                         "connection",
                                                         "content-encoding",
                                                         "content-length",
                                                         "content-type",
                                                         "expect",
                                                         "host",
                                                         "http2-settings",
                                                         "keep-alive",
                                                         "proxy-connection",
                                                         "te",
                                                         "trailer",
                                                         "transfer-encoding",
                                                         "upgrade",
                                                         "x-grpc-web",
                                                         "x-http2-scheme"};
static_assert(std::ranges::is_sorted(kHopFields));

constexpr std::array<std::string_view, 4> kReservedPrefixes = {"connect-", "grpc-", "trailer-connect-",
                                                               "trailer-grpc-"};

// Joined values up to this number get a field each, as most receivers like them. More stay joined: each field
// repeats its name, and a header list of 64 KiB could become one of hundreds of megabytes.
constexpr std::size_t kMaxSplit = 8;

/// Re-encodes one `-bin` value (several may be joined by commas); an undecodable one passes as it is.
void addBinary(std::string_view name, std::string_view joined, http::Headers& out, MetadataNotes* notes) {
  const auto values = ascii::splitTrimmed(joined, ',');
  const bool staysJoined = values.size() > kMaxSplit;
  std::string together;
  bool malformed = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bytes = base64::decode(values[i]);
    const std::string value = bytes ? base64::encode(*bytes) : std::string(values[i]);
    malformed = malformed || !bytes;
    if (staysJoined) {
      together.append(i == 0 ? "" : ",").append(value);
    } else {
      out.add(name, value);
    }
  }
  if (staysJoined || values.empty()) out.add(name, together);
  if (malformed && notes != nullptr) notes->push_back({"binary_metadata_malformed", std::string(name)});
}

bool namedByConnection(const std::vector<std::string_view>& named, std::string_view name) {
  return std::ranges::any_of(named, [&](std::string_view n) { return ascii::equalsIgnoreCase(n, name); });
}

}  // namespace

bool isHopField(std::string_view name) { return std::ranges::binary_search(kHopFields, name); }

bool isReservedField(std::string_view name) {
  return std::ranges::any_of(kReservedPrefixes, [&](std::string_view p) { return name.starts_with(p); });
}

bool isBinaryField(std::string_view name) { return name.ends_with("-bin"); }

void appendMetadata(const http::Headers& in, http::Headers& out, MetadataNotes* notes) {
  appendPrefixedMetadata(in, {}, out, notes);
}

void appendPrefixedMetadata(const http::Headers& in, std::string_view prefix, http::Headers& out,
                            MetadataNotes* notes) {
  std::vector<std::string_view> named;
  if (const auto connection = in.find("connection")) named = ascii::splitTrimmed(*connection, ',');
  std::string name;
  for (const http::Field field : in) {
    if (isHopField(field.name) || (!named.empty() && namedByConnection(named, field.name))) continue;
    if (isReservedField(field.name)) {
      // The protocols' own fields are expected here; only foreign use of their names is worth a note.
      continue;
    }
    name.assign(prefix).append(field.name);
    if (isBinaryField(field.name)) {
      addBinary(name, field.value, out, notes);
    } else {
      out.add(name, field.value);
    }
  }
}

}  // namespace bascule::rpc
