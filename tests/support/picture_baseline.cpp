// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/picture_baseline.h"

#include <QDir>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace bascule::test {
namespace {

constexpr int kCell = 8;          // device pixels
constexpr int kSteps = 8;         // colours are kept in steps of this: smaller files
constexpr int kTolerance = 16;    // of 255, per channel: what antialiasing moves in the mean of a cell
constexpr int kStrangeCells = 2;  // cells beyond it that are let pass

QRgb mean(const QImage& picture, QRect cell) {
  std::array<int, 3> sum{};
  cell = cell.intersected(picture.rect());
  for (int y = cell.top(); y <= cell.bottom(); ++y) {
    const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
    for (int x = cell.left(); x <= cell.right(); ++x) {
      sum[0] += qRed(line[x]), sum[1] += qGreen(line[x]), sum[2] += qBlue(line[x]);
    }
  }
  const int pixels = cell.width() * cell.height();
  const auto step = [&](int channel) {
    return std::min(255, (channel / pixels + kSteps / 2) / kSteps * kSteps);
  };
  return qRgb(step(sum[0]), step(sum[1]), step(sum[2]));
}

QRect cellAt(int x, int y) { return {x * kCell, y * kCell, kCell, kCell}; }

QImage reduced(const QImage& picture) {
  QImage out((picture.width() + kCell - 1) / kCell, (picture.height() + kCell - 1) / kCell,
             QImage::Format_RGB32);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) out.setPixel(x, y, mean(picture, cellAt(x, y)));
  return out;
}

bool alike(QRgb a, QRgb b) {
  return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                   std::abs(qBlue(a) - qBlue(b))}) <= kTolerance;
}

std::vector<QRect> differingCells(const QImage& now, const QImage& baseline) {
  std::vector<QRect> out;
  for (int y = 0; y < now.height(); ++y)
    for (int x = 0; x < now.width(); ++x)
      if (!alike(now.pixel(x, y), baseline.pixel(x, y))) out.push_back(cellAt(x, y));
  return out;
}

QString frameDifferences(QImage picture, const std::vector<QRect>& cells, const QString& file) {
  QPainter painter(&picture);
  painter.setPen(Qt::magenta);
  for (const QRect& cell : cells) painter.drawRect(cell);
  painter.end();
  return picture.save(file) ? file : QStringLiteral("(no picture: %1 cannot be written)").arg(file);
}

}  // namespace

QString differenceFromBaseline(const QImage& picture, const QString& name, const BaselineFolders& folders) {
  QImage plain = picture.convertToFormat(QImage::Format_RGB32);
  plain.setDevicePixelRatio(1);
  const QDir kept(folders.kept);
  const QString file = kept.filePath(name + QStringLiteral(".png"));
  const QImage now = reduced(plain);
  if (qEnvironmentVariable("BASCULE_BASELINE") == QStringLiteral("write")) {
    if (!kept.mkpath(QStringLiteral(".")) || !now.save(file, "PNG", 0))
      return file + QStringLiteral(": not written");
    return {};
  }
  const QImage baseline = QImage(file).convertToFormat(QImage::Format_RGB32);
  if (baseline.isNull())
    return QStringLiteral("no baseline %1: look at the picture, then run with BASCULE_BASELINE=write")
        .arg(file);
  if (baseline.size() != now.size())
    return QStringLiteral("%1: %2 x %3 cells, the baseline has %4 x %5")
        .arg(name)
        .arg(now.width())
        .arg(now.height())
        .arg(baseline.width())
        .arg(baseline.height());
  const std::vector<QRect> cells = differingCells(now, baseline);
  if (cells.size() <= kStrangeCells) return {};
  return QStringLiteral("%1: %2 of %3 cells differ from the baseline: see %4")
      .arg(name)
      .arg(cells.size())
      .arg(now.width() * now.height())
      .arg(frameDifferences(plain, cells, folders.out + QStringLiteral("/%1.differs.png").arg(name)));
}

}  // namespace bascule::test
