// SPDX-License-Identifier: GPL-3.0-or-later
// Fields without schema and messages that depart from theirs, in words. Tables walked by a test. Pure
// functions.
#pragma once

#include <QString>

#include "bridge/schema/field_tree.h"

namespace bascule::ui {

/// Why the field is marked: `not in the schema`.
QString driftText(const schema::DriftMark& mark);
/// What stands on the row of a message with such fields: `drift 2`; `more`: not all of it was looked at.
QString driftCount(std::uint32_t drifts, bool more);
/// The same as a sentence, for screen readers and tool tips.
QString driftSentence(std::uint32_t drifts, bool more);

/// Everything the window says about readings, by what it is for.
enum class ReadingWords : std::uint8_t {
  Menu,             ///< of the choice of a reading
  Forget,           ///< take a choice back
  NameField,        ///< entry of the menu
  NameValue,        ///< %1: the number of an enum's value
  AskField,         ///< %1: the number of the field
  AskValue,         ///< %1: the number of the value
  Title,            ///< of the dialog that asks
  Yours,            ///< beside a field that is read as the user chose
  NoField,          ///< no field is selected
  Declared,         ///< the schema says what the field is
  WrongName,        ///< not a name; %1
  NameTaken,        ///< another field has it; %1
  NothingToSave,    ///< no reading was chosen
  SaveTitle,        ///< of the file dialog
  SaveFolderTitle,  ///< of the folder dialog
  ProtoFiles,       ///< filter of the file dialog
  Saved,            ///< %1 files, %2 the place
  GuessedJson,      ///< remark above a message that is shown by readings only
  AssumedFields,    ///< the same, with some fields chosen
};
inline constexpr int kReadingWords = 19;
QString readingWords(ReadingWords what);

}  // namespace bascule::ui
