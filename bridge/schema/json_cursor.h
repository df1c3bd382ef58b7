// SPDX-License-Identifier: GPL-3.0-or-later
// `JsonCursor`: walks JSON text (RFC 8259) strictly and within bounds, value by value, in one pass without a
// tree. Every function that returns bool leaves an error behind when it returns false; the first one stays.
// Private to the schema floor. Thread: not shared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/base/error.h"
#include "bridge/schema/transcoder.h"

namespace bascule::schema {

class JsonCursor {
 public:
  /// Both arguments must outlive the cursor.
  JsonCursor(std::string_view json, const TranscodeLimits& limits) : json_(json), limits_(limits) {}

  /// Goes to the next value and counts it; `first` is its first character. To be followed by the function
  /// that reads it.
  bool startValue(char& first);

  enum class Step : std::uint8_t { More, End, Failed };
  /// Reads `{` or `[`.
  bool open();
  /// Goes to the next member and reads its key and colon. A key with escapes is valid until the next string.
  Step member(bool isFirst, std::string_view& key);
  /// Goes to the next element.
  Step element(bool isFirst);

  /// Reads a string; one with escapes is valid until the next one.
  bool string(std::string_view& out);
  /// Reads a number, gives its text.
  bool number(std::string_view& out);
  /// Reads `true`, `false` or `null`.
  bool word(std::string_view expected);
  /// Reads a value of any kind, its first character known.
  bool skip(char first);
  /// To be called after the outermost value.
  bool finish();

  std::size_t position() const { return at_; }
  std::size_t nodes() const { return nodes_; }
  /// Goes back to a place of an earlier position(), with the depth and the count of that place.
  void rewind(std::size_t position, int depth, std::size_t nodes);
  int depth() const { return depth_; }
  /// The last member's key as it is written, without the quotes, and its place.
  std::string_view keyText() const { return json_.substr(keyBegin_ + 1, keyEnd_ - keyBegin_ - 2); }
  std::size_t keyPosition() const { return keyBegin_; }

  /// Fails with `json_invalid` at the start of the last value or key, or where the cursor is.
  bool wrongValue(std::string what);
  bool invalid(std::string what) { return invalidAt(at_, std::move(what)); }
  bool invalidAt(std::size_t position, std::string what);
  /// Fails with an error that has no place in the text.
  bool failed(Error error);
  /// `path` names the member the error is in; empty if in none.
  Error takeError(std::string_view path);

 private:
  bool limit(std::string_view cause, std::string what);
  bool problem(ErrorCode code, std::string_view cause, std::string what, std::size_t at);
  bool escaped(std::size_t begin, std::string_view& out);
  bool escape();
  bool character();
  int hex4(std::size_t at) const;
  void skipSpace() {
    while (at_ < json_.size() && json_[at_] <= ' ' &&
           (json_[at_] == ' ' || json_[at_] == '\n' || json_[at_] == '\r' || json_[at_] == '\t'))
      ++at_;
  }
  bool next(char& c) {
    skipSpace();
    if (at_ == json_.size()) return invalid("the text ends too early");
    c = json_[at_];
    return true;
  }

  std::string_view json_;
  const TranscodeLimits& limits_;
  std::size_t at_ = 0;
  std::size_t tokenBegin_ = 0;
  std::size_t keyBegin_ = 0;
  std::size_t keyEnd_ = 0;
  std::size_t nodes_ = 0;
  int depth_ = 0;
  std::string unescaped_;
  std::optional<Error> error_;
  std::size_t errorAt_ = 0;
  bool placed_ = true;
};

}  // namespace bascule::schema
