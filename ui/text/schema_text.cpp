// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/schema_text.h"

#include <array>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

struct StateWords {
  const char* words;
  Tone tone;
};
// In the order of SourceState.
constexpr std::array<StateWords, kSourceStates> kStates = {{{english("reading"), Tone::InFlight},
                                                            {english("in force"), Tone::Ok},
                                                            {english("left out"), Tone::Error},
                                                            {english("asking"), Tone::InFlight},
                                                            {english("told nothing"), Tone::Warning},
                                                            {english("not asked"), Tone::Neutral}}};
// In the order of schema::SourceKind.
constexpr std::array<const char*, 4> kKinds = {english("unknown"), english(".proto file"), english("folder"),
                                               english("descriptor set")};

// In the order of SchemaWord.
constexpr std::array<PageWord, kSchemaWords> kWords = {{
    {english("Add files…"), english("Add .proto files or descriptor sets to the schema (Ctrl+Shift+A)")},
    {english("Add folder…"), english("Add all .proto files of a folder to the schema (Ctrl+Alt+A)")},
    {english("Read again"), english("Read the files again and ask the servers' reflection again (F5)")},
    {english("Remove"), english("Take the chosen source out of the schema (Delete)")},
    {english("Sources of the schema"),
     english("The first to have a file wins; Alt+Up and Alt+Down move a source")},
    {english("Errors and notes"), english("Return or a double click copies the path of the file")},
    {english("Nothing is wrong with the sources."), ""},
    {english("Seen but unknown"), english("Return or a double click shows the calls of a method")},
    {english("Show their calls"),
     english("Filter the list by the chosen method, or by all methods that are unknown")},
    {english("No schema is known"), ""},
    {english(
         "Without one, messages are shown by field numbers, and JSON cannot be translated. Add .proto files, "
         "folders "
         "of them or descriptor sets, or drop them onto this window. A server with reflection is asked by "
         "itself."),
     ""},
    {english("Copied %1"), ""},
    {english("%1 is no longer part of the schema."), ""},
    {english("Undo"), english("Put the source back where it was")},
    {english("Add to the schema"), ""},
    {english("Schemas (*.proto *.binpb *.pb *.protoset *.desc);;All files (*)"), ""},
    {english("Add a folder to the schema"), ""},
}};

}  // namespace

const PageWord& schemaWord(SchemaWord word) { return kWords[static_cast<std::size_t>(word)]; }

QString schemaWords(SchemaWord word) { return Words::of(schemaWord(word).words); }
QString schemaTip(SchemaWord word) { return Words::of(schemaWord(word).tip); }

QString sourceKindText(schema::SourceKind kind) { return Words::of(kKinds[static_cast<std::size_t>(kind)]); }

QString reflectionText() { return QStringLiteral("reflection"); }

QString recordedText() { return Words::tr("recorded"); }

QString sourceStateText(SourceState state, std::size_t problems) {
  if (state == SourceState::LeftOut)
    return Words::tr("left out, %1 errors", nullptr, Words::form(problems))
        .arg(asQString(formatCount(problems)));
  return Words::of(kStates[static_cast<std::size_t>(state)].words);
}

Tone sourceStateTone(SourceState state) { return kStates[static_cast<std::size_t>(state)].tone; }

QString knownMethodsText(std::size_t known, std::size_t unknown) {
  return Words::tr("%1 methods known, %2 seen but unknown", nullptr, Words::form(known))
      .arg(asQString(formatCount(known)), asQString(formatCount(unknown)));
}

QString noUnknownText(bool anyCalls) {
  return anyCalls ? Words::tr("Every method that was called is known.")
                  : Words::tr("No call has been seen yet.");
}

QString shadowedText(const QString& file) {
  return Words::tr("A source before this one has %1 with other contents, and that one is used.").arg(file);
}

QString conflictText(const QString& file) {
  return Words::tr("Two servers differ in %1: the first one's is used.").arg(file);
}

QString schemaAppliedText(std::size_t methods, std::size_t leftOut) {
  QString known = Words::tr("%1 methods from files in force for new calls", nullptr, Words::form(methods))
                      .arg(asQString(formatCount(methods)));
  if (leftOut == 0) return known;
  return known + Words::tr("; %1 sources left out, see the errors", nullptr, Words::form(leftOut))
                     .arg(asQString(formatCount(leftOut)));
}

}  // namespace bascule::ui
