// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/redaction.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "bridge/base/ascii.h"
#include "bridge/base/big_endian.h"

namespace bascule::capture {
namespace {

// Header names that carry credentials (threat C1 of the robustness reference).
constexpr std::array<std::string_view, 7> kDefaultPatterns = {
    "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "*-token", "*-secret"};
// Connect unary responses carry trailers as headers with this prefix.
constexpr std::string_view kTrailerPrefix = "trailer-";

/// One salt for the life of the process, so that equal values keep equal marks across sessions of a run.
const std::string& processSalt() {
  static const std::string salt = [] {
    std::array<unsigned char, 16> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    return std::string(bytes.begin(), bytes.end());
  }();
  return salt;
}

constexpr std::string_view kMark = "[masked";
constexpr std::string_view kDebugRedact = "debug_redact";

bool isPatternChar(char c) {
  constexpr std::string_view kTokenPunctuation = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
  return (c >= 'a' && c <= 'z') || ascii::isDigit(c) || kTokenPunctuation.contains(c);
}

bool isHeaderPattern(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, isPatternChar);
}

/// `acme.v1.User.email`, `*` allowed.
bool isFullName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return ascii::isDigit(c) || c == '.' || c == '_' || c == '*' ||
           (ascii::toLower(c) >= 'a' && ascii::toLower(c) <= 'z');
  });
}

std::string listed(std::string_view what, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? text : std::string(what) + " " + text;
}

/// Keyword and what it names; a line of one word is a header name.
std::pair<std::string_view, std::string_view> splitRule(std::string_view line) {
  const auto space = line.find_first_of(" \t");
  if (space == std::string_view::npos) return {"header", line};
  return {line.substr(0, space), ascii::trim(line.substr(space))};
}

}  // namespace

Redaction Redaction::defaults() {
  Redaction redaction;
  redaction.patterns_.assign(kDefaultPatterns.begin(), kDefaultPatterns.end());
  redaction.rules_.options.emplace_back(kDebugRedact);
  redaction.salt_ = processSalt();
  return redaction;
}

Redaction Redaction::none() { return {}; }

/// Takes one rule; what is wrong with it otherwise.
std::string_view Redaction::takeRule(std::string_view keyword, std::string_view name) {
  if (keyword == "header") {
    std::string pattern = ascii::lower(name);
    if (!isHeaderPattern(pattern)) return "is no header name; letters, digits, '-' and '*' are";
    patterns_.push_back(std::move(pattern));
    return {};
  }
  if (keyword == "mode") {
    if (name != "hash" && name != "mask") return "is not 'mode hash' or 'mode mask'";
    hashed_ = name == "hash";
    return {};
  }
  if (keyword == "include") {
    if (name != "default") return "is not 'include default'";
    patterns_.insert(patterns_.end(), kDefaultPatterns.begin(), kDefaultPatterns.end());
    rules_.options.emplace_back(kDebugRedact);
    return {};
  }
  if (keyword != "field" && keyword != "type" && keyword != "option")
    return "is no rule; header, field, type, option, include and mode begin one";
  if (!isFullName(name)) return "is no full name as acme.v1.User.email";
  (keyword == "field" ? rules_.fields : keyword == "type" ? rules_.types : rules_.options).emplace_back(name);
  return {};
}

Result<Redaction> Redaction::fromText(std::string_view text, std::string_view fileName) {
  Redaction redaction;
  redaction.salt_ = processSalt();
  int lineNumber = 0;
  while (!text.empty()) {
    ++lineNumber;
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = ascii::trim(line);
    if (line.empty() || line.starts_with('#')) continue;
    const auto [keyword, name] = splitRule(line);
    if (const std::string_view wrong = redaction.takeRule(keyword, name); !wrong.empty()) {
      return fail(ErrorCode::InvalidInput, "redaction_pattern",
                  std::string(fileName) + ":" + std::to_string(lineNumber) + ": '" + std::string(line) +
                      "' " + std::string(wrong));
    }
  }
  return redaction;
}

void Redaction::setSchema(schema::SchemaPtr schema) {
  messages_.reset();
  if (schema == nullptr || rules_.empty()) return;
  schema::MaskMarks marks;
  // By value: the mask outlives this object in its copies.
  marks.text = [marker = *this](std::string_view value) { return marker.mask(value); };
  if (hashed_) {
    marks.number = [marker = *this](std::uint64_t value) {
      return marker.hash(std::to_string(value)) & 0x7fffffffU;
    };
  }
  auto messages = std::make_shared<const schema::MessageMask>(std::move(schema), rules_, std::move(marks));
  if (messages->any()) messages_ = std::move(messages);
}

std::string Redaction::statement() const {
  std::string text;
  for (const std::string& part :
       {listed("values of the header fields", patterns_), listed("the message fields", rules_.fields),
        listed("messages of type", rules_.types), listed("message fields with the option", rules_.options)}) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  }
  if (text.empty()) return "Nothing is masked.";
  return "Masked: " + text + (hashed_ ? ". Equal marks stand for equal values." : ".");
}

bool Redaction::isMark(std::string_view value) { return value.starts_with(kMark) && value.ends_with(']'); }

bool Redaction::masks(std::string_view name) const {
  // Asked for every header of every call that leaves: most patterns need no matching.
  const auto matchesAny = [this](std::string_view candidate) {
    return std::ranges::any_of(patterns_, [candidate](const std::string& pattern) {
      if (!pattern.starts_with('*') && std::string_view(pattern).substr(0, 1) != candidate.substr(0, 1))
        return false;
      const auto star = pattern.find('*');
      if (star == std::string::npos) return pattern == candidate;
      const bool isEnding = star == 0 && pattern.find('*', 1) == std::string::npos;
      return isEnding ? candidate.ends_with(std::string_view(pattern).substr(1))
                      : ascii::matchesGlob(pattern, candidate);
    });
  };
  if (matchesAny(name)) return true;
  return name.starts_with(kTrailerPrefix) && matchesAny(name.substr(kTrailerPrefix.size()));
}

std::uint32_t Redaction::hash(std::string_view value) const {
  const std::string salted = salt_ + std::string(value);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
  return static_cast<std::uint32_t>(big_endian::read({reinterpret_cast<const char*>(digest.data()), 4}));
}

std::string Redaction::mask(std::string_view value) const {
  if (isMark(value)) return std::string(value);
  if (!hashed_) return std::string(kMark) + "]";
  return fmt::format("{} sha256:{:08x}]", kMark, hash(value));
}

}  // namespace bascule::capture
