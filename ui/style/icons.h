// SPDX-License-Identifier: GPL-3.0-or-later
// The window's icons: shapes drawn in a 16 px box with a round 1.4 px pen, in any colour.
// Thread: GUI.
#pragma once

#include <QColor>
#include <QPointF>
#include <cstdint>

class QPainter;

namespace bascule::ui {

enum class Icon : std::uint8_t {
  None,
  Traffic,
  Stop,
  Start,
  Record,
  Pause,
  ChevronDown,
  ChevronRight,
  ChevronUp,
  Check,
  Copy,
  Open,
  Play,
  Cross,
  Search,
  Menu,
  Statistics,
  Braces,
  Sliders
};

/// Draws `icon` in the 16 x 16 box whose top left corner is `corner`.
void drawIcon(QPainter& painter, Icon icon, QPointF corner, const QColor& colour);

}  // namespace bascule::ui
