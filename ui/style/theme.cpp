// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include <array>

namespace bascule::ui {
namespace {

struct ToneColours {
  QColor Theme::* mark;
  QColor Theme::* word;
};

constexpr std::array<ToneColours, 8> kTones = {{
    {&Theme::dim, &Theme::dim},
    {&Theme::connect, &Theme::connect},
    {&Theme::ok, &Theme::okText},
    {&Theme::error, &Theme::errorText},
    {&Theme::warning, &Theme::warningText},
    {&Theme::inFlight, &Theme::inFlightText},
    {&Theme::grpc, &Theme::grpcText},
    {&Theme::grpcWeb, &Theme::grpcWebText},
}};

}  // namespace

QColor mix(const QColor& base, const QColor& top, double share) {
  const auto part = [share](int b, int t) { return qRound(b + (t - b) * share); };
  return {part(base.red(), top.red()), part(base.green(), top.green()), part(base.blue(), top.blue())};
}

Theme Theme::light() {
  Theme t;
  t.window = 0xf6f7f9, t.panel = 0xffffff, t.header = 0xf9fafb, t.line = 0xe4e7ec;
  t.text = 0x1b2430, t.dim = 0x5f697c, t.faint = 0x98a2b3;
  t.selection = 0xe8ebff, t.selectionBar = 0x5b5bd6, t.hover = 0xf1f3f7;
  t.connect = 0x5b5bd6, t.grpc = 0x0d9488, t.grpcText = 0x0a766d, t.grpcWeb = 0xb7791f,
  t.grpcWebText = 0x8f5e18;
  t.ok = 0x1f9d55, t.error = 0xd64545, t.warning = 0xc2780a, t.inFlight = 0x2f80ed;
  t.okText = 0x187941, t.errorText = 0xba3c3c, t.warningText = 0x955c08, t.inFlightText = 0x2668c0;
  t.added = 0xe7f6ec, t.removed = 0xfdecec, t.changed = 0xfff6e0;
  t.track = 0xe4e7ec;
  return t;
}

Theme Theme::darkTheme() {
  Theme t;
  t.dark = true;
  t.window = 0x15181e, t.panel = 0x1b1f27, t.header = 0x191d24, t.line = 0x2b313c;
  t.text = 0xe6e9ef, t.dim = 0x98a2b3, t.faint = 0x667085;
  t.selection = 0x2a2d52, t.selectionBar = 0x8b8bf5, t.hover = 0x222732;
  t.connect = 0x9b9bf7, t.grpc = t.grpcText = 0x2dd4bf, t.grpcWeb = t.grpcWebText = 0xf0b452;
  t.ok = t.okText = 0x4cc38a, t.error = t.errorText = 0xf27878;
  t.warning = t.warningText = 0xf0b452, t.inFlight = t.inFlightText = 0x6cb0ff;
  t.added = 0x17301f, t.removed = 0x3a1d1f, t.changed = 0x352c14;
  t.track = 0x343b48;
  return t;
}

QColor Theme::mark(Tone tone) const { return this->*kTones[static_cast<std::size_t>(tone)].mark; }
QColor Theme::word(Tone tone) const { return this->*kTones[static_cast<std::size_t>(tone)].word; }
QColor Theme::pill(Tone tone) const { return mix(panel, mark(tone), dark ? 0.16 : 0.13); }

QPalette Theme::palette() const {
  QPalette p;
  p.setColor(QPalette::Window, window);
  p.setColor(QPalette::WindowText, text);
  p.setColor(QPalette::Base, panel);
  p.setColor(QPalette::AlternateBase, header);
  p.setColor(QPalette::Text, text);
  p.setColor(QPalette::Button, panel);
  p.setColor(QPalette::ButtonText, text);
  p.setColor(QPalette::BrightText, text);
  p.setColor(QPalette::Highlight, selection);
  p.setColor(QPalette::HighlightedText, text);
  p.setColor(QPalette::ToolTipBase, panel);
  p.setColor(QPalette::ToolTipText, text);
  p.setColor(QPalette::PlaceholderText, dim);
  p.setColor(QPalette::Link, connect);
  p.setColor(QPalette::Light, panel);
  p.setColor(QPalette::Midlight, line);
  p.setColor(QPalette::Mid, line);
  p.setColor(QPalette::Dark, line);
  p.setColor(QPalette::Shadow, line);
  for (const auto role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
    p.setColor(QPalette::Disabled, role, faint);
  }
  return p;
}

Tone toneOf(rpc::Protocol protocol) {
  if (rpc::isConnect(protocol)) return Tone::Accent;
  if (rpc::isGrpcWeb(protocol)) return Tone::GrpcWeb;
  return protocol == rpc::Protocol::Grpc ? Tone::Grpc : Tone::Neutral;
}

}  // namespace bascule::ui
