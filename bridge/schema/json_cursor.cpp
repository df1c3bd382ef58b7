// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/schema/json_cursor.h"

#include <algorithm>
#include <utility>

#include "bridge/base/ascii.h"
#include "bridge/schema/json_numbers.h"
#include "bridge/schema/text_scan.h"

namespace bascule::schema {
namespace {

void appendUtf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += {static_cast<char>(0xc0 | code >> 6), tail(0)};
  } else if (code < 0x10000) {
    out += {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  } else {
    out += {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
  }
}

}  // namespace

bool JsonCursor::startValue(char& first) {
  if (!next(first)) return false;
  tokenBegin_ = at_;
  return ++nodes_ <= limits_.jsonNodes || limit("json_too_large", "the number of values is over the limit");
}

bool JsonCursor::open() {
  if (depth_ >= limits_.jsonDepth) {
    return limit("json_too_deep", "nested deeper than " + std::to_string(limits_.jsonDepth));
  }
  ++depth_;
  ++at_;
  return true;
}

JsonCursor::Step JsonCursor::member(bool isFirst, std::string_view& key) {
  char c = 0;
  if (!next(c)) return Step::Failed;
  if (c == '}') {
    ++at_;
    --depth_;
    return Step::End;
  }
  if (!isFirst) {
    if (c != ',') return invalid("expected ',' or the end"), Step::Failed;
    ++at_;
    if (!next(c)) return Step::Failed;
  }
  if (c != '"') return invalid("expected a key in double quotes"), Step::Failed;
  keyBegin_ = at_;
  if (!string(key)) return Step::Failed;
  keyEnd_ = at_;
  if (keyEnd_ - keyBegin_ > limits_.jsonTokenBytes + 2) {
    return limit("json_too_large", "a key is over the limit"), Step::Failed;
  }
  if (!next(c)) return Step::Failed;
  if (c != ':') return invalid("expected ':'"), Step::Failed;
  ++at_;
  return Step::More;
}

JsonCursor::Step JsonCursor::element(bool isFirst) {
  char c = 0;
  if (!next(c)) return Step::Failed;
  if (c == ']') {
    ++at_;
    --depth_;
    return Step::End;
  }
  if (isFirst) return Step::More;
  if (c != ',') return invalid("expected ',' or the end"), Step::Failed;
  ++at_;
  return Step::More;
}

bool JsonCursor::string(std::string_view& out) {
  tokenBegin_ = at_++;
  const std::size_t begin = at_;
  for (;;) {
    at_ += plainInput(json_.substr(at_));
    if (at_ == json_.size()) return invalid("the text ends inside a string");
    if (json_[at_] == '"') {
      out = json_.substr(begin, at_ - begin);
      ++at_;
      return true;
    }
    if (json_[at_] == '\\') return escaped(begin, out);
    if (!character()) return false;
  }
}

/// A string that needs a copy, from its first escape on.
bool JsonCursor::escaped(std::size_t begin, std::string_view& out) {
  unescaped_.assign(json_, begin, at_ - begin);
  for (;;) {
    const std::size_t from = at_;
    at_ += plainInput(json_.substr(at_));
    unescaped_.append(json_, from, at_ - from);
    if (at_ == json_.size()) return invalid("the text ends inside a string");
    if (json_[at_] == '"') {
      out = unescaped_;
      ++at_;
      return true;
    }
    if (json_[at_] == '\\') {
      if (!escape()) return invalid("malformed escape");
    } else {
      const std::size_t one = at_;
      if (!character()) return false;
      unescaped_.append(json_, one, at_ - one);
    }
  }
}

/// A character that is neither plain nor an end nor an escape.
bool JsonCursor::character() {
  if (static_cast<unsigned char>(json_[at_]) < 0x20) return invalid("control character in a string");
  const Character front = frontCharacter(json_.substr(at_));
  if (front.length == 0) return invalid("the text is not UTF-8");
  at_ += front.length;
  return true;
}

bool JsonCursor::escape() {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (at_ + 1 >= json_.size()) return false;
  if (json_[at_ + 1] != 'u') {
    const std::size_t named = kNames.find(json_[at_ + 1]);
    if (named == std::string_view::npos) return false;
    unescaped_ += kMeanings[named];
    at_ += 2;
    return true;
  }
  const int first = hex4(at_ + 2);
  if (first < 0 || (first >= 0xdc00 && first < 0xe000)) return false;
  if (first < 0xd800 || first >= 0xe000) {
    appendUtf8(unescaped_, static_cast<std::uint32_t>(first));
    at_ += 6;
    return true;
  }
  const bool pair = json_.substr(std::min(at_ + 6, json_.size())).starts_with("\\u");
  const int second = pair ? hex4(at_ + 8) : -1;
  if (second < 0xdc00 || second >= 0xe000) return false;
  appendUtf8(unescaped_, static_cast<std::uint32_t>(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)));
  at_ += 12;
  return true;
}

