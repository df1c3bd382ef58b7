// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/export_text.h"

#include <QStringList>

#include "ui/text/display.h"
#include "ui/text/format.h"

namespace bascule::ui {
namespace {

constexpr int kNamesShown = 8;
constexpr std::size_t kNameBytes = 80;

QString count(std::uint64_t number) { return QString::fromStdString(formatCount(number).string()); }

// `authorization (12), cookie (3)`, of very many the first.
QString listed(const schema::MaskedNames& names) {
  QStringList out;
  for (const auto& [name, values] : names) {
    if (out.size() == kNamesShown) break;
    out += QStringLiteral("%1 (%2)").arg(display(name, kNameBytes), count(values));
  }
  const auto more = static_cast<std::uint64_t>(names.size()) - static_cast<std::uint64_t>(out.size());
  return out.join(QStringLiteral(", ")) +
         (more > 0 ? QStringLiteral(" and %1 more").arg(count(more)) : QString());
}

}  // namespace

QString lookingForSecrets() { return QStringLiteral("Looking for secrets…"); }
QString rulesTitle() { return QStringLiteral("Choose a file with redaction rules"); }
QString rulesFilter() { return QStringLiteral("Redaction rules (*.redact *.txt);;All files (*)"); }

bool hasSecrets(const capture::MaskedValues& values) {
  return !values.headers.empty() || !values.fields.empty() || values.withheld > 0;
}

QString maskedSentence(const capture::MaskedValues& values, std::uint64_t calls, bool masked) {
  QStringList parts;
  if (!values.headers.empty()) parts += QStringLiteral("headers %1").arg(listed(values.headers));
  if (!values.fields.empty()) parts += QStringLiteral("message fields %1").arg(listed(values.fields));
  if (values.withheld > 0)
    parts += QStringLiteral("%1 messages %2 because they cannot be read")
                 .arg(count(values.withheld),
                      masked ? QStringLiteral("left out") : QStringLiteral("that masking would leave out"));
  return QStringLiteral("%1 in the first %2 calls: %3.")
      .arg(masked ? QStringLiteral("Masked") : QStringLiteral("Written as recorded"), count(calls),
           parts.isEmpty() ? QStringLiteral("nothing that stands for a secret")
                           : parts.join(QStringLiteral("; ")));
}

}  // namespace bascule::ui
