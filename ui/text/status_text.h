// SPDX-License-Identifier: GPL-3.0-or-later
// Status codes and causes in words: how serious, what it means, what to do. Tables walked by a test.
#pragma once

#include <QString>
#include <span>
#include <string>
#include <string_view>

#include "bridge/capture/call_record.h"
#include "ui/style/theme.h"

namespace bascule::ui {

struct CodeText {
  Tone tone;
  std::string_view meaning;  ///< one sentence
  std::string_view remedy;   ///< one sentence; empty for OK
};
const CodeText& codeText(rpc::Code code);

/// A cause the bridge gave a status it made itself, or an error of the program.
struct CauseText {
  std::string_view cause;
  std::string_view meaning;
  std::string_view remedy;
};
/// The words for `cause`; null if the table has none.
const CauseText* causeText(std::string_view cause);
std::span<const CauseText> causeTexts();

/// What the status pill says and its tone.
struct PillText {
  std::string_view text;
  Tone tone = Tone::Neutral;
  bool dot = false;
  bool word = false;  ///< a word of the window; else the name of a code, the same in every language
};
PillText pillText(const capture::CallRow& row);
/// What `pill` says in the language of the window.
QString pillWords(const PillText& pill);
/// `unary`, `server stream`; a dash when the kind is not known.
std::string_view kindText(rpc::Kind kind);

}  // namespace bascule::ui
