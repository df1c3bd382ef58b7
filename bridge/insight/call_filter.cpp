// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar: expression = conjunction { "or" conjunction }; conjunction = negation { ["and"] negation };
// negation = "not" negation | "-" negation | "(" expression ")" | word | term.
#include "bridge/insight/call_filter.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <re2/re2.h>

#include "bridge/base/ascii.h"
#include "bridge/insight/filter_keys.h"
#include "bridge/insight/filter_lexer.h"
#include "bridge/insight/filter_values.h"

namespace bascule::insight {
namespace {

// Deeper than any expression a person writes; bounds the recursion.
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxText = 64 * 1024;

constexpr std::string_view opText(FilterOp op) {
  constexpr std::string_view kTexts[] = {":", "=", "~", ":>", ":>=", ":<", ":<="};
  return kTexts[static_cast<std::size_t>(op)];
}

bool compares(FilterOp op) { return op != FilterOp::Has && op != FilterOp::Equals && op != FilterOp::Regex; }

Tri negate(Tri value) {
  if (value == Tri::NeedsRecord) return value;
  return value == Tri::Yes ? Tri::No : Tri::Yes;
}

std::optional<double> toNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Compares texts that are numbers.
struct NumberTest {
  FilterOp op = FilterOp::Has;  ///< Has: from `low` to `high`
  double low = 0;
  double high = 0;

  /// `a..b` for FilterOp::Has, else one number. Nothing if `value` is neither.
  static std::optional<NumberTest> parse(FilterOp op, std::string_view value) {
    const auto dots = op == FilterOp::Has ? value.find("..") : value.size();
    if (dots == std::string_view::npos) return std::nullopt;
    const auto low = toNumber(value.substr(0, dots));
    const auto high = op == FilterOp::Has ? toNumber(value.substr(dots + 2)) : low;
    if (!low || !high) return std::nullopt;
    return NumberTest{op, *low, *high};
  }

  bool accepts(std::string_view text) const {
    const auto number = toNumber(text);
    if (!number) return false;
    switch (op) {
      case FilterOp::Greater:
        return *number > low;
      case FilterOp::GreaterEqual:
        return *number >= low;
      case FilterOp::Less:
        return *number < low;
      case FilterOp::LessEqual:
        return *number <= low;
      default:
        return *number >= low && *number <= high;
    }
  }
};

/// A value to look for in texts, prepared once.
struct TextTest {
  FilterOp op = FilterOp::Has;
  std::string value;
  std::string lowered;
  bool glob = false;
  std::shared_ptr<const re2::RE2> regex;
  // For fields of messages, whose type only the message tells.
  std::optional<NumberTest> number;

  bool operator()(std::string_view text) const {
    switch (op) {
      case FilterOp::Has:
        if (number && number->accepts(text)) return true;
        return glob ? ascii::matchesGlob(value, text) : containsFolded(text, lowered);
      case FilterOp::Equals:
        return text == value;
      case FilterOp::Regex:
        return re2::RE2::PartialMatch({text.data(), text.size()}, *regex);
      default:
        return number && number->accepts(text);
    }
  }
};

}  // namespace

struct CallFilter::Node {
  enum class Type : std::uint8_t { And, Or, Not, Word, Term };
  Type type = Type::And;
  std::vector<std::shared_ptr<const Node>> children;
  // Word and Term
  std::string text;
  std::string keyText;
  std::string rest;
  FilterOp op = FilterOp::Has;
  const KeyRow* key = nullptr;
  std::uint32_t bits = 0;
  NumberRange range;
  TextTest test;

