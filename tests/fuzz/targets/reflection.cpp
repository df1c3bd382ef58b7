// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of a reflecting server, any number of them: the dialogue asks for no more than it was told of, and
// ends with a schema or an error.
#include "bridge/schema/reflection.h"

#include "tests/fuzz/harness.h"

namespace bascule::fuzz {

void target(Input& input) {
  constexpr int kAnswers = 64;
  schema::ReflectionSession session;
  require(!session.start().empty(), "the dialogue starts with a question");
  for (int i = 0; i < kAnswers && !input.empty() && !session.done(); ++i) {
    const auto answer = input.chunk();
    // A question needs a name that the answer brought: a few bytes each at the least.
    require(session.onMessage(answer).size() <= answer.size() + 1, "few questions for little said");
  }
  if (!session.done()) return;
  const auto schema = session.result();
  require(schema.has_value() || !schema.error().cause.empty(), "an error has a cause");
  require(session.onMessage("").empty() || schema.has_value(), "nothing is asked after the end");
}

}  // namespace bascule::fuzz
