// SPDX-License-Identifier: GPL-3.0-or-later
// The call as a program: Python and TypeScript, with the code that protoc's plugins generate from the schema.
// Names are spelled as protoc-gen-connectrpc, grpc_tools and protoc-gen-es spell them.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "bridge/base/ascii.h"
#include "bridge/base/base64.h"
#include "bridge/export/copy_text.h"
#include "bridge/export/quoting.h"

namespace bascule::exporting {
namespace {

using rpc::ServerProtocol;

constexpr std::array<std::string_view, 35> kPythonWords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
// Members that every object of JavaScript has.
constexpr std::array<std::string_view, 4> kObjectMembers = {"constructor", "toString", "toJSON", "valueOf"};

bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

// `GetHTTPInfo` -> `get_http_info`
std::string snakeCase(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool startsWord = i > 0 && isUpper(name[i]) && name[i - 1] != '_' &&
                            (isLower(name[i - 1]) || (i + 1 < name.size() && isLower(name[i + 1])));
    if (startsWord) out += '_';
    out += ascii::toLower(name[i]);
  }
  return std::ranges::find(kPythonWords, out) == kPythonWords.end() ? out : out + '_';
}

// `list_things` -> `listThings`
std::string camelCase(std::string_view name) {
  std::string out;
  bool raise = false;
  for (const char c : name) {
    if (c != '_') out += raise && isLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    raise = c == '_';
  }
  if (!out.empty()) out[0] = ascii::toLower(out[0]);
  return std::ranges::find(kObjectMembers, out) == kObjectMembers.end() ? out : out + '$';
}

std::string_view withoutSuffix(std::string_view file) {
  return file.ends_with(".proto") ? file.substr(0, file.size() - 6) : file;
}

std::string replaced(std::string_view text, char from, std::string_view to) {
  std::string out;
  for (const char c : text) out += c == from ? std::string(to) : std::string(1, c);
  return out;
}

struct PythonModule {
  std::string package;  ///< `acme.shop.v1`; empty at the top
  std::string stem;     ///< `shop`
  std::string import(std::string_view suffix) const {
    const std::string name = fmt::format("{}{}", stem, suffix);
    return package.empty() ? "import " + name : fmt::format("from {} import {}", package, name);
  }
};

PythonModule pythonModule(std::string_view file) {
  const std::string path = replaced(replaced(withoutSuffix(file), '-', "_"), '/', ".");
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return {"", path};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

std::string_view serviceName(const schema::MethodInfo& method) {
  return std::string_view(method.service).substr(method.service.rfind('.') + 1);
}

// Wide bytes of a `-bin` field; clients of gRPC take the bytes, not their base64.
std::string pythonValue(const RequestField& field, bool binaryAsBytes) {
  if (field.secret) return fmt::format("os.environ[{}]", codeQuoted(secretVariable(field.name)));
  if (!binaryAsBytes || !field.name.ends_with("-bin")) return codeQuoted(field.value);
  const auto bytes = base64::decode(field.value);
  return fmt::format("base64.b64decode({})", codeQuoted(base64::encodePadded(bytes.value_or(""))));
}

std::string pythonPairs(const CallRequest& request, bool binaryAsBytes) {
  std::string out = "[";
  for (const RequestField& field : request.metadata)
    out += fmt::format("\n    ({}, {}),", codeQuoted(field.name), pythonValue(field, binaryAsBytes));
  return out + (request.metadata.empty() ? "]" : "\n]");
}

bool hasSecrets(const CallRequest& request) {
  return std::ranges::any_of(request.metadata, &RequestField::secret);
}

bool hasBinary(const CallRequest& request) {
  return std::ranges::any_of(request.metadata, [](const RequestField& field) {
    return !field.secret && field.name.ends_with("-bin");
  });
}

std::string pythonRequests(const CallRequest& request) {
  const std::string type =
      pythonModule(request.method.requestFile).stem + "_pb2." + request.method.requestName + "()";
  std::string out = "requests = [";
  for (const std::string& json : request.json)
    out += fmt::format("\n    Parse({}, {}),", codeQuoted(json), type);
  return out + (request.json.empty() ? "]\n" : "\n]\n");
}

std::string pythonPrint(const CallRequest& request, std::string_view call) {
  if (!request.serverStreams()) return fmt::format("    print(MessageToJson({}))", call);
  return fmt::format("    for response in {}:\n        print(MessageToJson(response), flush=True)", call);
}

std::string seconds(std::int64_t timeoutNs) {
  return fmt::format("{}", static_cast<double>(timeoutNs) / 1e9);
}

// Milliseconds as both Connect libraries take them; at least one, as none would mean no deadline.
std::int64_t milliseconds(std::int64_t timeoutNs) { return std::max<std::int64_t>(1, timeoutNs / 1'000'000); }

std::string typeScriptFile(std::string_view file) {
  return codeQuoted(fmt::format("./gen/{}_pb.js", withoutSuffix(file)));
}

std::string typeScriptType(std::string_view name) { return replaced(name, '.', "_") + "Schema"; }

std::string typeScriptImports(const schema::MethodInfo& method) {
  // One import a file, as a formatter would leave it.
  std::vector<std::pair<std::string, std::set<std::string>>> files;
  const auto add = [&](const std::string& file, const std::string& name) {
    auto found = std::ranges::find(files, file, &std::pair<std::string, std::set<std::string>>::first);
    if (found == files.end()) found = files.insert(files.end(), {file, {}});
    found->second.insert(name);
  };
  add(method.file, std::string(serviceName(method)));
  add(method.requestFile, typeScriptType(method.requestName));
  add(method.responseFile, typeScriptType(method.responseName));
  std::string out;
  for (const auto& [file, names] : files) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    // Well-known types come with the runtime.
    const bool wellKnown = file.starts_with("google/protobuf/");
    out += fmt::format("import {{ {} }} from {};\n", list,
                       wellKnown ? "\"@bufbuild/protobuf/wkt\"" : typeScriptFile(file));
  }
  return out;
}

std::string typeScriptOptions(const CallRequest& request) {
  std::string out = "const headers = new Headers([";
  for (const RequestField& field : request.metadata) {
    const std::string value = field.secret
                                  ? fmt::format("process.env[{}]!", codeQuoted(secretVariable(field.name)))
                                  : codeQuoted(field.value);
    out += fmt::format("\n  [{}, {}],", codeQuoted(field.name), value);
  }
  out += request.metadata.empty() ? "]);\n" : "\n]);\n";
  return out + (request.timeoutNs > 0 ? fmt::format("const options = {{ headers, timeoutMs: {} }};\n",
                                                    milliseconds(request.timeoutNs))
                                      : "const options = { headers };\n");
}

std::string typeScriptRequests(const CallRequest& request) {
  std::string out = "const requests = [";
  for (const std::string& json : request.json)
    out += fmt::format("\n  fromJsonString({}, {}),", typeScriptType(request.method.requestName),
                       codeQuoted(json));
  return out + (request.json.empty() ? "];\n" : "\n];\n");
}

}  // namespace

