// SPDX-License-Identifier: GPL-3.0-or-later
// The call as a command of a POSIX shell. Pasted into an interactive one too, so without comments.
#include <algorithm>

#include <fmt/format.h>

#include "bridge/base/base64.h"
#include "bridge/export/call_text.h"
#include "bridge/export/copy_text.h"
#include "bridge/export/quoting.h"
#include "bridge/rpc/timeout.h"

namespace bascule::exporting {
namespace {

using rpc::ServerProtocol;

// Linux takes no longer argument (MAX_ARG_STRLEN is 128 KiB); what is longer goes through a pipe.
constexpr std::size_t kLongestArgument = 100'000;

constexpr std::string_view kBreak = " \\\n  ";

// A secret is asked of the environment; the shell stops with a sentence where it is not there.
std::string field(const RequestField& field, bool asCsv) {
  const std::string_view quote = asCsv ? "\\\"" : "";
  if (field.secret)
    return fmt::format("-H \"{}{}: ${{{}:?}}{}\"", quote, field.name, secretVariable(field.name), quote);
  std::string value;
  for (const char c : field.value) value += asCsv && c == '"' ? "\"\"" : std::string(1, c);
  const std::string text = field.name + ": " + value;
  return "-H " + shellQuoted(asCsv ? "\"" + text + "\"" : text);
}

std::string timeoutField(ServerProtocol protocol, std::int64_t timeoutNs) {
  if (timeoutNs <= 0) return {};
  const Duration timeout{timeoutNs};
  return protocol == ServerProtocol::Connect ? "connect-timeout-ms: " + rpc::formatConnectTimeout(timeout)
                                             : "grpc-timeout: " + rpc::formatGrpcTimeout(timeout);
}

std::string printed(const std::vector<std::string>& messages) {
  if (messages.empty()) return "printf '' | ";
  std::string out = "printf '%s\\n'";
  for (const std::string& message : messages) out += " " + shellQuoted(message);
  return out + " | ";
}

struct CurlBody {
  std::string type;
  std::string bytes;
  bool isText = false;
};

CurlBody curlBody(ServerProtocol protocol, const CallRequest& request) {
  const bool inEnvelopes =
      protocol != ServerProtocol::Connect || request.clientStreams() || request.serverStreams();
  const bool asJson = protocol == ServerProtocol::Connect && request.jsonProblem.empty();
  const std::vector<std::string>& messages = asJson ? request.json : request.wire;
  const char* codec = asJson ? "json" : "proto";
  if (!inEnvelopes) return {fmt::format("application/{}", codec), messages.front(), asJson};
  CurlBody out;
  const std::string_view family = protocol == ServerProtocol::Connect ? "connect" : rpc::name(protocol);
  out.type = fmt::format("application/{}+{}", family, codec);
  for (const std::string& message : messages) out.bytes += enveloped(0, message.size(), message);
  return out;
}

// Tools of the protocols take the same: the messages as JSON, by argument or pipe.
bool byPipe(const CallRequest& request) {
  return request.json.size() != 1 || request.clientStreams() ||
         request.json.front().size() > kLongestArgument;
}

std::string withMessages(const CallRequest& request, const std::string& command) {
  return byPipe(request) ? printed(request.json) + command : command;
}

}  // namespace

std::string curlCommand(ServerProtocol protocol, const CallRequest& request) {
  const bool asGet = protocol == ServerProtocol::Connect && !request.get.empty();
  const CurlBody body = asGet ? CurlBody{} : curlBody(protocol, request);
  const bool streams = request.clientStreams() || request.serverStreams();
  const bool http2 =
      protocol == ServerProtocol::Grpc || request.http2 || request.method.kind == rpc::Kind::Bidi;
  std::string out = "curl -sS -g";
  if (http2) out += request.tls ? " --http2" : " --http2-prior-knowledge";
  if (protocol != ServerProtocol::Connect) out += " -i";  // the status is in the head or in the trailers
  if (streams) out += " -N";
  out += std::string(" ") + shellQuoted(request.baseUrl() + (asGet ? request.get : request.path()));
  if (!asGet) out += std::string(kBreak) + "-H " + shellQuoted("content-type: " + body.type);
  if (protocol == ServerProtocol::Grpc) out += std::string(kBreak) + "-H 'te: trailers'";
  if (protocol == ServerProtocol::Connect && !asGet)
    out += std::string(kBreak) + "-H 'connect-protocol-version: 1'";
  if (const std::string timeout = timeoutField(protocol, request.timeoutNs); !timeout.empty())
    out += std::string(kBreak) + "-H " + shellQuoted(timeout);
  for (const RequestField& one : request.metadata) {
    // curl takes `name:` for "leave that field out" and `name;` for "with an empty value".
    out += std::string(kBreak) +
           (one.value.empty() && !one.secret ? "-H " + shellQuoted(one.name + ";") : field(one, false));
  }
  if (asGet) return out;
  if (body.isText && body.bytes.size() <= kLongestArgument)
    return out + std::string(kBreak) + "--data-raw " + shellQuoted(body.bytes);
  out += std::string(kBreak) + "--data-binary @-";
  if (body.isText) return "printf '%s' " + shellQuoted(body.bytes) + " | " + out;
  out += " -o -";
  return "printf '%s' " + shellQuoted(base64::encodePadded(body.bytes)) + " | base64 --decode | " + out;
}

std::string bufCurlCommand(ServerProtocol protocol, const CallRequest& request) {
  std::string out = "buf curl";
  if (protocol == ServerProtocol::Grpc) out += " --protocol grpc";
  if (protocol == ServerProtocol::GrpcWeb) out += " --protocol grpcweb";
  if (request.http2 && !request.tls) out += " --http2-prior-knowledge";
  // The deadline's own fields are refused by -H.
  if (request.timeoutNs > 0)
    out += fmt::format(" --timeout {}ms", std::max<std::int64_t>(1, request.timeoutNs / 1'000'000));
  out += " " + shellQuoted(request.baseUrl() + request.path());
  // buf reads each -H as a line of comma-separated values.
  for (const RequestField& one : request.metadata) out += std::string(kBreak) + field(one, true);
  out += std::string(kBreak) + "-d " + (byPipe(request) ? "@-" : shellQuoted(request.json.front()));
  return withMessages(request, out);
}

std::string grpcurlCommand(const CallRequest& request) {
  std::string out = "grpcurl";
  if (!request.tls) out += " -plaintext";
  if (request.timeoutNs > 0)
    out += fmt::format(" -max-time {}", static_cast<double>(request.timeoutNs) / 1e9);
  for (const RequestField& one : request.metadata) out += std::string(kBreak) + field(one, false);
  out += std::string(kBreak) + "-d " + (byPipe(request) ? "@" : shellQuoted(request.json.front()));
  out += std::string(kBreak) + shellQuoted(withPort(request)) + " " + shellQuoted(request.path().substr(1));
  return withMessages(request, out);
}

}  // namespace bascule::exporting
