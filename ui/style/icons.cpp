// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/icons.h"

#include <QPainter>
#include <QPainterPath>
#include <array>

namespace bascule::ui {
namespace {

using Polyline = std::initializer_list<QPointF>;

QPainterPath lines(std::initializer_list<Polyline> strokes) {
  QPainterPath path;
  for (const Polyline& stroke : strokes) {
    path.moveTo(*stroke.begin());
    for (const QPointF& point : stroke) path.lineTo(point);
  }
  return path;
}

QPainterPath searchGlass() {
  QPainterPath path = lines({{{10.6, 10.6}, {14, 14}}});
  path.addEllipse(QPointF(7, 7), 4.6, 4.6);
  return path;
}

QPainterPath copySheets() {
  QPainterPath path;
  path.addRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.5, 1.5);
  path.addPath(lines({{{3.5, 10.5}, {2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}, {10.5, 3.5}}}));
  return path;
}

QPainterPath strokeOf(Icon icon) {
  switch (icon) {
    case Icon::Traffic:
      return lines({{{2, 5}, {13.5, 5}},
                    {{10.5, 2}, {13.5, 5}, {10.5, 8}},
                    {{14, 11}, {2.5, 11}},
                    {{5.5, 8}, {2.5, 11}, {5.5, 14}}});
    case Icon::ChevronDown:
      return lines({{{4.5, 6.5}, {8, 10}, {11.5, 6.5}}});
    case Icon::ChevronUp:
      return lines({{{4.5, 9.5}, {8, 6}, {11.5, 9.5}}});
    case Icon::ChevronRight:
      return lines({{{6.5, 4.5}, {10, 8}, {6.5, 11.5}}});
    case Icon::Check:
      return lines({{{3.5, 8.5}, {6.5, 11.5}, {12.5, 4.5}}});
    case Icon::Cross:
      return lines({{{4.5, 4.5}, {11.5, 11.5}}, {{11.5, 4.5}, {4.5, 11.5}}});
    case Icon::Copy:
      return copySheets();
    case Icon::Open:
      return lines({{{2, 13}, {2, 3.5}, {6, 3.5}, {7.5, 5.5}, {14, 5.5}, {14, 13}, {2, 13}}});
    case Icon::Search:
      return searchGlass();
    case Icon::Statistics:
      return lines({{{2.5, 13.5}, {13.5, 13.5}},
                    {{4.5, 10.5}, {4.5, 8.5}},
                    {{8, 10.5}, {8, 3}},
                    {{11.5, 10.5}, {11.5, 6}}});
    case Icon::Braces:
      return lines({{{6, 2.5}, {4.5, 3}, {4.3, 6.8}, {2.5, 8}, {4.3, 9.2}, {4.5, 13}, {6, 13.5}},
                    {{10, 2.5}, {11.5, 3}, {11.7, 6.8}, {13.5, 8}, {11.7, 9.2}, {11.5, 13}, {10, 13.5}}});
    case Icon::Sliders:
      return lines({{{2, 5}, {8.5, 5}},
                    {{12.5, 5}, {14, 5}},
                    {{10.5, 3}, {12.5, 5}, {10.5, 7}, {8.5, 5}, {10.5, 3}},
                    {{2, 11}, {3.5, 11}},
                    {{7.5, 11}, {14, 11}},
                    {{5.5, 9}, {7.5, 11}, {5.5, 13}, {3.5, 11}, {5.5, 9}}});
    case Icon::Menu:
      return lines({{{2.5, 4}, {13.5, 4}}, {{2.5, 8}, {13.5, 8}}, {{2.5, 12}, {13.5, 12}}});
    default:
      return {};
  }
}

QPainterPath fillOf(Icon icon) {
  QPainterPath path;
  switch (icon) {
    case Icon::Stop:
      path.addRoundedRect(QRectF(3, 3, 10, 10), 1, 1);
      break;
    case Icon::Record:
      path.addEllipse(QPointF(8, 8), 5, 5);
      break;
    case Icon::Start:
    case Icon::Play:
      path.addPolygon(QPolygonF({{4, 2.5}, {13.5, 8}, {4, 13.5}, {4, 2.5}}));
      break;
    case Icon::Pause:
      path.addRect(QRectF(3.5, 3, 3, 10));
      path.addRect(QRectF(9.5, 3, 3, 10));
      break;
    default:
      break;
  }
  return path;
}

}  // namespace

void drawIcon(QPainter& painter, Icon icon, QPointF corner, const QColor& colour) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(corner);
  painter.fillPath(fillOf(icon), colour);
  painter.strokePath(strokeOf(icon), QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.restore();
}

}  // namespace bascule::ui
