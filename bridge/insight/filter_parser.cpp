// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar: expression = conjunction { "or" conjunction }; conjunction = negation { ["and"] negation };
// negation = "not" negation | "-" negation | "(" expression ")" | word | term.
#include "bridge/insight/filter_parser.h"

#include <utility>

#include <re2/re2.h>

#include "bridge/base/ascii.h"

namespace bascule::insight {
namespace {

using Node = CallFilter::Node;
using NodePtr = std::shared_ptr<const Node>;
using Parsed = std::expected<NodePtr, FilterProblem>;

// Deeper than any expression a person writes; bounds the recursion.
constexpr int kMaxDepth = 64;

bool compares(FilterOp op) { return op != FilterOp::Has && op != FilterOp::Equals && op != FilterOp::Regex; }

class Parser {
 public:
  explicit Parser(std::string_view text) : size_(text.size()), lexemes_(lexFilter(text)) {}

  Parsed run() {
    if (lexemes_.empty()) return std::make_shared<const Node>();
    auto expression = parseOr(0);
    if (!expression) return expression;
    if (at_ < lexemes_.size()) return problem(lexemes_[at_], "this ')' closes nothing");
    return expression;
  }

 private:
  static std::unexpected<FilterProblem> problem(const Lexeme& lexeme, std::string message) {
    return std::unexpected(FilterProblem{lexeme.begin, lexeme.end, std::move(message)});
  }
  static std::unexpected<FilterProblem> valueProblem(const Lexeme& lexeme, std::string message) {
    return std::unexpected(FilterProblem{lexeme.valueBegin, lexeme.end, std::move(message)});
  }
  std::unexpected<FilterProblem> missing(std::string message) const {
    return std::unexpected(FilterProblem{size_, size_, std::move(message)});
  }

  bool next(Lexeme::Type type) const { return at_ < lexemes_.size() && lexemes_[at_].type == type; }

  /// Joins nodes of one type flat, so that what is printed reads back the same.
  static NodePtr join(Node::Type type, std::vector<NodePtr> parts) {
    if (parts.size() == 1) return parts[0];
    auto node = std::make_shared<Node>();
    node->type = type;
    for (NodePtr& part : parts) {
      if (part->type == type) {
        node->children.insert(node->children.end(), part->children.begin(), part->children.end());
      } else {
        node->children.push_back(std::move(part));
      }
    }
    return node;
  }

  Parsed parseOr(int depth) {
    std::vector<NodePtr> parts;
    for (;;) {
      auto part = parseAnd(depth);
      if (!part) return part;
      parts.push_back(std::move(*part));
      if (!next(Lexeme::Type::Or)) return join(Node::Type::Or, std::move(parts));
      ++at_;
    }
  }

  Parsed parseAnd(int depth) {
    std::vector<NodePtr> parts;
    for (;;) {
      auto part = parseNot(depth);
      if (!part) return part;
      parts.push_back(std::move(*part));
      if (next(Lexeme::Type::And)) {
        ++at_;
        continue;
      }
      const bool ends = at_ == lexemes_.size() || next(Lexeme::Type::Or) || next(Lexeme::Type::Close);
      if (ends) return join(Node::Type::And, std::move(parts));
    }
  }

  Parsed parseNot(int depth) {
    if (at_ == lexemes_.size()) return missing("expected something to look for here");
    const Lexeme& lexeme = lexemes_[at_];
    if (depth > kMaxDepth) return problem(lexeme, "this is nested too deeply");
    switch (lexeme.type) {
      case Lexeme::Type::Not: {
        ++at_;
        auto inner = parseNot(depth + 1);
        if (!inner) return inner;
        auto node = std::make_shared<Node>();
        node->type = Node::Type::Not;
        node->children.push_back(std::move(*inner));
        return node;
      }
      case Lexeme::Type::Open: {
        ++at_;
        auto inner = parseOr(depth + 1);
        if (!inner) return inner;
        if (!next(Lexeme::Type::Close)) return problem(lexeme, "this '(' is never closed");
        ++at_;
        return inner;
      }
      case Lexeme::Type::Close:
        return problem(lexeme, "expected something to look for before this ')'");
      case Lexeme::Type::And:
      case Lexeme::Type::Or:
        return problem(lexeme, "expected something to look for before this word; quote it to find it");
      case Lexeme::Type::Word:
        return parseWord(lexemes_[at_++]);
      case Lexeme::Type::Term:
        return parseTerm(lexemes_[at_++]);
    }
    return missing("expected something to look for here");
  }

