// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/resend_draft.h"

#include <algorithm>

#include <fmt/format.h>

#include "bridge/base/ascii.h"
#include "bridge/schema/json_completion.h"
#include "bridge/schema/transcoder.h"
#include "ui/models/connect_end.h"
#include "ui/models/sheet.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using exporting::CallRequest;
using exporting::CallToSend;
using exporting::RequestField;

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Where the document that begins at `from` ends.
std::size_t documentEnd(std::string_view text, std::size_t from) {
  int depth = 0;
  bool inString = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\')
        ++i;
      else
        inString = c != '"';
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth <= 0) return i + 1;
    } else if (depth == 0 && isSpace(c)) {
      return i;
    }
  }
  return text.size();
}

Error wrong(std::string cause, std::string message) {
  return Error{ErrorCode::InvalidInput, ErrorSide::Local, std::move(cause), std::move(message)};
}

// A value that is only a mark was never recorded.
bool isMasked(const RequestField& field) { return field.value.find("[masked ") != std::string::npos; }

Result<std::vector<RequestField>> metadataOf(std::string_view text) {
  std::vector<RequestField> out;
  int line = 0;
  for (const std::string_view one : linesOf(text)) {
    ++line;
    const std::string_view trimmed = ascii::trim(one);
    if (trimmed.empty()) continue;
    const std::size_t colon = trimmed.find(':');
    const std::string name = ascii::lower(ascii::trim(trimmed.substr(0, colon)));
    if (colon == std::string_view::npos || !exporting::isFieldName(name))
      return std::unexpected(
          wrong("draft_metadata",
                Words::tr("Metadata, line %1: write it as name: value.").arg(line).toStdString()));
    if (exporting::isProtocolField(name))
      return std::unexpected(
          wrong("draft_metadata", Words::tr("Metadata, line %1: %2 is written by the protocol itself.")
                                      .arg(line)
                                      .arg(QString::fromStdString(name))
                                      .toStdString()));
    const std::string_view value = ascii::trim(trimmed.substr(colon + 1));
    if (!std::ranges::all_of(value,
                             [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }))
      return std::unexpected(
          wrong("draft_metadata",
                Words::tr("Metadata, line %1: a control character cannot be sent.").arg(line).toStdString()));
    out.push_back({name, std::string(value), false});
  }
  return out;
}

CallToSend frameOf(const CallRequest& request, rpc::ServerProtocol protocol) {
  CallToSend out;
  out.path = request.path();
  out.kind = request.method.kind;
  out.protocol = protocol;
  out.timeout = Duration(request.timeoutNs);
  return out;
}

// Which codec is used is of no matter to the server's answer; proto says exactly what was meant.
Result<std::string> messageOf(std::string_view json, const CallRequest& request,
                              const schema::Schema& schema) {
  if (!request.methodKnown) return std::string(json);
  return schema::jsonToProto(schema, request.method.requestType, json);
}

}  // namespace

std::vector<std::string_view> jsonDocuments(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && isSpace(text[at])) ++at;
    if (at == text.size()) return out;
    const std::size_t end = documentEnd(text, at);
    out.push_back(text.substr(at, end - at));
    at = end;
  }
}

ResendDraft draftOf(const CallRequest& request) {
  ResendDraft out;
  for (const RequestField& field : request.metadata)
    out.metadata += field.name + ": " + (isMasked(field) ? "" : field.value) + "\n";
  for (const std::string& json : request.json) {
    if (!out.messages.empty()) out.messages += "\n";
    out.messages += indentJson(json) + "\n";
  }
  return out;
}

Completions completeJson(const QString& text, qsizetype cursor, const CallRequest& request,
                         const schema::Schema& schema) {
  if (!request.methodKnown) return {};
  const QByteArray utf8 = text.toUtf8();
  const std::string_view json(utf8.constData(), static_cast<std::size_t>(utf8.size()));
  const auto at = static_cast<std::size_t>(text.first(cursor).toUtf8().size());
  const schema::JsonOffers found = schema::jsonOffers(schema, request.method.requestType, json, at);
  const auto units = [&](std::size_t bytes) {
    return QString::fromUtf8(utf8.first(static_cast<qsizetype>(bytes))).size();
  };
  Completions out{units(found.begin), units(found.end), {}};
  for (const schema::JsonOffer& offer : found.offers)
    out.offers.push_back({QString::fromStdString(offer.text), QString::fromStdString(offer.meaning)});
  return out;
}

Result<CallToSend> callOf(const ResendDraft& draft, const CallRequest& request, rpc::ServerProtocol protocol,
                          const schema::Schema& schema) {
  auto metadata = metadataOf(draft.metadata);
  if (!metadata) return std::unexpected(std::move(metadata.error()));
  for (const RequestField& field : request.metadata) {
    const auto given = std::ranges::find(*metadata, field.name, &RequestField::name);
    if (isMasked(field) && given != metadata->end() && given->value.empty())
      return std::unexpected(
          wrong("secret_missing", Words::tr("%1 was masked in the recording: fill it in, or remove the line.")
                                      .arg(QString::fromStdString(field.name))
                                      .toStdString()));
  }
  CallToSend out = frameOf(request, protocol);
  out.codec = request.methodKnown ? rpc::Codec::Proto : rpc::Codec::Json;
  out.metadata = std::move(*metadata);
  const auto documents = jsonDocuments(draft.messages);
  if (!request.clientStreams() && documents.size() != 1)
    return std::unexpected(
        wrong("draft_messages", documents.empty()
                                    ? Words::utf8("The method takes one message; {} is an empty one.")
                                    : Words::utf8("The method takes one message; here are several.")));
  for (std::size_t i = 0; i < documents.size(); ++i) {
    auto message = messageOf(documents[i], request, schema);
    if (!message)
      return std::unexpected(
          wrong(message.error().cause,
                (documents.size() > 1 ? Words::tr("Message %1: ").arg(i + 1) : Words::tr("Message: "))
                        .toStdString() +
                    message.error().message));
    out.messages.push_back(std::move(*message));
  }
  return out;
}

Result<CallToSend> callAsRecorded(const CallRequest& request, rpc::ServerProtocol protocol) {
  CallToSend out = frameOf(request, protocol);
  for (const RequestField& field : request.metadata) {
    if (isMasked(field))
      return std::unexpected(wrong(
          "secret_missing",
          Words::tr("%1 was masked in the recording").arg(QString::fromStdString(field.name)).toStdString()));
    out.metadata.push_back(field);
  }
  const bool asProto = !request.wire.empty() || request.json.empty();
  out.codec = asProto ? rpc::Codec::Proto : rpc::Codec::Json;
  out.messages = asProto ? request.wire : request.json;
  if (out.messages.empty() && !request.clientStreams())
    return std::unexpected(wrong("payload_cut", Words::utf8("the request was not recorded")));
  return out;
}

}  // namespace bascule::ui