std::string pythonConnectCode(ServerProtocol protocol, const CallRequest& request) {
  const schema::MethodInfo& method = request.method;
  const PythonModule service = pythonModule(method.file);
  const bool http2 = protocol == ServerProtocol::Grpc || method.kind == rpc::Kind::Bidi || request.http2;
  constexpr std::string_view kNames[] = {"CONNECT", "GRPC", "GRPC_WEB"};
  const int name = protocol == ServerProtocol::Connect ? 0 : protocol == ServerProtocol::Grpc ? 1 : 2;
  std::string out = hasSecrets(request) ? "import os\n\n" : "";
  out += "from connectrpc.protocol import ProtocolType\nfrom connectrpc.request import Headers\n";
  out += "from google.protobuf.json_format import MessageToJson, Parse\n";
  out += "from pyqwest import HTTPVersion, SyncClient, SyncHTTPTransport\n\n";
  out += pythonModule(method.requestFile).import("_pb2") + "\n";
  out += fmt::format("from {}{}{}_connect import {}ClientSync\n\n", service.package,
                     service.package.empty() ? "" : ".", service.stem, serviceName(method));
  out += pythonRequests(request);
  out += fmt::format("headers = Headers({})\n", pythonPairs(request, false));
  out +=
      fmt::format("http = SyncClient(SyncHTTPTransport(http_version=HTTPVersion.HTTP{}))\n", http2 ? 2 : 1);
  out += fmt::format("with {}ClientSync(\n    {}, protocol=ProtocolType.{}, http_client=http\n) as client:\n",
                     serviceName(method), codeQuoted(request.baseUrl()), kNames[name]);
  const std::string timeout =
      request.timeoutNs > 0 ? fmt::format(", timeout_ms={}", milliseconds(request.timeoutNs)) : "";
  return out + pythonPrint(request,
                           fmt::format("client.{}({}, headers=headers{})", snakeCase(method.name),
                                       request.clientStreams() ? "iter(requests)" : "requests[0]", timeout));
}

