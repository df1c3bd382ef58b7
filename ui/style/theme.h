// SPDX-License-Identifier: GPL-3.0-or-later
// `Theme`: every colour of the window, as one plain value. No other file names a colour.
// Owned by `Look`, which swaps it when the user or the desktop goes from light to dark. Thread: GUI.
#pragma once

#include <QColor>
#include <QPalette>

#include "bridge/rpc/protocol.h"

namespace bascule::ui {

/// How good or bad something is; each tone has a mark colour, a text colour and a pill tint.
enum class Tone : std::uint8_t { Neutral, Accent, Ok, Error, Warning, InFlight, Grpc, GrpcWeb };

struct Theme {
  bool dark = false;
  QColor window, panel, header, line;
  QColor text, dim, faint;  ///< faint is for marks only: it does not meet WCAG AA
  QColor selection, selectionBar, hover;
  QColor connect, grpc, grpcText, grpcWeb, grpcWebText;
  QColor ok, error, warning, inFlight;
  QColor okText, errorText, warningText, inFlightText;
  QColor added, removed, changed;
  QColor track;  ///< unfilled part of a bar, scroll bar thumb

  static Theme light();
  static Theme darkTheme();

  QColor mark(Tone tone) const;
  QColor word(Tone tone) const;
  /// Opaque tint of a pill: 13 % (dark 16 %) of the mark colour over the panel.
  QColor pill(Tone tone) const;
  QPalette palette() const;
};

/// `share` of `top` mixed into `base`, opaque (translucent fills are slow in Qt's raster engine).
QColor mix(const QColor& base, const QColor& top, double share);
/// The tone of the family a protocol belongs to.
Tone toneOf(rpc::Protocol protocol);

}  // namespace bascule::ui
