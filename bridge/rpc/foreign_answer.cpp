// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/foreign_answer.h"

#include <algorithm>
#include <array>

#include "bridge/base/text.h"
#include "bridge/rpc/detect.h"

namespace bascule::rpc {
namespace {

constexpr std::size_t kExcerptBytes = 1024;  // kept for the inspector, never sent to the client
constexpr std::size_t kTypeBytes = 100;      // of a content type, in a message

struct FamilyRow {
  Protocol protocol;
  std::string_view type;  ///< content type without its codec
  char separator;         ///< between it and the codec
  bool bare;              ///< the type alone means proto
};

constexpr std::array<FamilyRow, 6> kFamilies = {{
    {Protocol::ConnectUnary, "application", '/', false},
    {Protocol::ConnectGet, "application", '/', false},
    {Protocol::ConnectStream, "application/connect", '+', false},
    {Protocol::Grpc, "application/grpc", '+', true},
    {Protocol::GrpcWeb, "application/grpc-web", '+', true},
    {Protocol::GrpcWebText, "application/grpc-web-text", '+', true},
}};

AnswerType judge(std::string_view type, const FamilyRow& family, Codec codec) {
  if (!type.starts_with(family.type)) return AnswerType::Foreign;
  type.remove_prefix(family.type.size());
  if (type.empty()) return family.bare ? AnswerType::Right : AnswerType::Foreign;
  if (type.front() != family.separator) return AnswerType::Foreign;
  type.remove_prefix(1);
  if (type == name(codec)) return AnswerType::Right;
  // Behind `+` stands a codec, whatever its name; `application/...` may be anything.
  const bool isCodec = family.separator == '+' || type == name(Codec::Proto) || type == name(Codec::Json);
  return isCodec ? AnswerType::OtherCodec : AnswerType::Foreign;
}

std::string describe(const http::ResponseHead& head) {
  const std::string_view type = head.headers->find("content-type").value_or("");
  std::string text = "HTTP status " + std::to_string(head.status);
  return text +=
         type.empty() ? ", no content type" : ", content type " + text::toUtf8(type.substr(0, kTypeBytes));
}

Status foreignStatus(const http::ResponseHead& head, Protocol expected) {
  const Code code = codeFromHttpStatus(head.status);
  const std::string seen = ": " + describe(head);
  if (expected == Protocol::Grpc)
    return bridgeStatus(code, "answer_not_grpc", "the server's answer is not gRPC" + seen);
  if (isGrpcWeb(expected))
    return bridgeStatus(code, "answer_not_grpc_web", "the server's answer is not gRPC-Web" + seen);
  return bridgeStatus(code, "answer_not_connect", "the server's answer is not Connect" + seen);
}

}  // namespace

AnswerType answerType(std::string_view contentType, Protocol protocol, Codec codec) {
  const auto* const family = std::ranges::find(kFamilies, protocol, &FamilyRow::protocol);
  if (family == kFamilies.end()) return AnswerType::Foreign;
  // Nearly every answer has the type in its plain form; only others need the parsing.
  const AnswerType asItIs = judge(contentType, *family, codec);
  return asItIs == AnswerType::Right ? asItIs : judge(mediaType(contentType), *family, codec);
}

void ForeignAnswer::begin(const http::ResponseHead& head, Protocol expected, AnswerType type) {
  status_ = type == AnswerType::OtherCodec
                ? bridgeStatus(Code::Internal, "answer_other_codec",
                               "the server answers in another codec than it was asked in: " + describe(head))
                : foreignStatus(head, expected);
}

void ForeignAnswer::add(BytesView bytes) {
  excerpt_ += bytes.substr(0, kExcerptBytes - std::min(kExcerptBytes, excerpt_.size()));
}

}  // namespace bascule::rpc
