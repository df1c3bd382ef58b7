// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the export dialog about secrets: what masks them, what would be masked. Pure functions.
#pragma once

#include <QString>
#include <array>

#include "bridge/capture/record_redaction.h"
#include "ui/text/words.h"

namespace bascule::ui {

struct MaskingWords {
  const char* name;
  const char* tip;
};
/// In the order of `Masking` (export_task.h).
inline constexpr std::array<MaskingWords, 3> kMaskings = {
    {{english("Masked"), english("Values of authorization, cookies and tokens and fields marked debug_redact "
                                 "are replaced by a mark")},
     {english("By a file…"),
      english("Masked by the rules of a file: header names, message fields, types and options")},
     {english("As recorded"), english("Nothing is masked that was not masked while recording")}}};

/// While the calls are being looked through.
QString lookingForSecrets();
/// Title and file filter of the dialog that asks for the rules.
QString rulesTitle();
QString rulesFilter();
/// What would be masked in the first `calls` calls; `masked`: false where it stays as it was recorded.
QString maskedSentence(const capture::MaskedValues& values, std::uint64_t calls, bool masked);
/// True if there is anything that is a secret.
bool hasSecrets(const capture::MaskedValues& values);

}  // namespace bascule::ui