int JsonCursor::hex4(std::size_t at) const {
  if (at + 4 > json_.size()) return -1;
  int value = 0;
  for (const char c : json_.substr(at, 4)) {
    const char lower = ascii::toLower(c);
    const bool letter = lower >= 'a' && lower <= 'f';
    if (!letter && !ascii::isDigit(c)) return -1;
    value = value * 16 + (letter ? lower - 'a' + 10 : c - '0');
  }
  return value;
}

bool JsonCursor::number(std::string_view& out) {
  const NumberToken token = scanNumber(json_.substr(at_));
  tokenBegin_ = at_;
  at_ += token.length;
  out = json_.substr(tokenBegin_, token.length);
  if (token.length > limits_.jsonTokenBytes) return limit("json_too_large", "a number is over the limit");
  return token.good || invalid("malformed number");
}

bool JsonCursor::word(std::string_view expected) {
  tokenBegin_ = at_;
  if (!json_.substr(at_).starts_with(expected)) return invalid("expected a value");
  at_ += expected.size();
  return true;
}

bool JsonCursor::skip(char first) {
  std::string_view ignored;
  switch (first) {
    case '"':
      return string(ignored);
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    case '{':
    case '[':
      break;
    default:
      if (first == '-' || ascii::isDigit(first)) return number(ignored);
      return invalid("expected a value");
  }
  if (!open()) return false;
  for (bool isFirst = true;; isFirst = false) {
    const Step step = first == '{' ? member(isFirst, ignored) : element(isFirst);
    if (step != Step::More) return step == Step::End;
    char inner = 0;
    if (!startValue(inner) || !skip(inner)) return false;
  }
}

bool JsonCursor::finish() {
  skipSpace();
  return at_ == json_.size() || invalid("something follows the value");
}

void JsonCursor::rewind(std::size_t position, int depth, std::size_t nodes) {
  at_ = position;
  depth_ = depth;
  nodes_ = nodes;
}

bool JsonCursor::wrongValue(std::string what) {
  return problem(ErrorCode::InvalidInput, "json_invalid", std::move(what), tokenBegin_);
}

bool JsonCursor::invalidAt(std::size_t position, std::string what) {
  return problem(ErrorCode::InvalidInput, "json_invalid", std::move(what), position);
}

bool JsonCursor::limit(std::string_view cause, std::string what) {
  return problem(ErrorCode::LimitExceeded, cause, std::move(what), at_);
}

bool JsonCursor::failed(Error error) {
  if (!error_) {
    error_ = std::move(error);
    placed_ = false;
  }
  return false;
}

bool JsonCursor::problem(ErrorCode code, std::string_view cause, std::string what, std::size_t at) {
  if (!error_) {
    error_ = Error{code, ErrorSide::Local, std::string(cause), std::move(what)};
    errorAt_ = at;
  }
  return false;
}

Error JsonCursor::takeError(std::string_view path) {
  Error error = std::move(*error_);
  if (!placed_) return error;
  const std::string_view before = json_.substr(0, errorAt_);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto lineStart = before.rfind('\n') + 1;  // npos + 1 == 0: the first line
  std::string place =
      "JSON, line " + std::to_string(line) + ", column " + std::to_string(errorAt_ - lineStart + 1) + ": ";
  if (!path.empty()) place.append(path).append(": ");
  error.message = place + error.message + ".";
  return error;
}

}  // namespace bascule::schema
