// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP/1.1 as a server reads it: legal events only, the same requests in any pieces, output in proportion.
// Input: manner of the application, pieces, then the client's bytes.
#include "tests/fuzz/session_run.h"

namespace bascule::fuzz {
namespace {

/// Whether a client waits for leave to send its body depends on how much of it came along.
void dropLeave(std::string& output) {
  constexpr std::string_view kLeave = "HTTP/1.1 100 Continue\r\n\r\n";
  for (auto at = output.find(kLeave); at != std::string::npos; at = output.find(kLeave, at))
    output.erase(at, kLeave.size());
}

/// What the server wrote: which requests it saw, and what it thought of each.
std::string serve(std::uint8_t manner, const std::vector<Slice>& pieces) {
  SessionRun run(http::Role::Server, http::makeHttp11Server({}, kStart), manner);
  for (const Slice& piece : pieces) run.feed(piece);
  run.wait(std::chrono::seconds(3));
  run.end();
  std::string output = run.output();
  dropLeave(output);
  return output;
}

}  // namespace

void target(Input& input) {
  const auto manner = static_cast<std::uint8_t>(input.byte() & ~SessionRun::kPeerIsSlow);
  const auto pieces = input.byte();
  const auto bytes = input.rest();
  const http::FirstBytes first = http::sniff(bytes);
  for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 24); ++size) {
    const auto early = http::sniff(bytes.substr(0, size));
    require(early == http::FirstBytes::NeedMore || early == first, "a decision about first bytes is final");
  }
  // What an early answer is followed by depends on what came before it; a late one only on the request.
  const std::uint8_t late = manner | SessionRun::kAnswersAtEnd;
  const std::string whole = serve(late, cut(bytes, 0));
  require(serve(late, cut(bytes, 1)) == whole, "single bytes are answered as the whole");
  require(serve(late, cut(bytes, pieces)) == whole, "pieces are answered as the whole");
  serve(manner, cut(bytes, pieces));
  serve(manner | SessionRun::kPeerIsSlow, cut(bytes, pieces));
}

}  // namespace bascule::fuzz
