// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/json_writer.h"

#include <utility>

#include <fmt/format.h>

#include "bridge/base/ascii.h"
#include "bridge/base/text.h"

namespace bascule::exporting {
namespace {

/// Recursive descent over RFC 8259; copies tokens, drops white space.
class Compactor {
 public:
  explicit Compactor(std::string_view text) : rest_(text) { out_.reserve(text.size()); }

  std::optional<std::string> run() {
    skip();
    if (!value(0)) return std::nullopt;
    skip();
    if (!rest_.empty()) return std::nullopt;
    return std::move(out_);
  }

 private:
  static constexpr int kMaxDepth = 100;

  bool value(int depth) {
    if (rest_.empty() || depth > kMaxDepth) return false;
    switch (rest_.front()) {
      case '{':
        return members(depth, '}', true);
      case '[':
        return members(depth, ']', false);
      case '"':
        return string();
      case 't':
        return literal("true");
      case 'f':
        return literal("false");
      case 'n':
        return literal("null");
      default:
        return number();
    }
  }

  bool members(int depth, char close, bool named) {
    copy();
    skip();
    if (accept(close)) return true;
    for (;;) {
      if (named && !(string() && (skip(), accept(':')))) return false;
      skip();
      if (!value(depth + 1)) return false;
      skip();
      if (accept(close)) return true;
      if (!accept(',')) return false;
      skip();
    }
  }

  bool string() {
    if (!accept('"')) return false;
    while (!rest_.empty() && rest_.front() != '"') {
      copyPlain();
      if (rest_.empty()) return false;
      if (static_cast<unsigned char>(rest_.front()) < 0x20) return false;
      if (rest_.front() == '\\' && !escape()) return false;
      if (rest_.empty()) return false;
      if (rest_.front() != '"' || escaped_) copy();
      escaped_ = false;
    }
    return accept('"');
  }

  /// Copies all of an escape but its last character, which string() copies.
  bool escape() {
    copy();
    if (rest_.empty()) return false;
    escaped_ = true;
    if (rest_.front() != 'u') return std::string_view("\"\\/bfnrt").contains(rest_.front());
    for (int i = 0; i < 4; ++i) {
      copy();
      const char c = rest_.empty() ? 'x' : ascii::toLower(rest_.front());
      if (!ascii::isDigit(c) && (c < 'a' || c > 'f')) return false;
    }
    return true;
  }

  bool number() {
    accept('-');
    if (!accept('0') && !digits()) return false;
    if (accept('.') && !digits()) return false;
    if (accept('e') || accept('E')) {
      if (!accept('+')) accept('-');
      return digits();
    }
    return true;
  }

  bool digits() {
    if (rest_.empty() || !ascii::isDigit(rest_.front())) return false;
    while (!rest_.empty() && ascii::isDigit(rest_.front())) copy();
    return true;
  }

  bool literal(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    out_ += word;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool accept(char c) {
    if (!rest_.starts_with(c)) return false;
    copy();
    return true;
  }
  /// All that is neither the end of a string nor of special meaning in it.
  void copyPlain() {
    std::size_t plain = 0;
    while (plain < rest_.size() && rest_[plain] != '"' && rest_[plain] != '\\' &&
           static_cast<unsigned char>(rest_[plain]) >= 0x20)
      ++plain;
    out_ += rest_.substr(0, plain);
    rest_.remove_prefix(plain);
  }
  void copy() {
    out_ += rest_.front();
    rest_.remove_prefix(1);
  }
  void skip() {
    const auto next = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next);
  }

  std::string_view rest_;
  std::string out_;
  bool escaped_ = false;
};

}  // namespace

void JsonWriter::separate() {
  if (std::exchange(afterKey_, false)) return;
  if (hasMembers_.back()) out_ += ',';
  hasMembers_.back() = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  hasMembers_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  hasMembers_.pop_back();
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  text::appendJsonString(out_, name);
  out_ += ':';
  afterKey_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  text::appendJsonString(out_, text);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::count(std::uint64_t value) { return raw(std::to_string(value)); }
JsonWriter& JsonWriter::decimal(double value) { return raw(fmt::format("{:.3f}", value)); }
JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

std::string JsonWriter::take() {
  hasMembers_.assign(1, false);
  return std::exchange(out_, {});
}

std::optional<std::string> compactJson(std::string_view text) {
  if (!text::isUtf8(text)) return std::nullopt;
  return Compactor(text).run();
}

}  // namespace bascule::exporting
