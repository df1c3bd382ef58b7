// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of grpc/reflection/v1/reflection.proto are read and written here field by field: four
// numbers each way are less than a descriptor of them.
#include "bridge/schema/reflection.h"

#include <deque>
#include <optional>
#include <set>
#include <utility>

#include <google/protobuf/descriptor.pb.h>

#include "bridge/schema/builtin_files.h"
#include "bridge/schema/schema_builder.h"
#include "bridge/schema/schema_limits.h"
#include "bridge/schema/wire_reader.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

// ServerReflectionRequest
constexpr std::uint32_t kFileByName = 3;
constexpr std::uint32_t kFileWithSymbol = 4;
constexpr std::uint32_t kListServices = 7;
// ServerReflectionResponse
constexpr std::uint32_t kFilesReply = 4;
constexpr std::uint32_t kServicesReply = 6;
constexpr std::uint32_t kErrorReply = 7;

constexpr std::string_view kOwnServices = "grpc.reflection.";

std::string request(std::uint32_t field, std::string_view value) {
  std::string out(1, static_cast<char>(field << 3 | 2));
  std::size_t size = value.size();
  for (; size >= 128; size >>= 7) out += static_cast<char>((size & 127) | 128);
  out += static_cast<char>(size);
  return out.append(value);
}

/// Payloads of the fields `number` (length-delimited) of a message; nothing if it is malformed.
std::optional<std::vector<std::string_view>> fieldsOf(std::string_view message, std::uint32_t number) {
  std::vector<std::string_view> found;
  WireReader reader(message);
  while (const auto field = reader.next()) {
    if (field->number != number || field->type != WireType::Bytes) continue;
    found.push_back(message.substr(field->valueBegin, field->valueEnd - field->valueBegin));
  }
  if (reader.failed()) return std::nullopt;
  return found;
}

}  // namespace

struct ReflectionSession::Impl {
  pb::FileDescriptorSet files;
  std::set<std::string, std::less<>> known;  // names of files received
  std::set<std::string, std::less<>> asked;  // names of files and symbols asked for
  std::size_t waiting = 0;                   // requests without a response
  std::size_t bytes = 0;
  std::string serverError;
  std::optional<Result<SchemaPtr>> result;

  void ask(std::uint32_t field, std::string_view value, std::vector<std::string>& out) {
    if (!asked.emplace(value).second) return;
    ++waiting;
    out.push_back(request(field, value));
  }

  void giveUp(ErrorCode code, std::string_view cause, std::string message) {
    result = fail(code, cause, std::move(message), ErrorSide::Upstream);
  }

  void onServices(std::string_view reply, std::vector<std::string>& out) {
    const auto services = fieldsOf(reply, 1);
    if (!services) return giveUpMalformed();
    if (services->size() > kMaxSchemaFiles) return giveUpTooLarge();
    for (const std::string_view service : *services) {
      const auto names = fieldsOf(service, 1);
      if (!names) return giveUpMalformed();
      if (!names->empty() && !names->back().starts_with(kOwnServices))
        ask(kFileWithSymbol, names->back(), out);
    }
  }

  void onFiles(std::string_view reply, std::vector<std::string>& out) {
    const auto received = fieldsOf(reply, 1);
    if (!received) return giveUpMalformed();
    const int before = files.file_size();
    for (const std::string_view serialized : *received) {
      bytes += serialized.size();
      if (bytes > kMaxSchemaBytes || known.size() >= kMaxSchemaFiles) return giveUpTooLarge();
      pb::FileDescriptorProto file;
      if (!file.ParseFromArray(serialized.data(), static_cast<int>(serialized.size())))
        return giveUpMalformed();
      if (!known.insert(file.name()).second) continue;
      *files.add_file() = std::move(file);
    }
    // Servers differ: some send the imports along, some only when asked for each.
    for (int i = before; i < files.file_size(); ++i) {
      for (const std::string& import : files.file(i).dependency()) {
        if (!known.contains(import) && builtinFile(import) == nullptr) ask(kFileByName, import, out);
      }
    }
  }

  void onError(std::string_view reply) {
    const auto texts = fieldsOf(reply, 2);
    if (!texts) return giveUpMalformed();
    if (serverError.empty()) serverError = texts->empty() ? "no reason given" : std::string(texts->back());
  }

  void giveUpMalformed() {
    giveUp(ErrorCode::InvalidInput, "reflection_malformed",
           "The server's reflection sent a malformed message.");
  }
  void giveUpTooLarge() {
    giveUp(ErrorCode::LimitExceeded, "reflection_too_large",
           "The server's reflection describes more than is accepted.");
  }

  /// All is received: builds what can be built.
  void finish() {
    if (files.file_size() == 0) {
      giveUp(ErrorCode::NotFound, "reflection_empty",
             "The server's reflection names no services" + (serverError.empty() ? "." : ": " + serverError));
      return;
    }
    SchemaBuilder tolerant;
    (void)tolerant.add(files, SchemaBuilder::OnError::Skip);
    SchemaPtr schema = tolerant.finish();
    // Nothing usable: then say what is wrong with it.
    result = schema->methods().empty() ? Schema::build(files) : Result<SchemaPtr>(std::move(schema));
  }
};

ReflectionSession::ReflectionSession() : impl_(std::make_unique<Impl>()) {}
ReflectionSession::~ReflectionSession() = default;

std::vector<std::string> ReflectionSession::start() {
  impl_->waiting = 1;
  return {request(kListServices, "*")};
}

std::vector<std::string> ReflectionSession::onMessage(std::string_view response) {
  std::vector<std::string> out;
  if (done()) return out;
  Impl& state = *impl_;
  if (state.waiting == 0) {
    state.giveUpMalformed();
    return out;
  }
  --state.waiting;
  WireReader reader(response);
  while (const auto field = reader.next()) {
    if (state.result) return {};
    if (field->type != WireType::Bytes) continue;
    const auto payload = response.substr(field->valueBegin, field->valueEnd - field->valueBegin);
    if (field->number == kServicesReply) state.onServices(payload, out);
    if (field->number == kFilesReply) state.onFiles(payload, out);
    if (field->number == kErrorReply) state.onError(payload);
  }
  if (reader.failed()) state.giveUpMalformed();
  if (state.result) return {};
  if (state.waiting == 0) state.finish();
  return out;
}

bool ReflectionSession::done() const { return impl_->result.has_value(); }

Result<SchemaPtr> ReflectionSession::result() const {
  if (impl_->result) return *impl_->result;
  return fail(ErrorCode::Unavailable, "reflection_unfinished",
              "The server's reflection has not answered everything.", ErrorSide::Upstream);
}

}  // namespace bascule::schema
