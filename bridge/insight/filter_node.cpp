// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/filter_node.h"

#include <re2/re2.h>

#include "bridge/base/ascii.h"
#include "bridge/base/number_text.h"

namespace bascule::insight {
namespace {

Tri toTri(bool value) { return value ? Tri::Yes : Tri::No; }

}  // namespace

Tri negate(Tri value) {
  if (value == Tri::NeedsRecord) return value;
  return value == Tri::Yes ? Tri::No : Tri::Yes;
}

std::int64_t durationOf(const capture::CallRow& row, std::int64_t nowNs) {
  return row.inFlight() && nowNs != 0 ? nowNs - row.startNs : row.durationNs;
}

Subject subjectOf(const RowView& view) {
  return {.row = view.row, .store = &view.store, .durationNs = durationOf(view.row, view.nowNs)};
}

Subject subjectOf(const capture::CallRecord& record, const schema::Schema& schema) {
  return {.row = record.row, .durationNs = record.row.durationNs, .record = &record, .schema = &schema};
}

std::string_view opText(FilterOp op) {
  constexpr std::string_view kTexts[] = {":", "=", "~", ":>", ":>=", ":<", ":<="};
  return kTexts[static_cast<std::size_t>(op)];
}

std::optional<NumberTest> NumberTest::parse(FilterOp op, std::string_view value) {
  const auto dots = op == FilterOp::Has ? value.find("..") : value.size();
  if (dots == std::string_view::npos) return std::nullopt;
  const auto low = numberFrom<double>(value.substr(0, dots));
  const auto high = op == FilterOp::Has ? numberFrom<double>(value.substr(dots + 2)) : low;
  if (!low || !high) return std::nullopt;
  return NumberTest{op, *low, *high};
}

bool NumberTest::accepts(std::string_view text) const {
  const auto number = numberFrom<double>(text);
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

bool TextTest::operator()(std::string_view text) const {
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
      return toTri(test((subject.*(key->text))()));
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

bool CallFilter::Node::wordInShape(const Subject& subject) const {
  for (const std::string_view candidate : {subject.method(), subject.service(), subject.client(),
                                           subject.host(), subject.peer(), subject.upstream()}) {
    if (test(candidate)) return true;
  }
  return false;
}

bool CallFilter::Node::wordInStatus(const Subject& subject) const {
  return !subject.row.inFlight() &&
         (test(rpc::connectName(subject.row.code)) || test(rpc::grpcName(subject.row.code)));
}

Tri CallFilter::Node::evaluateWord(const Subject& subject) const {
  if (wordInShape(subject) || test(subject.comment()) || wordInStatus(subject)) return Tri::Yes;
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

}  // namespace bascule::insight
