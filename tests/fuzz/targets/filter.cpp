// SPDX-License-Identifier: GPL-3.0-or-later
// Filter expressions: what parses prints, and prints the same again; a call is matched without a fault.
#include "bridge/insight/call_filter.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

capture::CallRecord someCall() {
  capture::CallRecord record;
  record.clientLeg.present = true;
  record.clientLeg.method = "POST";
  record.clientLeg.target = "/acme.shop.v1.OrderService/GetOrder";
  record.clientLeg.requestHeaders.push_back({"x-tenant", "blue"});
  return record;
}

void checkProblem(const insight::FilterProblem& problem, std::string_view text) {
  require(problem.begin <= problem.end && problem.end <= text.size() + 1, "a problem has its place");
  require(!problem.message.empty(), "a problem says what it is");
}

}  // namespace

void target(Input& input) {
  const auto text = input.rest();
  for (const insight::FilterToken& token : insight::CallFilter::tokens(text)) {
    require(token.begin <= token.end && token.end <= text.size(), "a token lies in its text");
  }
  const auto filter = insight::CallFilter::parse(text);
  if (!filter) {
    checkProblem(filter.error(), text);
    return;
  }
  const std::string printed = filter->print();
  const auto again = insight::CallFilter::parse(printed);
  require(again.has_value(), "what is printed parses");
  require(again->print() == printed, "a filter prints the same again");
  static const capture::CallRecord call = someCall();
  static const schema::SchemaPtr schema = schema::Schema::wellKnown();
  require(filter->matches(call, *schema) == again->matches(call, *schema), "the printed filter is the same");
}

}  // namespace bascule::fuzz
