// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/reading_text.h"

#include <array>

#include "ui/text/display.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::array<const char*, schema::kDrifts> kDriftTexts = {
    english("not in the schema"),
    english("sent as another type than the schema's %1"),
    english("no value of this enum in the schema"),
    english("a string that is not UTF-8"),
    english("the required field %1 is missing"),
    english("a second field of one oneof, after %1"),
    english("there more than once, where the schema has it once"),
    english("no such field in the schema"),
    english("no such name in the schema's enum")};

constexpr std::array<const char*, kReadingWords> kWords = {
    english("Read this field as"),
    english("Forget this reading"),
    english("Name this field…"),
    english("Name the value %1…"),
    english("Name of field %1:"),
    english("Name of the value %1:"),
    english("Name"),
    english("your reading"),
    english("Choose a field in the tree of a message first."),
    english("The reading of this field cannot be chosen: a schema declares it, or it has only one."),
    english("%1 is no name: letters, digits and _ make one, no digit in front."),
    english("Another field of this message is called %1."),
    english("No reading was chosen yet: choose one in the tree of a message without schema."),
    english("Save readings as .proto"),
    english("Choose a folder for the .proto files"),
    english("Protocol buffers (*.proto)"),
    english("Readings saved: %1 in %2"),
    english("No schema for this method: each field shows what it can be. Choose a reading in its menu, or "
            "give the "
            "bridge a schema (server reflection, --schema)."),
    english("No schema for this method: fields are read as you chose. Save readings as .proto writes them "
            "down.")};

}  // namespace

QString driftText(const schema::DriftMark& mark) {
  const QString text = Words::of(kDriftTexts[static_cast<std::size_t>(mark.drift)]);
  return text.contains(QLatin1String("%1")) ? text.arg(display(mark.subject, 200)) : text;
}

QString driftCount(std::uint32_t drifts, bool more) {
  return Words::tr("drift %1%2").arg(drifts).arg(more ? QStringLiteral("+") : QString());
}

QString driftSentence(std::uint32_t drifts, bool more) {
  const int form = Words::form(drifts);
  const QString text =
      more ? Words::tr("%1 places depart from the schema in the part that was looked at", nullptr, form)
           : Words::tr("%1 places depart from the schema", nullptr, form);
  return text.arg(drifts);
}

QString readingWords(ReadingWords what) { return Words::of(kWords[static_cast<std::size_t>(what)]); }

}  // namespace bascule::ui
