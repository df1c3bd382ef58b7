// SPDX-License-Identifier: GPL-3.0-or-later
// The page of schemas in words: kinds and states of sources, what is known. Pure functions.
#pragma once

#include <QString>
#include <cstdint>
#include <string_view>

#include "bridge/schema/named_sources.h"
#include "ui/style/theme.h"

namespace bascule::ui {

/// What became of a source of the schema.
enum class SourceState : std::uint8_t {
  Reading,   ///< files are being read
  InForce,   ///< part of the schema
  LeftOut,   ///< something is wrong with it
  Asking,    ///< the server is being asked
  Silent,    ///< the server told nothing
  NotAsked,  ///< the server's reflection is not wanted
};
inline constexpr int kSourceStates = 6;

/// A word of the page, and what is said about it.
struct PageWord {
  std::string_view words;
  std::string_view tip;
};
enum class SchemaWord : std::uint8_t {
  AddFiles,
  AddFolder,
  ReadAgain,
  Remove,
  Sources,
  Problems,
  NoProblems,
  Unknown,
  ShowCalls,
  EmptyHeadline,
  EmptySentence,
  Copied,
  Removed,
  Undo,
  ChooseFiles,
  FileFilter,
  ChooseFolder,
};
inline constexpr int kSchemaWords = 17;
const PageWord& schemaWord(SchemaWord word);
/// The same as the window's text.
QString schemaWords(SchemaWord word);
QString schemaTip(SchemaWord word);

/// `.proto file`, `folder`, ...
QString sourceKindText(schema::SourceKind kind);
/// The kind of a server's reflection until it is known which version it has.
QString reflectionText();
/// The kind of what a recorded session brings along.
QString recordedText();
/// `in force`, `left out, 2 errors`; `problems` counts for LeftOut.
QString sourceStateText(SourceState state, std::size_t problems);
Tone sourceStateTone(SourceState state);
/// `214 methods known, 3 methods seen but unknown.`
QString knownMethodsText(std::size_t known, std::size_t unknown);
/// What stands where no method is unknown.
QString noUnknownText(bool anyCalls);
/// A file that an earlier source has with other contents.
QString shadowedText(const QString& file);
/// A file that two servers tell differently.
QString conflictText(const QString& file);
/// What is said after sources were added, removed or read again.
QString schemaAppliedText(std::size_t methods, std::size_t leftOut);

}  // namespace bascule::ui
