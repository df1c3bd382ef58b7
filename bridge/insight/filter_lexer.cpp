// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/filter_lexer.h"

#include <algorithm>
#include <array>

#include "bridge/base/ascii.h"

namespace bascule::insight {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kKeyPunctuation = "._-#/*";  // `*` in header names

bool isSpace(char c) { return kSpace.contains(c); }
bool isKeyChar(char c) {
  return ascii::isDigit(c) || (ascii::toLower(c) >= 'a' && ascii::toLower(c) <= 'z') ||
         kKeyPunctuation.contains(c);
}

struct OpText {
  std::string_view text;
  FilterOp op;
};
// Longer spellings first.
constexpr std::array<OpText, 7> kOps = {{{":>=", FilterOp::GreaterEqual},
                                         {":<=", FilterOp::LessEqual},
                                         {":>", FilterOp::Greater},
                                         {":<", FilterOp::Less},
                                         {":", FilterOp::Has},
                                         {"=", FilterOp::Equals},
                                         {"~", FilterOp::Regex}}};

struct Keyword {
  std::string_view text;
  Lexeme::Type type;
};
constexpr std::array<Keyword, 3> kKeywords = {
    {{"and", Lexeme::Type::And}, {"or", Lexeme::Type::Or}, {"not", Lexeme::Type::Not}}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Lexeme> run() {
    while (skipSpace()) lexemes_.push_back(next());
    return std::move(lexemes_);
  }

 private:
  bool skipSpace() {
    while (at_ < text_.size() && isSpace(text_[at_])) ++at_;
    return at_ < text_.size();
  }

  Lexeme next() {
    Lexeme lexeme;
    lexeme.begin = lexeme.valueBegin = at_;
    const char c = text_[at_];
    if (c == '(' || c == ')') {
      ++at_;
      lexeme.type = c == '(' ? Lexeme::Type::Open : Lexeme::Type::Close;
    } else if (c == '-' && at_ + 1 < text_.size() && !isSpace(text_[at_ + 1]) && text_[at_ + 1] != ')') {
      ++at_;
      lexeme.type = Lexeme::Type::Not;
    } else if (c == '"') {
      takeQuoted(lexeme);
    } else if (!takeTerm(lexeme)) {
      takeWord(lexeme);
    }
    lexeme.end = at_;
    return lexeme;
  }

  /// A key with an operator behind it.
  bool takeTerm(Lexeme& lexeme) {
    std::size_t end = at_;
    while (end < text_.size() && isKeyChar(text_[end])) ++end;
    if (end == at_) return false;
    const auto op = std::ranges::find_if(
        kOps, [&](const OpText& row) { return text_.substr(end).starts_with(row.text); });
    if (op == kOps.end()) return false;
    lexeme.type = Lexeme::Type::Term;
    lexeme.key = text_.substr(at_, end - at_);
    lexeme.op = op->op;
    lexeme.keyEnd = end;
    at_ = lexeme.valueBegin = end + op->text.size();
    if (at_ < text_.size() && text_[at_] == '"') {
      takeQuoted(lexeme);
    } else {
      lexeme.text = takeBare();
    }
    return true;
  }

  void takeWord(Lexeme& lexeme) {
    lexeme.text = takeBare();
    if (lexeme.text.empty()) lexeme.text = text_[at_++];
    const auto keyword = std::ranges::find_if(
        kKeywords, [&](const Keyword& row) { return ascii::equalsIgnoreCase(row.text, lexeme.text); });
    if (keyword != kKeywords.end()) lexeme.type = keyword->type;
  }

  void takeQuoted(Lexeme& lexeme) {
    lexeme.quoted = true;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      const bool escape = text_[at_] == '\\' && at_ + 1 < text_.size();
      // Only quote and backslash are escaped: a regular expression keeps its own backslashes.
      if (escape && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) ++at_;
      lexeme.text += text_[at_];
    }
    lexeme.unclosed = at_ >= text_.size();
    if (!lexeme.unclosed) ++at_;
  }

  /// Up to white space or a parenthesis that was not opened inside: `message~a(b|c)` is one term.
  std::string takeBare() {
    const std::size_t begin = at_;
    int depth = 0;
    for (; at_ < text_.size() && !isSpace(text_[at_]); ++at_) {
      if (text_[at_] == '(') ++depth;
      if (text_[at_] == ')' && --depth < 0) break;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Lexeme> lexemes_;
};

}  // namespace

std::vector<Lexeme> lexFilter(std::string_view text) { return Lexer(text).run(); }

std::string quoteForFilter(std::string_view text, bool asValue) {
  const auto plain = [&](char c) {
    const bool always = !isSpace(c) && c != '(' && c != ')' && c != '"' && c != '\\';
    return always && (asValue || (c != ':' && c != '=' && c != '~'));
  };
  bool bare = !text.empty() && std::ranges::all_of(text, plain);
  if (asValue) {
    bare = bare && text.front() != '>' && text.front() != '<' && text.front() != '=';
  } else {
    bare = bare && text.front() != '-' && std::ranges::none_of(kKeywords, [&](const Keyword& row) {
             return ascii::equalsIgnoreCase(row.text, text);
           });
  }
  if (bare) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace bascule::insight
