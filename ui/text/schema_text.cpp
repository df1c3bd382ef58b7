// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/schema_text.h"

#include <array>

#include "ui/text/format.h"

namespace bascule::ui {
namespace {

struct StateWords {
  const char* words;
  Tone tone;
};
// In the order of SourceState.
constexpr std::array<StateWords, kSourceStates> kStates = {{{"reading", Tone::InFlight},
                                                            {"in force", Tone::Ok},
                                                            {"left out", Tone::Error},
                                                            {"asking", Tone::InFlight},
                                                            {"told nothing", Tone::Warning},
                                                            {"not asked", Tone::Neutral}}};
// In the order of schema::SourceKind.
constexpr std::array<const char*, 4> kKinds = {"unknown", ".proto file", "folder", "descriptor set"};

// In the order of SchemaWord.
constexpr std::array<PageWord, kSchemaWords> kWords = {{
    {"Add files…", "Add .proto files or descriptor sets to the schema (Ctrl+Shift+A)"},
    {"Add folder…", "Add all .proto files of a folder to the schema (Ctrl+Alt+A)"},
    {"Read again", "Read the files again and ask the servers' reflection again (F5)"},
    {"Remove", "Take the chosen source out of the schema (Delete)"},
    {"Sources of the schema", "The first to have a file wins; Alt+Up and Alt+Down move a source"},
    {"Errors and notes", "Return or a double click copies the path of the file"},
    {"Nothing is wrong with the sources.", ""},
    {"Seen but unknown", "Return or a double click shows the calls of a method"},
    {"Show their calls", "Filter the list by the chosen method, or by all methods that are unknown"},
    {"No schema is known", ""},
    {"Without one, messages are shown by field numbers, and JSON cannot be translated. Add .proto files, "
     "folders "
     "of them or descriptor sets, or drop them onto this window. A server with reflection is asked by "
     "itself.",
     ""},
    {"Copied %1", ""},
    {"%1 is no longer part of the schema.", ""},
    {"Undo", "Put the source back where it was"},
    {"Add to the schema", ""},
    {"Schemas (*.proto *.binpb *.pb *.protoset *.desc);;All files (*)", ""},
    {"Add a folder to the schema", ""},
}};

QString latin(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString counted(std::size_t count, const char* one, const char* several) {
  return QStringLiteral("%1 %2").arg(QString::fromStdString(formatCount(count).string()),
                                     QString::fromLatin1(count == 1 ? one : several));
}

}  // namespace

const PageWord& schemaWord(SchemaWord word) { return kWords[static_cast<std::size_t>(word)]; }

QString schemaWords(SchemaWord word) { return latin(schemaWord(word).words); }
QString schemaTip(SchemaWord word) { return latin(schemaWord(word).tip); }

QString sourceKindText(schema::SourceKind kind) {
  return QString::fromLatin1(kKinds[static_cast<std::size_t>(kind)]);
}

QString reflectionText() { return QStringLiteral("reflection"); }

QString recordedText() { return QStringLiteral("recorded"); }

QString sourceStateText(SourceState state, std::size_t problems) {
  QString words = QString::fromLatin1(kStates[static_cast<std::size_t>(state)].words);
  if (state != SourceState::LeftOut) return words;
  return QStringLiteral("%1, %2").arg(words, counted(problems, "error", "errors"));
}

Tone sourceStateTone(SourceState state) { return kStates[static_cast<std::size_t>(state)].tone; }

QString knownMethodsText(std::size_t known, std::size_t unknown) {
  return QStringLiteral("%1 known, %2 seen but unknown")
      .arg(counted(known, "method", "methods"), QString::fromStdString(formatCount(unknown).string()));
}

QString noUnknownText(bool anyCalls) {
  return anyCalls ? QStringLiteral("Every method that was called is known.")
                  : QStringLiteral("No call has been seen yet.");
}

QString shadowedText(const QString& file) {
  return QStringLiteral("A source before this one has %1 with other contents, and that one is used.")
      .arg(file);
}

QString conflictText(const QString& file) {
  return QStringLiteral("Two servers differ in %1: the first one's is used.").arg(file);
}

QString schemaAppliedText(std::size_t methods, std::size_t leftOut) {
  QString known =
      QStringLiteral("%1 from files in force for new calls").arg(counted(methods, "method", "methods"));
  if (leftOut == 0) return known;
  return known + QStringLiteral("; %1 left out, see the errors").arg(counted(leftOut, "source", "sources"));
}

}  // namespace bascule::ui
