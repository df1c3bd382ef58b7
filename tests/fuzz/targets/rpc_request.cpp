// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of every protocol: recognised by their head, then read: the same events in any pieces, one end.
// Input: version and codec, pieces, `METHOD TARGET` line, fields, empty line, body.
#include "bridge/rpc/machine_table.h"
#include "tests/fuzz/heads.h"
#include "tests/fuzz/rpc_log.h"

namespace bascule::fuzz {
namespace {

constexpr rpc::ReaderLimits kLimits{.wholeMessage = 2000, .anyMessage = 4000, .runs = true};

http::RequestHead readHead(Input& input) {
  http::RequestHead head;
  head.stream = 1;
  head.scheme = "http";
  head.authority = "localhost";
  const auto line = input.line();
  const auto space = std::min(line.find(' '), line.size());
  head.method = fieldName(line.substr(0, space)) == "get" ? "GET" : "POST";
  head.target = "/" + fieldName(line.substr(std::min(space + 2, line.size())));
  head.headers = readFields(input);
  return head;
}

std::string readAll(const rpc::Recognised& recognised, const http::RequestHead& head,
                    const std::vector<Slice>& pieces) {
  const auto reader = rpc::makeRequestReader(recognised, kLimits);
  const auto start = reader->onHead(head);
  if (!start) {
    require(!start.error().ok() && !start.error().cause.empty(), "a refusal has a code and a cause");
    return "refused " + start.error().cause;
  }
  require(start->protocol != rpc::Protocol::Unknown, "a request has a protocol");
  RpcLog log(kLimits.anyMessage, start->protocol);
  rpc::RpcEvents events;
  for (const Slice& piece : pieces) {
    reader->onData(piece, events);
    log.add(events);
    events.clear();
  }
  reader->onEnd(events);
  log.add(events);
  require(log.over(), "a request comes to an end");
  events.clear();
  reader->onData(Slice::ofStatic("x"), events);
  reader->onEnd(events);
  log.add(events);
  return log.text();
}

}  // namespace

void target(Input& input) {
  const auto version = (input.byte() & 1) != 0 ? http::Version::Http2 : http::Version::Http11;
  const auto pieces = input.byte();
  const http::RequestHead head = readHead(input);
  const auto body = input.rest();
  const auto recognised = rpc::recognise(head, version);
  if (!recognised) {
    require(recognised.error().status >= 400, "a refusal is an error");
    return;
  }
  const std::string whole = readAll(*recognised, head, cut(body, 0));
  require(readAll(*recognised, head, cut(body, 1)) == whole, "single bytes read as the whole");
  require(readAll(*recognised, head, cut(body, pieces)) == whole, "pieces read as the whole");
}

}  // namespace bascule::fuzz
