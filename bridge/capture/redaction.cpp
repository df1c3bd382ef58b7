// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/redaction.h"

#include <algorithm>
#include <array>

#include <openssl/rand.h>
#include <openssl/sha.h>

#include "bridge/base/ascii.h"

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

bool isPatternChar(char c) {
  constexpr std::string_view kTokenPunctuation = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
  return (c >= 'a' && c <= 'z') || ascii::isDigit(c) || kTokenPunctuation.contains(c);
}

}  // namespace

Redaction Redaction::defaults() {
  Redaction redaction;
  redaction.patterns_.assign(kDefaultPatterns.begin(), kDefaultPatterns.end());
  redaction.salt_ = processSalt();
  return redaction;
}

Redaction Redaction::none() { return {}; }

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
    std::string pattern = ascii::lower(line);
    if (!std::ranges::all_of(pattern, isPatternChar)) {
      return fail(ErrorCode::InvalidInput, "redaction_pattern",
                  std::string(fileName) + ":" + std::to_string(lineNumber) + ": '" + std::string(line) +
                      "' is no header name; letters, digits, '-' and '*' are");
    }
    redaction.patterns_.push_back(std::move(pattern));
  }
  return redaction;
}

std::string Redaction::statement() const {
  if (patterns_.empty()) return "Nothing is masked.";
  std::string names;
  for (const std::string& pattern : patterns_) names += (names.empty() ? "" : ", ") + pattern;
  return "Masked: values of the header fields " + names + ".";
}

bool Redaction::masks(std::string_view name) const {
  const auto matchesAny = [this](std::string_view candidate) {
    return std::ranges::any_of(patterns_, [candidate](const std::string& pattern) {
      return ascii::matchesGlob(pattern, candidate);
    });
  };
  if (matchesAny(name)) return true;
  return name.starts_with(kTrailerPrefix) && matchesAny(name.substr(kTrailerPrefix.size()));
}

std::string Redaction::mask(std::string_view value) const {
  const std::string salted = salt_ + std::string(value);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string mark = "[masked sha256:";
  for (std::size_t i = 0; i < 4; ++i) {
    mark += kHex[digest[i] >> 4];
    mark += kHex[digest[i] & 15];
  }
  return mark + "]";
}

std::string Redaction::apply(std::string_view name, std::string_view value) const {
  return masks(name) ? mask(value) : std::string(value);
}

}  // namespace bascule::capture
