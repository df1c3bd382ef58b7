// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/typeface.h"

#include <QFontDatabase>
#include <QPainter>
#include <QTextLayout>
#include <QVarLengthArray>

// Resources of a static library are only linked in when somebody asks; the macro wants the global namespace.
static void linkFontResources() { Q_INIT_RESOURCE(fonts); }

namespace bascule::ui {
namespace {

struct FaceRow {
  const char* family;
  int pixels;
  QFont::Weight weight;
};

constexpr const char* kInter = "Bascule Inter";
constexpr std::array<FaceRow, kFaceCount> kFaces = {{
    {kInter, 13, QFont::Normal},
    {kInter, 13, QFont::Medium},
    {kInter, 13, QFont::DemiBold},
    {kInter, 12, QFont::Normal},
    {kInter, 12, QFont::DemiBold},
    {kInter, 11, QFont::Normal},
    {kInter, 11, QFont::DemiBold},
    {kInter, 15, QFont::DemiBold},
    {"Bascule Mono", 12, QFont::Normal},
}};

}  // namespace

bool registerFonts() {
  linkFontResources();
  bool complete = true;
  for (const char* file : {"BasculeInter-Regular.otf", "BasculeInter-Medium.otf", "BasculeInter-SemiBold.otf",
                           "BasculeMono-Regular.ttf"}) {
    const QString path = QStringLiteral(":/bascule/fonts/") + QLatin1String(file);
    complete = QFontDatabase::addApplicationFont(path) >= 0 && complete;
  }
  return complete;
}

QFont fontOf(Face face) {
  const FaceRow& row = kFaces[static_cast<std::size_t>(face)];
  QFont font(QString::fromLatin1(row.family));
  font.setPixelSize(row.pixels);
  font.setWeight(row.weight);
  font.setHintingPreference(QFont::PreferNoHinting);
  return font;
}

Typeface::Typeface(const QFont& font)
    : font_(font), raw_(QRawFont::fromFont(font)), capHeight_(raw_.capHeight()) {
  for (int code = 0x20; code < kTable; ++code) {
    const QList<quint32> glyphs = raw_.glyphIndexesForString(QString(QChar(code)));
    const auto index = static_cast<std::size_t>(code);
    glyphs_[index] = glyphs.isEmpty() ? 0 : glyphs[0];
    const QList<QPointF> advances = raw_.advancesForGlyphIndexes({glyphs_[index]});
    advances_[index] = advances.isEmpty() ? 0 : advances[0].x();
  }
}

bool Typeface::plain(QStringView text) const {
  for (const QChar c : text) {
    if (c.unicode() < 0x20 || c.unicode() >= kTable) return false;
  }
  return true;
}

qreal Typeface::width(QStringView text) const {
  if (!plain(text)) return shaped(text).width;
  qreal sum = 0;
  for (const QChar c : text) sum += advances_[c.unicode()];
  return sum;
}

void Typeface::draw(QPainter& painter, QPointF origin, QStringView text) const {
  if (text.isEmpty()) return;
  if (!plain(text)) {
    const Shaped& entry = shaped(text);
    const QPointF top(origin.x(), origin.y() - entry.ascent);
    for (const QGlyphRun& run : entry.runs) painter.drawGlyphRun(top, run);
    return;
  }
  QVarLengthArray<quint32, 128> glyphs(text.size());
  QVarLengthArray<QPointF, 128> positions(text.size());
  qreal x = 0;
  for (qsizetype i = 0; i < text.size(); ++i) {
    const std::size_t code = text[i].unicode();
    glyphs[i] = glyphs_[code];
    positions[i] = QPointF(x, 0);
    x += advances_[code];
  }
  QGlyphRun run;
  run.setRawFont(raw_);
  run.setRawData(glyphs.constData(), positions.constData(), static_cast<int>(text.size()));
  painter.drawGlyphRun(origin, run);
}

const Typeface::Shaped& Typeface::shaped(QStringView text) const {
  const QString key = text.toString();
  if (const auto found = cache_.constFind(key); found != cache_.constEnd()) return *found;
  if (cache_.size() >= kCacheEntries) cache_.clear();
  QTextLayout layout(key, font_);
  layout.beginLayout();
  QTextLine line = layout.createLine();
  line.setPosition({0, 0});
  layout.endLayout();
  return *cache_.insert(key, Shaped{layout.glyphRuns(), line.naturalTextWidth(), line.ascent()});
}

}  // namespace bascule::ui
