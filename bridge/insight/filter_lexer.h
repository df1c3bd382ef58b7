// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a filter cut into lexemes: parentheses, words, quoted texts, and terms (key, operator, value).
// Never fails: what is wrong about a lexeme is for the parser to say. Thread: pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::insight {

/// How a term compares.
enum class FilterOp : std::uint8_t { Has, Equals, Regex, Greater, GreaterEqual, Less, LessEqual };

struct Lexeme {
  enum class Type : std::uint8_t { Open, Close, And, Or, Not, Word, Term };
  Type type = Type::Word;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;  ///< Word: its text; Term: the value; both without quotes and escapes
  std::string key;   ///< Term
  FilterOp op = FilterOp::Has;
  std::size_t keyEnd = 0;      ///< Term: end of the key
  std::size_t valueBegin = 0;  ///< Term: begin of the value; Word: begin
  bool quoted = false;         ///< text was quoted: it is no keyword, number range or key
  bool unclosed = false;       ///< the closing quote is missing
};

std::vector<Lexeme> lexFilter(std::string_view text);

/// `text` as a word or value that reads back as itself, quoted where needed.
std::string quoteForFilter(std::string_view text, bool asValue);

}  // namespace bascule::insight
