// SPDX-License-Identifier: GPL-3.0-or-later
// Responses of every protocol: the same events in any pieces, exactly one end. Input: protocol and codec,
// pieces, how it ends, status line, fields, empty line, trailer fields, empty line, body.
#include "bridge/rpc/machine_table.h"
#include "tests/fuzz/heads.h"
#include "tests/fuzz/rpc_log.h"

namespace bascule::fuzz {
namespace {

constexpr rpc::ReaderLimits kLimits{.wholeMessage = 2000, .anyMessage = 4000, .runs = true};

struct Answer {
  rpc::Protocol protocol = rpc::Protocol::Grpc;
  rpc::Codec codec = rpc::Codec::Proto;
  http::ResponseHead head;
  http::HeadersPtr trailers;
};

Answer readAnswer(Input& input) {
  constexpr rpc::Protocol kProtocols[] = {rpc::Protocol::ConnectUnary,  rpc::Protocol::ConnectGet,
                                          rpc::Protocol::ConnectStream, rpc::Protocol::Grpc,
                                          rpc::Protocol::GrpcWeb,       rpc::Protocol::GrpcWebText};
  Answer answer;
  answer.protocol = kProtocols[input.below(std::size(kProtocols))];
  const auto how = input.byte();
  answer.codec = (how & 1) != 0 ? rpc::Codec::Json : rpc::Codec::Proto;
  answer.head.endStream = (how & 2) != 0;
  const auto line = input.line();
  constexpr int kFirst = 200;
  constexpr unsigned kKinds = 400;
  answer.head.status = kFirst;
  if (line.size() == 3) {
    unsigned status = 0;
    for (const char c : line) status = status * 10 + static_cast<unsigned char>(c) % 10U;
    answer.head.status = kFirst + static_cast<int>((status - kFirst) % kKinds);
  }
  answer.head.stream = 1;
  answer.head.headers = readFields(input);
  answer.trailers = readFields(input);
  return answer;
}

std::string readAll(const Answer& answer, const std::vector<Slice>& pieces) {
  const auto reader = rpc::makeResponseReader(answer.protocol, answer.codec, kLimits);
  RpcLog log(kLimits.anyMessage);
  rpc::RpcEvents events;
  const auto take = [&] {
    log.add(events);
    events.clear();
  };
  reader->onHead(answer.head, events);
  take();
  if (!answer.head.endStream) {
    for (const Slice& piece : pieces) {
      reader->onData(piece, events);
      take();
    }
    if (!answer.trailers->empty()) reader->onTrailers(answer.trailers, events);
    take();
    reader->onEnd(events);
    take();
  }
  require(log.over(), "a response comes to an end");
  return log.text();
}

}  // namespace

void target(Input& input) {
  const auto pieces = input.byte();
  const Answer answer = readAnswer(input);
  const auto body = input.rest();
  const std::string whole = readAll(answer, cut(body, 0));
  require(readAll(answer, cut(body, 1)) == whole, "single bytes read as the whole");
  require(readAll(answer, cut(body, pieces)) == whole, "pieces read as the whole");
}

}  // namespace bascule::fuzz