  static Parsed parseWord(const Lexeme& lexeme) {
    if (lexeme.unclosed) return problem(lexeme, "this quote is never closed");
    auto node = std::make_shared<Node>();
    node->type = Node::Type::Word;
    node->text = lexeme.text;
    node->test.value = lexeme.text;
    node->test.lowered = ascii::lower(lexeme.text);
    return node;
  }

  static Parsed parseTerm(const Lexeme& lexeme) {
    if (lexeme.unclosed) return valueProblem(lexeme, "this quote is never closed");
    auto node = std::make_shared<Node>();
    std::string_view rest;
    node->type = Node::Type::Term;
    node->key = findFilterKey(lexeme.key, rest);
    if (node->key == nullptr) return unknownKey(lexeme);
    node->keyText = std::string(node->key->name) + std::string(rest);
    node->rest = rest;
    node->op = lexeme.op;
    node->text = lexeme.text;
    if (lexeme.text.empty() && !lexeme.quoted) {
      return valueProblem(lexeme, "expected a value after '" + std::string(opText(lexeme.op)) + "'");
    }
    std::string wrong = compile(*node);
    if (!wrong.empty()) return valueProblem(lexeme, std::move(wrong));
    return node;
  }

  static std::unexpected<FilterProblem> unknownKey(const Lexeme& lexeme) {
    FilterProblem wrong{lexeme.begin, lexeme.keyEnd, {}};
    std::string_view rest;
    const std::string stem = lexeme.key.ends_with('.') ? lexeme.key : lexeme.key + ".";
    if (findFilterKey(stem + "x", rest) != nullptr) {
      wrong.message = "expected a name after '" + lexeme.key + "', like " + stem + "NAME";
    } else {
      wrong.message = "'" + lexeme.key + "' is no key; put the text in quotes to look for it";
    }
    return std::unexpected(std::move(wrong));
  }

  /// Prepares the node's test. Returns what is wrong with the value; empty if nothing.
  static std::string compile(Node& node) {
    switch (node.key->keyClass) {
      case KeyClass::Names:
        return compileNames(node);
      case KeyClass::Number:
        return compileNumber(node);
      case KeyClass::Text:
      case KeyClass::Texts:
        return compileText(node);
    }
    return {};
  }

  static std::string compileNames(Node& node) {
    if (compares(node.op)) return "'" + node.keyText + "' has names, not numbers";
    const bool named = !node.text.empty();
    if (std::string wrong = compileText(node); !wrong.empty()) return wrong;
    std::string known;
    for (const NamedValue& value : node.key->values) {
      const bool hit = node.op == FilterOp::Regex ? node.test(value.name)
                       : node.op == FilterOp::Has ? ascii::matchesGlob(node.text, value.name)
                                                  : ascii::equalsIgnoreCase(node.text, value.name);
      if (hit && named) node.bits |= value.bits;
      known += (known.empty() ? "" : ", ") + std::string(value.name);
    }
    if (node.bits != 0 || node.op == FilterOp::Regex) return {};
    return "no " + node.keyText + " is called '" + node.text + "'; there are " + known;
  }

  static std::string compileNumber(Node& node) {
    auto range = parseRange(node.key->unit, node.op, node.text);
    if (!range) return range.error();
    node.range = *range;
    return {};
  }

  static std::string compileText(Node& node) {
    TextTest& test = node.test;
    test.op = node.op;
    test.value = node.text;
    test.lowered = ascii::lower(node.text);
    test.glob = node.text.contains('*');
    if (node.op == FilterOp::Regex) {
      re2::RE2::Options options;
      options.set_case_sensitive(false);
      options.set_log_errors(false);
      options.set_max_mem(1 << 20);
      test.regex = std::make_shared<const re2::RE2>(node.text, options);
      if (!test.regex->ok()) return "the regular expression is wrong: " + test.regex->error();
      return {};
    }
    if (compares(node.op) || node.op == FilterOp::Has) test.number = NumberTest::parse(node.op, node.text);
    if (compares(node.op) && !test.number) return "'" + node.text + "' is not a number";
    return {};
  }

  std::size_t size_;
  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
};

}  // namespace

std::expected<NodePtr, FilterProblem> parseFilter(std::string_view text) { return Parser(text).run(); }

}  // namespace bascule::insight
