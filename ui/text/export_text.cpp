// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/export_text.h"

#include <QStringList>

#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kNamesShown = 8;
constexpr ByteCount kNameBytes = 80;

// `authorization (12), cookie (3)`, of very many the first.
QString listed(const schema::MaskedNames& names) {
  QStringList out;
  for (const auto& [name, values] : names) {
    if (out.size() == kNamesShown) break;
    out += QStringLiteral("%1 (%2)").arg(display(name, kNameBytes), asQString(formatCount(values)));
  }
  const auto more = static_cast<std::uint64_t>(names.size()) - static_cast<std::uint64_t>(out.size());
  return out.join(QStringLiteral(", ")) +
         (more > 0 ? Words::tr(" and %1 more").arg(asQString(formatCount(more))) : QString());
}

}  // namespace

QString lookingForSecrets() { return Words::tr("Looking for secrets…"); }
QString rulesTitle() { return Words::tr("Choose a file with redaction rules"); }
QString rulesFilter() { return Words::tr("Redaction rules (*.redact *.txt);;All files (*)"); }

bool hasSecrets(const capture::MaskedValues& values) {
  return !values.headers.empty() || !values.fields.empty() || values.withheld > 0;
}

QString maskedSentence(const capture::MaskedValues& values, std::uint64_t calls, bool masked) {
  QStringList parts;
  const int withheld = Words::form(values.withheld);
  if (!values.headers.empty()) parts += Words::tr("headers %1").arg(listed(values.headers));
  if (!values.fields.empty()) parts += Words::tr("message fields %1").arg(listed(values.fields));
  if (values.withheld > 0)
    parts += (masked ? Words::tr("%1 messages left out because they cannot be read", nullptr, withheld)
                     : Words::tr("%1 messages that masking would leave out because they cannot be read",
                                 nullptr, withheld))
                 .arg(asQString(formatCount(values.withheld)));
  const QString sentence =
      masked ? Words::tr("Masked in the first %1 calls: %2.", nullptr, Words::form(calls))
             : Words::tr("Written as recorded in the first %1 calls: %2.", nullptr, Words::form(calls));
  return sentence.arg(asQString(formatCount(calls)), parts.isEmpty()
                                                         ? Words::tr("nothing that stands for a secret")
                                                         : parts.join(QStringLiteral("; ")));
}

}  // namespace bascule::ui
