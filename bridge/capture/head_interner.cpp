// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/head_interner.h"

#include <algorithm>
#include <iterator>

#include "bridge/capture/client_name.h"

namespace bascule::capture {
namespace {

std::size_t costOf(const std::string& key, const Head& head) {
  return key.size() + head.text.size() + sizeof(head) + 64;  // 64: the map's node
}

// Where the protocols say how messages are compressed.
constexpr std::string_view kCodingFields[] = {"content-encoding", "connect-content-encoding",
                                              "grpc-encoding"};

rpc::Compression codingOf(const http::HeadersView& headers) {
  for (const std::string_view field : kCodingFields) {
    if (const auto value = headers.find(field)) return rpc::compressionFromName(*value);
  }
  return rpc::Compression::Identity;
}

/// The lengths in front keep different lists different.
void makeKey(std::string& key, const HeadFacts& facts, const http::HeadersView& headers) {
  const std::string_view parts[] = {facts.method, facts.scheme,    facts.authority, facts.target,
                                    facts.url,    headers.spans(), headers.arena()};
  std::uint32_t lengths[std::size(parts)];
  std::ranges::transform(parts, lengths, [](auto part) { return static_cast<std::uint32_t>(part.size()); });
  key.assign(reinterpret_cast<const char*>(lengths), sizeof(lengths));
  for (const std::string_view part : parts) key += part;
}

}  // namespace

std::pair<std::string_view, std::string_view> splitTarget(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  const auto last = path.rfind('/');
  if (last == std::string_view::npos) return {{}, path};
  const std::string_view before = path.substr(0, last);
  const auto start = before.rfind('/');
  return {start == std::string_view::npos ? before : before.substr(start + 1), path.substr(last + 1)};
}

const Head& HeadInterner::intern(const HeadFacts& facts, const http::HeadersView& headers) {
  makeKey(key_, facts, headers);
  auto known = heads_.find(std::string_view(key_));
  if (known == heads_.end()) {
    if (bytes_ > kMaxBytes) makeRoom();
    known = heads_.emplace(key_, describe(facts, headers)).first;
    bytes_ += costOf(known->first, known->second);
  }
  Head& head = known->second;
  ++head.uses;
  const bool wanted = head.uses > 1 || lastSet_ < kNumberedAtOnce;
  if (head.set == 0 && wanted && numberedBytes_ < kMaxNumberedBytes) {
    numberedBytes_ += head.text.size();
    head.set = ++lastSet_;
    fresh_.emplace_back(head.set, head.text);
  }
  return head;
}

Head HeadInterner::describe(const HeadFacts& facts, const http::HeadersView& headers) const {
  Head head;
  head.text = headerText(facts, headers, redaction_);
  head.compression = codingOf(headers);
  if (!facts.url.empty()) {
    head.upstream = strings_.intern(facts.url);
  } else if (!facts.target.empty()) {
    const auto [service, method] = splitTarget(facts.target);
    head.service = strings_.intern(service);
    head.method = strings_.intern(method);
    head.client = strings_.intern(clientName(headers));
    head.host = strings_.intern(facts.authority);
  }
  return head;
}

void HeadInterner::forgetAll() {
  heads_.clear();
  bytes_ = 0;
}

void HeadInterner::makeRoom() {
  std::erase_if(heads_, [this](const auto& entry) {
    if (entry.second.uses > 1) return false;
    bytes_ -= costOf(entry.first, entry.second);
    return true;
  });
  if (bytes_ > kMaxBytes / 2) {
    heads_.clear();
    bytes_ = 0;
  }
}

}  // namespace bascule::capture
