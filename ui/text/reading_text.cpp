// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/reading_text.h"

#include <array>

#include "ui/text/display.h"

namespace bascule::ui {
namespace {

constexpr std::array<const char*, schema::kDrifts> kDriftTexts = {
    "not in the schema",
    "sent as another type than the schema's %1",
    "no value of this enum in the schema",
    "a string that is not UTF-8",
    "the required field %1 is missing",
    "a second field of one oneof, after %1",
    "there more than once, where the schema has it once",
    "no such field in the schema",
    "no such name in the schema's enum"};

constexpr std::array<const char*, kReadingWords> kWords = {
    "Read this field as",
    "Forget this reading",
    "Name this field…",
    "Name the value %1…",
    "Name of field %1:",
    "Name of the value %1:",
    "Name",
    "your reading",
    "Choose a field in the tree of a message first.",
    "The reading of this field cannot be chosen: a schema declares it, or it has only one.",
    "%1 is no name: letters, digits and _ make one, no digit in front.",
    "Another field of this message is called %1.",
    "No reading was chosen yet: choose one in the tree of a message without schema.",
    "Save readings as .proto",
    "Choose a folder for the .proto files",
    "Protocol buffers (*.proto)",
    "Readings saved: %1 in %2",
    "No schema for this method: each field shows what it can be. Choose a reading in its menu, or give the "
    "bridge a schema (server reflection, --schema).",
    "No schema for this method: fields are read as you chose. Save readings as .proto writes them down."};

}  // namespace

QString driftText(const schema::DriftMark& mark) {
  const QString text = QString::fromUtf8(kDriftTexts[static_cast<std::size_t>(mark.drift)]);
  return text.contains(QLatin1String("%1")) ? text.arg(display(mark.subject, 200)) : text;
}

QString driftCount(std::uint32_t drifts, bool more) {
  return QStringLiteral("drift %1%2").arg(drifts).arg(more ? QStringLiteral("+") : QString());
}

QString driftSentence(std::uint32_t drifts, bool more) {
  const QString text = drifts == 1 ? QStringLiteral("1 place departs from the schema")
                                   : QStringLiteral("%1 places depart from the schema").arg(drifts);
  return more ? text + QStringLiteral(" in the part that was looked at") : text;
}

QString readingWords(ReadingWords what) { return QString::fromUtf8(kWords[static_cast<std::size_t>(what)]); }

}  // namespace bascule::ui
