// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/display.h"

#include <QList>
#include <QStringDecoder>

#include "bridge/base/text.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kTipBytes = 1024;

// Invisible or reordering characters that could make one text look like another.
bool isHidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0x61c ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

void appendEscape(QString& out, char32_t c) {
  switch (c) {
    case '\n':
      out += QLatin1String("\\n");
      return;
    case '\r':
      out += QLatin1String("\\r");
      return;
    case '\t':
      out += QLatin1String("\\t");
      return;
    default:
      out += QStringLiteral("\\u%1").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0'));
  }
}

bool isPrintableAscii(std::string_view bytes) {
  for (const char c : bytes) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

// `bytes` without a sequence that was cut off at its end.
std::string_view wholeCharacters(std::string_view bytes) {
  std::size_t lead = bytes.size();
  while (lead > 0 && (static_cast<unsigned char>(bytes[lead - 1]) & 0xc0) == 0x80) --lead;
  if (lead == 0) return bytes;
  const auto first = static_cast<unsigned char>(bytes[lead - 1]);
  const std::size_t wanted = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return bytes.size() - (lead - 1) < wanted ? bytes.substr(0, lead - 1) : bytes;
}

QString escaped(std::string_view utf8, std::size_t limit, bool keepLines) {
  const bool cut = utf8.size() > limit;
  const std::string_view taken = cut ? wholeCharacters(utf8.substr(0, limit)) : utf8;
  QString out;
  if (isPrintableAscii(taken)) {
    out = QString::fromLatin1(taken.data(), static_cast<qsizetype>(taken.size()));
  } else {
    const std::string clean = text::toUtf8(taken);
    // A byte order mark is shown like any other hidden character, not swallowed.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    const QString decoded = decoder(QByteArrayView(clean.data(), static_cast<qsizetype>(clean.size())));
    for (const char32_t c : decoded.toUcs4()) {
      if ((keepLines && c == '\n') || !isHidden(c))
        out += QChar::fromUcs4(c);
      else
        appendEscape(out, c);
    }
  }
  if (cut) out += QStringLiteral("…");
  return out;
}

}  // namespace

QString display(std::string_view utf8, std::size_t limit) { return escaped(utf8, limit, false); }
QString asQString(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString displayLines(std::string_view utf8, std::size_t limit) { return escaped(utf8, limit, true); }
QString tip(std::string_view utf8) { return tip(display(utf8, kTipBytes)); }

QString tip(const QString& text) {
  if (text.isEmpty()) return {};
  QString safe = text.toHtmlEscaped();
  safe.replace(QLatin1Char('\n'), QLatin1String("<br>"));
  return QLatin1String("<qt>") + safe + QLatin1String("</qt>");
}

}  // namespace bascule::ui
