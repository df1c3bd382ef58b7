// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/insight/filter_scan.h"

#include <algorithm>
#include <array>

#include "bridge/insight/filter_node.h"

namespace bascule::insight {

using capture::RowChunk;

FilterScan::FilterScan(const CallFilter& filter, const capture::RowStore& rows, std::int64_t nowNs)
    : root_(*filter.root_), rows_(rows), nowNs_(nowNs) {}

void FilterScan::scan(std::uint32_t chunk, std::span<Tri, RowChunk::kRows> out) {
  first_ = chunk * RowChunk::kRows;
  chunk_ = &rows_.chunk(chunk);
  evaluate(root_, out.first(rows_.rowsIn(chunk)));
}

void FilterScan::evaluate(const Node& node, Answers out) {
  switch (node.type) {
    case Node::Type::And:
    case Node::Type::Or:
      return evaluateAll(node, out);
    case Node::Type::Not:
      evaluate(*node.children[0], out);
      std::ranges::transform(out, out.begin(), negate);
      return;
    case Node::Type::Word:
      return evaluateWord(node, out);
    case Node::Type::Term:
      return evaluateTerm(node, out);
  }
}

void FilterScan::evaluateAll(const Node& node, Answers out) {
  const Tri decisive = node.type == Node::Type::And ? Tri::No : Tri::Yes;
  std::ranges::fill(out, negate(decisive));
  std::vector<Tri> answers(out.size());
  for (const auto& child : node.children) {
    evaluate(*child, answers);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const bool settled = out[i] == decisive || answers[i] == negate(decisive);
      if (!settled) out[i] = answers[i];
    }
  }
}

void FilterScan::evaluateTerm(const Node& node, Answers out) {
  const Source source = node.key->source;
  if (source == Source::Shape) return evaluateByShape(answersOfShapes(node), out);
  if (source == Source::Record) {
    std::ranges::fill(out, Tri::NeedsRecord);
    return;
  }
  Subject subject{.row = row_, .store = &rows_};
  for (std::uint32_t at = 0; at < out.size(); ++at) {
    load(source, at, subject);
    out[at] = node.evaluateTerm(subject);
  }
}

void FilterScan::evaluateWord(const Node& node, Answers out) {
  evaluateByShape(answersOfShapes(node), out);
  Subject subject{.row = row_, .store = &rows_};
  std::array<Tri, rpc::kCodeCount> ofCodes{};
  for (std::size_t code = 0; code < ofCodes.size(); ++code) {
    row_ = {};
    row_.code = static_cast<rpc::Code>(code);
    ofCodes[code] = node.wordInStatus(subject) ? Tri::Yes : Tri::NeedsRecord;
  }
  for (std::uint32_t at = 0; at < out.size(); ++at) {
    if (out[at] == Tri::Yes) continue;
    const bool inFlight = (chunk_->flags[at] & capture::kInFlight) != 0;
    out[at] = inFlight ? Tri::NeedsRecord : ofCodes[static_cast<std::size_t>(chunk_->code[at])];
    load(Source::Row, at, subject);
    if (node.test(subject.comment())) out[at] = Tri::Yes;
  }
}

void FilterScan::evaluateByShape(const std::vector<Tri>& answers, Answers out) const {
  std::transform(chunk_->shape.begin(), chunk_->shape.begin() + static_cast<std::ptrdiff_t>(out.size()),
                 out.begin(), [&](std::uint32_t shape) { return answers[shape]; });
}

const std::vector<Tri>& FilterScan::answersOfShapes(const Node& node) {
  const auto [at, fresh] = ofShapes_.try_emplace(&node);
  if (!fresh) return at->second;
  for (const capture::CallShape& shape : rows_.shapes()) {
    row_ = rowOfShape(shape);
    const Subject subject{.row = row_, .store = &rows_};
    const bool isTerm = node.type == Node::Type::Term;
    at->second.push_back(isTerm                      ? node.evaluateTerm(subject)
                         : node.wordInShape(subject) ? Tri::Yes
                                                     : Tri::No);
  }
  return at->second;
}

/// Puts the columns of `source` into row_.
void FilterScan::load(Source source, std::uint32_t at, Subject& subject) {
  const RowChunk& chunk = *chunk_;
  switch (source) {
    case Source::Outcome:
      row_.code = chunk.code[at];
      row_.flags = chunk.flags[at];
      return;
    case Source::Times:
      row_.startNs = chunk.startNs[at];
      row_.durationNs = chunk.durationNs[at];
      row_.addedNs = chunk.addedNs[at];
      row_.flags = chunk.flags[at];
      subject.durationNs = durationOf(row_, nowNs_);
      return;
    case Source::Sizes:
      row_.requestBytes = chunk.requestBytes[at];
      row_.responseBytes = chunk.responseBytes[at];
      row_.requestMessages = chunk.requestMessages[at];
      row_.responseMessages = chunk.responseMessages[at];
      return;
    case Source::Row:
      row_.number = rows_.number(first_ + at);
      return;
    case Source::Shape:
    case Source::Record:
      return;
  }
}

}  // namespace bascule::insight
