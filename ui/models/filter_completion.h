// SPDX-License-Identifier: GPL-3.0-or-later
// What the filter field offers while one types: keys, values of keys, names of services, methods, clients,
// headers and fields that were seen. Pure functions over a vocabulary. Thread: GUI.
#pragma once

#include <QString>
#include <vector>

#include "bridge/insight/filter_terms.h"
#include "ui/models/traffic.h"

namespace bascule::ui {

/// One offer: what is put in the place of the word at the cursor, and what it means.
struct Completion {
  QString text;
  QString meaning;
  friend bool operator==(const Completion&, const Completion&) = default;
};

/// What may be offered: of the traffic its services, methods, clients and addresses, of the records the
/// names that were seen in them.
struct FilterVocabulary {
  const Traffic& traffic;
  insight::SeenNames names;
};

struct Completions {
  qsizetype begin = 0;  ///< UTF-16 units of the text that an offer takes the place of
  qsizetype end = 0;
  std::vector<Completion> offers;  ///< the best first
};
inline constexpr std::size_t kMostCompletions = 60;

/// Offers for the word that ends at `cursor` (UTF-16 units) in `text`; none inside quotes.
Completions complete(const QString& text, qsizetype cursor, const FilterVocabulary& vocabulary);

}  // namespace bascule::ui