std::string pythonGrpcCode(const CallRequest& request) {
  const schema::MethodInfo& method = request.method;
  const PythonModule service = pythonModule(method.file);
  std::string out = hasBinary(request) ? "import base64\n" : "";
  if (hasSecrets(request)) out += "import os\n";
  out += out.empty() ? "import grpc\n" : "\nimport grpc\n";
  out += "from google.protobuf.json_format import MessageToJson, Parse\n\n";
  if (method.requestFile != method.file) out += pythonModule(method.requestFile).import("_pb2") + "\n";
  out += service.import("_pb2") + "\n" + service.import("_pb2_grpc") + "\n\n";
  out += pythonRequests(request);
  out += fmt::format("metadata = {}\n", pythonPairs(request, true));
  const std::string address = codeQuoted(withPort(request));
  out +=
      request.tls
          ? fmt::format("with grpc.secure_channel({}, grpc.ssl_channel_credentials()) as channel:\n", address)
          : fmt::format("with grpc.insecure_channel({}) as channel:\n", address);
  out += fmt::format("    stub = {}_pb2_grpc.{}Stub(channel)\n", service.stem, serviceName(method));
  const std::string timeout = request.timeoutNs > 0 ? ", timeout=" + seconds(request.timeoutNs) : "";
  // Reached by name, because a method may be called as a word of the language.
  const std::string call = std::ranges::find(kPythonWords, method.name) == kPythonWords.end()
                               ? "stub." + method.name
                               : fmt::format("getattr(stub, {})", codeQuoted(method.name));
  return out + pythonPrint(request,
                           fmt::format("{}({}, metadata=metadata{})", call,
                                       request.clientStreams() ? "iter(requests)" : "requests[0]", timeout));
}

std::string typeScriptCode(ServerProtocol protocol, const CallRequest& request) {
  const schema::MethodInfo& method = request.method;
  const std::string_view transport = protocol == ServerProtocol::Connect ? "createConnectTransport"
                                     : protocol == ServerProtocol::Grpc  ? "createGrpcTransport"
                                                                         : "createGrpcWebTransport";
  const bool http2 = request.http2 || method.kind == rpc::Kind::Bidi;
  const std::string version =
      protocol == ServerProtocol::Grpc ? "" : fmt::format(", httpVersion: \"{}\"", http2 ? "2" : "1.1");
  std::string out = "import { fromJsonString, toJsonString } from \"@bufbuild/protobuf\";\n";
  out += "import { createClient } from \"@connectrpc/connect\";\n";
  out += fmt::format("import {{ {} }} from \"@connectrpc/connect-node\";\n", transport);
  out += typeScriptImports(method) + "\n";
  out += typeScriptRequests(request) + typeScriptOptions(request);
  out += fmt::format("const transport = {}({{ baseUrl: {}{} }});\n", transport, codeQuoted(request.baseUrl()),
                     version);
  out += fmt::format("const client = createClient({}, transport);\n", serviceName(method));
  std::string given = "requests[0]";
  if (request.clientStreams()) {
    out += "async function* all() {\n  yield* requests;\n}\n";
    given = "all()";
  }
  const std::string call = fmt::format("client.{}({}, options)", camelCase(method.name), given);
  const std::string shown = fmt::format("toJsonString({}, response)", typeScriptType(method.responseName));
  if (request.serverStreams())
    return out + fmt::format("for await (const response of {}) {{\n  console.log({});\n}}", call, shown);
  return out + fmt::format("const response = await {};\nconsole.log({});", call, shown);
}

}  // namespace bascule::exporting
