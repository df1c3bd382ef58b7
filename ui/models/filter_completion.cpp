// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/filter_completion.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string>

#include "bridge/base/ascii.h"
#include "bridge/insight/filter_lexer.h"
#include "ui/text/display.h"
#include "ui/text/rule_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using capture::CallRow;
using insight::Lexeme;

// Rows looked at for names of hosts and addresses: the newest, and no more than a moment's worth.
constexpr std::uint32_t kRowsSeen = 20'000;

// Collects offers that fit what was typed: those that begin with it first, then those that contain it.
class Offers {
 public:
  explicit Offers(const std::string& typed) : typed_(ascii::lower(typed)) {}

  void add(std::string_view match, const std::string& text, std::string_view meaning) {
    const std::string folded = ascii::lower(match);
    // What stands there already is no offer.
    if (folded == typed_ && text.ends_with(match)) return;
    const std::size_t at = folded.find(typed_);
    if (at == std::string::npos || !seen_.insert(text).second) return;
    (at == 0 ? first_ : later_).push_back({asQString(text), asQString(meaning)});
  }
  std::vector<Completion> take() {
    first_.insert(first_.end(), later_.begin(), later_.end());
    if (first_.size() > kMostCompletions) first_.resize(kMostCompletions);
    return std::move(first_);
  }

 private:
  std::string typed_;
  std::set<std::string> seen_;
  std::vector<Completion> first_, later_;
};

struct Family {
  std::string_view prefix;
  const std::vector<std::string> insight::SeenNames::* names;
  std::string_view meaning;
};
constexpr std::array<Family, 8> kFamilies = {{
    {"header.", &insight::SeenNames::headers, english("header")},
    {"client.header.", &insight::SeenNames::headers, english("header on the client's leg")},
    {"upstream.header.", &insight::SeenNames::headers, english("header on the upstream's leg")},
    {"trailer.", &insight::SeenNames::trailers, english("trailer")},
    {"client.trailer.", &insight::SeenNames::trailers, english("trailer on the client's leg")},
    {"upstream.trailer.", &insight::SeenNames::trailers, english("trailer on the upstream's leg")},
    {"req.", &insight::SeenNames::requestFields, english("field of the request")},
    {"res.", &insight::SeenNames::responseFields, english("field of the response")},
}};

struct TextKey {
  std::string_view key;
  std::uint32_t CallRow::* text;
};
constexpr std::array<TextKey, 6> kTextKeys = {{{"method", &CallRow::method},
                                               {"service", &CallRow::service},
                                               {"client", &CallRow::client},
                                               {"host", &CallRow::host},
                                               {"peer", &CallRow::peer},
                                               {"upstream", &CallRow::upstream}}};

std::set<std::uint32_t> idsSeen(const Traffic& traffic, std::uint32_t CallRow::* text) {
  std::set<std::uint32_t> ids;
  const capture::RowStore& rows = traffic.rows();
  const std::uint32_t from = rows.size() > kRowsSeen ? rows.size() - kRowsSeen : 0;
  std::uint32_t last = 0;
  for (std::uint32_t i = from; i < rows.size(); ++i) {
    const CallRow row = rows.row(i);
    const std::uint32_t id = row.*text;
    if (id != last && id != 0) ids.insert(last = id);
  }
  return ids;
}

void addKeys(Offers& offers, const FilterVocabulary& vocabulary, const std::string& typed) {
  for (const insight::CallFilter::Key& key : insight::CallFilter::keys()) {
    const bool open = key.name.ends_with('.');
    offers.add(key.name, std::string(key.name) + (open ? "" : ":"), Words::utf8Of(key.meaning));
  }
  // Names behind a dot only once it is typed: there may be hundreds.
  for (const Family& family : kFamilies) {
    if (!ascii::lower(typed).starts_with(family.prefix)) continue;
    for (const std::string& name : vocabulary.names.*(family.names)) {
      const std::string key = std::string(family.prefix) + name;
      // JSON may call a field what no expression can.
      if (insight::CallFilter::parse(key + ":x")) offers.add(key, key + ":", Words::utf8Of(family.meaning));
    }
  }
}

// A word that is part of a name may mean the name: `check` offers `client=web-checkout`.
void addNames(Offers& offers, const FilterVocabulary& vocabulary) {
  for (const TextKey& row : std::span(kTextKeys).first(3)) {
    for (const std::uint32_t id : idsSeen(vocabulary.traffic, row.text)) {
      const std::string_view name = vocabulary.traffic.rows().string(id);
      offers.add(name, insight::exactTerm(row.key, name), {});
    }
  }
}

void addValues(Offers& offers, const FilterVocabulary& vocabulary, const Lexeme& term) {
  const std::string head = term.key + std::string(term.op == insight::FilterOp::Equals ? "=" : ":");
  const auto add = [&](std::string_view value, std::string_view meaning) {
    offers.add(value, head + insight::quoteForFilter(value, true), meaning);
  };
  for (const std::string_view name : insight::namesOf(term.key)) add(name, {});
  const std::string key = ascii::lower(term.key);
  for (const TextKey& row : kTextKeys) {
    if (key != row.key) continue;
    for (const std::uint32_t id : idsSeen(vocabulary.traffic, row.text))
      add(vocabulary.traffic.rows().string(id), {});
  }
  if (key == "error.detail") {
    for (const std::string& type : vocabulary.names.details) add(type, {});
  }
  if (key == "finding") {
    for (const IdText& finding : findingTexts()) add(finding.id, Words::utf8Of(finding.text));
  }
}

// The lexeme the cursor stands in or at the end of; null between words.
const Lexeme* lexemeAt(const std::vector<Lexeme>& lexemes, std::size_t byte) {
  const auto at = std::ranges::find_if(
      lexemes, [byte](const Lexeme& lexeme) { return lexeme.begin < byte && byte <= lexeme.end; });
  return at == lexemes.end() ? nullptr : &*at;
}

}  // namespace

Completions complete(const QString& text, qsizetype cursor, const FilterVocabulary& vocabulary) {
  using Type = Lexeme::Type;
  Completions out{cursor, cursor, {}};
  const QByteArray utf8 = text.toUtf8();
  const std::string_view view(utf8.constData(), static_cast<std::size_t>(utf8.size()));
  const auto byte = static_cast<std::size_t>(text.first(cursor).toUtf8().size());
  const std::vector<Lexeme> lexemes = insight::lexFilter(view);
  const Lexeme* lexeme = lexemeAt(lexemes, byte);
  const bool name = lexeme != nullptr && (lexeme->type == Type::Word || lexeme->type == Type::Term);
  if (name && lexeme->quoted) return out;
  const auto units = [&](std::size_t at) {
    return QString::fromUtf8(utf8.first(static_cast<qsizetype>(at))).size();
  };
  if (name) out.begin = units(lexeme->begin), out.end = units(lexeme->end);
  if (name && lexeme->type == Type::Term && byte > lexeme->keyEnd) {
    Offers values(byte < lexeme->valueBegin
                      ? std::string()
                      : std::string(view.substr(lexeme->valueBegin, byte - lexeme->valueBegin)));
    addValues(values, vocabulary, *lexeme);
    out.offers = values.take();
    return out;
  }
  const std::string typed =
      name ? std::string(view.substr(lexeme->begin, byte - lexeme->begin)) : std::string();
  if (name && lexeme->type == Type::Term) out.end = units(lexeme->valueBegin);
  Offers offers(typed);
  addKeys(offers, vocabulary, typed);
  if (typed.size() > 1) addNames(offers, vocabulary);
  out.offers = offers.take();
  return out;
}

}  // namespace bascule::ui
