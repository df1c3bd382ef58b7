// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/json_scanner.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "bridge/base/ascii.h"
#include "bridge/base/text.h"

namespace bascule::schema {
namespace {

class Scanner {
 public:
  Scanner(std::string_view json, const TranscodeLimits& limits) : json_(json), limits_(limits) {}

  Result<void> run() {
    if (!text::isUtf8(json_))
      return fail(ErrorCode::InvalidInput, "json_invalid", "The JSON text is not UTF-8.");
    scan();
    if (error_) return std::unexpected(std::move(*error_));
    return {};
  }

 private:
  /// What may come next.
  enum class Expect : std::uint8_t { Value, ValueOrEnd, KeyOrEnd, Key, CommaOrEnd, Nothing };

  void scan() {
    Expect expect = Expect::Value;
    for (;;) {
      skipSpace();
      if (at_ == json_.size()) {
        if (expect != Expect::Nothing) invalid("the text ends too early");
        return;
      }
      expect = step(expect);
      if (error_) return;
    }
  }

  Expect step(Expect expect) {
    const char c = json_[at_];
    switch (expect) {
      case Expect::Nothing:
        return invalid("something follows the value");
      case Expect::CommaOrEnd:
        if (c == ',') {
          ++at_;
          return open_.back() == '{' ? Expect::Key : Expect::Value;
        }
        return close(c, "expected ',' or the end");
      case Expect::KeyOrEnd:
        if (c == '}') return close(c, "");
        [[fallthrough]];
      case Expect::Key:
        return key();
      case Expect::ValueOrEnd:
        if (c == ']') return close(c, "");
        [[fallthrough]];
      case Expect::Value:
        return value();
    }
    return Expect::Nothing;
  }

  Expect close(char c, const char* otherwise) {
    if (open_.empty() || c != (open_.back() == '{' ? '}' : ']')) return invalid(otherwise);
    open_.pop_back();
    ++at_;
    return afterValue();
  }

  Expect afterValue() const { return open_.empty() ? Expect::Nothing : Expect::CommaOrEnd; }

  Expect key() {
    if (json_[at_] != '"') return invalid("expected a key in double quotes");
    const std::size_t begin = at_;
    if (!string()) return Expect::Nothing;
    if (at_ - begin > limits_.jsonTokenBytes + 2) return tooLarge("a key");
    skipSpace();
    if (at_ == json_.size() || json_[at_] != ':') return invalid("expected ':'");
    ++at_;
    return Expect::Value;
  }

  Expect value() {
    if (++nodes_ > limits_.jsonNodes) return tooLarge("the number of values");
    const char c = json_[at_];
    if (c == '{' || c == '[') {
      if (open_.size() >= static_cast<std::size_t>(limits_.jsonDepth)) return tooDeep();
      open_.push_back(c);
      ++at_;
      return c == '{' ? Expect::KeyOrEnd : Expect::ValueOrEnd;
    }
    if (c == '"') return string() ? afterValue() : Expect::Nothing;
    if (c == '-' || ascii::isDigit(c)) return number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!json_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return afterValue();
    }
    return invalid("expected a value");
  }

  bool digits() {
    const std::size_t begin = at_;
    while (at_ < json_.size() && ascii::isDigit(json_[at_])) ++at_;
    return at_ > begin;
  }

  Expect number() {
    const std::size_t begin = at_;
    if (json_[at_] == '-') ++at_;
    const bool zero = at_ < json_.size() && json_[at_] == '0';
    const std::size_t integer = at_;
    bool good = digits() && (!zero || at_ == integer + 1);
    if (good && at_ < json_.size() && json_[at_] == '.') {
      ++at_;
      good = digits();
    }
    if (good && at_ < json_.size() && (json_[at_] == 'e' || json_[at_] == 'E')) {
      ++at_;
      if (at_ < json_.size() && (json_[at_] == '+' || json_[at_] == '-')) ++at_;
      good = digits();
    }
    if (at_ - begin > limits_.jsonTokenBytes) return tooLarge("a number");
    return good ? afterValue() : invalid("malformed number");
  }

