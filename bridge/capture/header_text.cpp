// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/header_text.h"

#include <algorithm>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/base/big_endian.h"
#include "bridge/capture/message_redaction.h"

namespace bascule::capture {
namespace {

void appendEscaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        out += c;
    }
  }
}

std::string unescaped(std::string_view value) {
  if (!value.contains('\\')) return std::string(value);
  std::string out;
  out.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      ++i;
      out += value[i] == 'n' ? '\n' : value[i];
    } else {
      out += value[i];
    }
  }
  return out;
}

void appendLine(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  appendEscaped(out, value);
  out += '\n';
}

constexpr std::string_view kDetailsField = "grpc-status-details-bin";
// One flag byte and a big-endian length (gRPC over HTTP/2, Connect streams).
constexpr std::size_t kPrefix = 5;

bool isEnveloped(std::string_view body) {
  return body.size() >= kPrefix && big_endian::read(body.substr(1, kPrefix - 1)) == body.size() - kPrefix;
}

using FactMember = std::pair<std::string_view, std::string_view HeadFacts::*>;
constexpr std::array<FactMember, 5> kFacts = {{
    {":method", &HeadFacts::method},
    {":scheme", &HeadFacts::scheme},
    {":authority", &HeadFacts::authority},
    {":path", &HeadFacts::target},
    {":url", &HeadFacts::url},
}};
using ParsedMember = std::pair<std::string_view, std::string ParsedHead::*>;
constexpr std::array<ParsedMember, 5> kParsed = {{
    {":method", &ParsedHead::method},
    {":scheme", &ParsedHead::scheme},
    {":authority", &ParsedHead::authority},
    {":path", &ParsedHead::target},
    {":url", &ParsedHead::url},
}};

/// Walks JSON text far enough to find the strings that are values of secret keys.
class JsonMasker {
 public:
  JsonMasker(std::string text, const Redaction& redaction)
      : owned_(std::move(text)), text_(owned_), redaction_(redaction) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '"') return string();
    if (c == '[') ++arrays_;
    if (c == ']') --arrays_;
    // A value ends at a comma outside an array or where its object ends or a new one begins.
    if (c == '{' || c == '}' || (c == ',' && arrays_ <= keyDepth_)) secret_ = false;
    out_ += c;
    ++at_;
  }

  void string() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    const std::string_view content = text_.substr(at_ + 1, end - at_ - 1);
    std::size_t next = std::min(end + 1, text_.size());
    while (next < text_.size() && std::string_view(" \t\r\n").contains(text_[next])) ++next;
    const bool isKey = next < text_.size() && text_[next] == ':';
    if (isKey) {
      secret_ = redaction_.masks(ascii::lower(content));
      keyDepth_ = arrays_;
    }
    out_ += '"';
    out_ += secret_ && !isKey ? redaction_.mask(content) : std::string(content);
    if (end < text_.size()) out_ += '"';
    at_ = std::min(end + 1, text_.size());
  }

  std::string owned_;
  std::string_view text_;
  const Redaction& redaction_;
  std::string out_;
  std::size_t at_ = 0;
  int arrays_ = 0;
  int keyDepth_ = 0;
  bool secret_ = false;
};

std::string maskLines(std::string_view text, const Redaction& redaction) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    const auto colon = line.find(':');
    const std::string name = ascii::lower(ascii::trim(line.substr(0, std::min(colon, line.size()))));
    const bool details = name == kDetailsField && redaction.messages() != nullptr;
    if (colon == std::string_view::npos || !(details || redaction.masks(name))) {
      out += line;
      continue;
    }
    const std::size_t stop = line.find_last_not_of("\r\n") + 1;
    const std::size_t value = std::max(colon + 1, std::min(line.find_first_not_of(" \t", colon + 1), stop));
    out += line.substr(0, value);
    const std::string_view secret = line.substr(value, stop - value);
    out += details ? maskDetailsHeader(secret, redaction) : redaction.mask(secret);
    out += line.substr(stop);
  }
  return out;
}

}  // namespace

std::string headerText(const HeadFacts& facts, const http::HeadersView& headers, const Redaction& redaction) {
  std::string out;
  for (const auto& [name, member] : kFacts) {
    if (!(facts.*member).empty()) appendLine(out, name, facts.*member);
  }
  for (const http::Field field : headers) {
    if (redaction.masks(field.name)) {
      appendLine(out, field.name, redaction.mask(field.value));
    } else if (field.name == kDetailsField && redaction.messages() != nullptr) {
      appendLine(out, field.name, maskDetailsHeader(field.value, redaction));
    } else {
      appendLine(out, field.name, field.value);
    }
  }
  return out;
}

ParsedHead parseHeaderText(std::string_view text) {
  ParsedHead head;
  head.fields.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')));
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto colon = line.find(": ", 1);
    const std::string_view name = line.substr(0, colon);
    std::string value = colon == std::string_view::npos ? "" : unescaped(line.substr(colon + 2));
    const auto fact =
        name.starts_with(':') ? std::ranges::find(kParsed, name, &ParsedMember::first) : kParsed.end();
    if (fact != kParsed.end()) {
      head.*(fact->second) = std::move(value);
    } else {
      head.fields.push_back({std::string(name), std::move(value)});
    }
  }
  return head;
}

std::string redactEndBody(std::string_view body, const Redaction& redaction) {
  // Ends of streams come with their envelope, whose length the marks change.
  if (isEnveloped(body)) {
    const std::string content = redactEndBody(body.substr(kPrefix), redaction);
    std::string out(1, body.front());
    big_endian::put(out, content.size(), kPrefix - 1);
    return out + content;
  }
  if (body.starts_with('{')) return JsonMasker(maskDetailsJson(body, redaction), redaction).run();
  return maskLines(body, redaction);
}

}  // namespace bascule::capture
