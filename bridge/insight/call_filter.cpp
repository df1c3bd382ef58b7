// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/call_filter.h"

#include <utility>

#include "bridge/insight/filter_keys.h"
#include "bridge/insight/filter_lexer.h"
#include "bridge/insight/filter_node.h"
#include "bridge/insight/filter_parser.h"

namespace bascule::insight {
namespace {

// More than any expression a person writes.
constexpr std::size_t kMaxText = 64 * 1024;

}  // namespace

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
  auto root = parseFilter(text);
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