  Tri evaluate(const Subject& subject) const;
  Tri evaluateTerm(const Subject& subject) const;
  Tri evaluateWord(const Subject& subject) const;
  std::string print() const;
};

namespace {

using Node = CallFilter::Node;
using NodePtr = std::shared_ptr<const Node>;
using Parsed = std::expected<NodePtr, FilterProblem>;

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

Subject subjectOf(const RowView& view) {
  const capture::CallRow& row = view.row;
  const auto text = [&](std::uint32_t id) { return view.store.string(id); };
  return {.row = row,
          .service = text(row.service),
          .method = text(row.method),
          .client = text(row.client),
          .peer = text(row.peer),
          .host = text(row.host),
          .upstream = text(row.upstream),
          .durationNs = row.inFlight() && view.nowNs != 0 ? view.nowNs - row.startNs : row.durationNs};
}

Subject subjectOf(const capture::CallRecord& record, const schema::Schema& schema) {
  return {.row = record.row,
          .service = record.service,
          .method = record.method,
          .client = record.client,
          .peer = record.peer,
          .host = record.host,
          .upstream = record.upstreamUrl,
          .durationNs = record.row.durationNs,
          .record = &record,
          .schema = &schema};
}

Tri toTri(bool value) { return value ? Tri::Yes : Tri::No; }

}  // namespace

Tri CallFilter::Node::evaluate(const Subject& subject) const {
  switch (type) {
    case Type::Not:
      return negate(children[0]->evaluate(subject));
    case Type::Word:
      return evaluateWord(subject);
    case Type::Term:
      return evaluateTerm(subject);
    case Type::And:
    case Type::Or:
      break;
  }
  const Tri decisive = type == Type::And ? Tri::No : Tri::Yes;
  Tri result = negate(decisive);
  for (const auto& child : children) {
    const Tri answer = child->evaluate(subject);
    if (answer == decisive) return answer;
    if (answer == Tri::NeedsRecord) result = answer;
  }
  return result;
}

Tri CallFilter::Node::evaluateTerm(const Subject& subject) const {
  switch (key->keyClass) {
    case KeyClass::Names:
      return toTri((key->bit(subject) & bits) != 0);
    case KeyClass::Text:
      return toTri(test(subject.*(key->text)));
    case KeyClass::Number: {
      const std::int64_t value = key->number(subject);
      return toTri(range.contains(range.timeOfDay ? localTimeOfDay(value) : value));
    }
    case KeyClass::Texts:
      break;
  }
  if (subject.record == nullptr) return Tri::NeedsRecord;
  return toTri(key->visit(subject, rest, [this](std::string_view value) { return test(value); }));
}

Tri CallFilter::Node::evaluateWord(const Subject& subject) const {
  for (const std::string_view candidate :
       {subject.method, subject.service, subject.client, subject.host, subject.peer, subject.upstream}) {
    if (test(candidate)) return Tri::Yes;
  }
  if (!subject.row.inFlight() &&
      (test(rpc::connectName(subject.row.code)) || test(rpc::grpcName(subject.row.code)))) {
    return Tri::Yes;
  }
  if (subject.record == nullptr) return Tri::NeedsRecord;
  return toTri(visitAllTexts(subject, [this](std::string_view value) { return test(value); }));
}

std::string CallFilter::Node::print() const {
  switch (type) {
    case Type::Word:
      return quoteForFilter(text, false);
    case Type::Term:
      return keyText + std::string(opText(op)) + quoteForFilter(text, true);
    case Type::Not: {
      const Node& inner = *children[0];
      const bool group = inner.type == Type::And || inner.type == Type::Or;
      return "not " + (group ? "(" + inner.print() + ")" : inner.print());
    }
    case Type::And:
    case Type::Or:
      break;
  }
  std::string out;
  for (const auto& child : children) {
    if (!out.empty()) out += type == Type::And ? " and " : " or ";
    const bool group = type == Type::And && child->type == Type::Or;
    out += group ? "(" + child->print() + ")" : child->print();
  }
  return out;
}

CallFilter::CallFilter() : root_(std::make_shared<const Node>()) {}
CallFilter::~CallFilter() = default;
CallFilter::CallFilter(const CallFilter&) = default;
CallFilter::CallFilter(CallFilter&&) noexcept = default;
CallFilter& CallFilter::operator=(CallFilter other) {
  root_.swap(other.root_);
  return *this;
}

std::expected<CallFilter, FilterProblem> CallFilter::parse(std::string_view text) {
  if (text.size() > kMaxText)
    return std::unexpected(FilterProblem{kMaxText, text.size(), "the filter is too long"});
  auto root = Parser(text).run();
  if (!root) return std::unexpected(std::move(root.error()));
  CallFilter filter;
  filter.root_ = std::move(*root);
  return filter;
}

std::vector<FilterToken> CallFilter::tokens(std::string_view text) {
  using Type = FilterToken::Type;
  std::vector<FilterToken> tokens;
  for (const Lexeme& lexeme : lexFilter(text.substr(0, kMaxText))) {
    switch (lexeme.type) {
      case Lexeme::Type::Open:
      case Lexeme::Type::Close:
        tokens.push_back({Type::Parenthesis, lexeme.begin, lexeme.end});
        break;
      case Lexeme::Type::And:
      case Lexeme::Type::Or:
      case Lexeme::Type::Not:
        tokens.push_back({Type::Logic, lexeme.begin, lexeme.end});
        break;
      case Lexeme::Type::Word:
        tokens.push_back({Type::Word, lexeme.begin, lexeme.end});
        break;
      case Lexeme::Type::Term:
        tokens.push_back({Type::Key, lexeme.begin, lexeme.keyEnd});
        tokens.push_back({Type::Operator, lexeme.keyEnd, lexeme.valueBegin});
        if (lexeme.valueBegin < lexeme.end) tokens.push_back({Type::Value, lexeme.valueBegin, lexeme.end});
        break;
    }
  }
  return tokens;
}

bool CallFilter::matchesEverything() const {
  return root_->type == Node::Type::And && root_->children.empty();
}

Tri CallFilter::matchesRow(const RowView& view) const { return root_->evaluate(subjectOf(view)); }

bool CallFilter::matches(const capture::CallRecord& record, const schema::Schema& schema) const {
  return root_->evaluate(subjectOf(record, schema)) == Tri::Yes;
}

std::string CallFilter::print() const { return root_->print(); }

const std::vector<CallFilter::Key>& CallFilter::keys() {
  static const std::vector<Key> keys = [] {
    std::vector<Key> all;
    for (const KeyRow& row : filterKeys()) all.push_back({row.name, row.meaning});
    return all;
  }();
  return keys;
}

}  // namespace bascule::insight