  bool string() {
    for (++at_; at_ < json_.size();) {
      const auto c = static_cast<unsigned char>(json_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return invalid("control character in a string"), false;
      if (c != '\\') {
        ++at_;
      } else if (!escape()) {
        return invalid("malformed escape"), false;
      }
    }
    return invalid("the text ends inside a string"), false;
  }

  bool escape() {
    if (at_ + 1 >= json_.size()) return false;
    const char kind = json_[at_ + 1];
    if (kind != 'u') {
      at_ += 2;
      return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
    }
    const int first = hex4(at_ + 2);
    if (first < 0 || (first >= 0xdc00 && first < 0xe000)) return false;
    if (first < 0xd800 || first >= 0xe000) {
      at_ += 6;
      return true;
    }
    const bool pair = json_.substr(std::min(at_ + 6, json_.size())).starts_with("\\u");
    const int second = pair ? hex4(at_ + 8) : -1;
    if (second < 0xdc00 || second >= 0xe000) return false;
    at_ += 12;
    return true;
  }

  int hex4(std::size_t at) const {
    if (at + 4 > json_.size()) return -1;
    int value = 0;
    for (const char c : json_.substr(at, 4)) {
      if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return -1;
      value = value * 16 + (ascii::isDigit(c) ? c - '0' : ascii::toLower(c) - 'a' + 10);
    }
    return value;
  }

  void skipSpace() {
    while (at_ < json_.size() && std::string_view(" \t\r\n").find(json_[at_]) != std::string_view::npos)
      ++at_;
  }

  std::string place() const {
    const std::string_view before = json_.substr(0, at_);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto lineStart = before.rfind('\n') + 1;  // npos + 1 == 0: the first line
    return "line " + std::to_string(line) + ", column " + std::to_string(at_ - lineStart + 1);
  }

  Expect invalid(const char* what) {
    if (!error_)
      error_ = Error{ErrorCode::InvalidInput, ErrorSide::Local, "json_invalid",
                     "JSON, " + place() + ": " + what + "."};
    return Expect::Nothing;
  }
  Expect tooDeep() {
    error_ = Error{ErrorCode::LimitExceeded, ErrorSide::Local, "json_too_deep",
                   "JSON, " + place() + ": nested deeper than " + std::to_string(limits_.jsonDepth) + "."};
    return Expect::Nothing;
  }
  Expect tooLarge(const char* what) {
    error_ = Error{ErrorCode::LimitExceeded, ErrorSide::Local, "json_too_large",
                   "JSON, " + place() + ": " + what + " is over the limit."};
    return Expect::Nothing;
  }

  std::string_view json_;
  const TranscodeLimits& limits_;
  std::size_t at_ = 0;
  std::size_t nodes_ = 0;
  std::vector<char> open_;
  std::optional<Error> error_;
};

void newLine(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(depth * 2, ' ');
}

}  // namespace

Result<void> scanJson(std::string_view json, const TranscodeLimits& limits) {
  return Scanner(json, limits).run();
}

std::string indentJson(std::string_view json) {
  std::string out;
  out.reserve(json.size() * 2);
  std::size_t depth = 0;
  bool inString = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inString) {
      out += c;
      if (c == '\\') out += json[++i];
      inString = c != '"';
      continue;
    }
    const bool empty = i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']');
    if (c == '}' || c == ']') newLine(out, --depth);
    out += c;
    if (c == ':') out += ' ';
    if (c == ',') newLine(out, depth);
    if ((c == '{' || c == '[') && empty) {
      out += json[++i];
    } else if (c == '{' || c == '[') {
      newLine(out, ++depth);
    }
    inString = c == '"';
  }
  return out;
}

}  // namespace bascule::schema
