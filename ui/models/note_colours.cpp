// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/note_colours.h"

#include <array>

#include "ui/models/call_table_model.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::array<const char*, kNoteColours + 1> kNames = {
    english("No colour"), english("Violet"), english("Green"), english("Red"),
    english("Amber"),     english("Blue"),   english("Teal")};

const std::array<ColourRule, kNoteColours>& rules() {
  static const auto all = [] {
    constexpr std::array<Tone, kNoteColours> kTones = {Tone::Accent,  Tone::Ok,       Tone::Error,
                                                       Tone::Warning, Tone::InFlight, Tone::Grpc};
    std::array<ColourRule, kNoteColours> out;
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i].name = noteColourName(static_cast<std::uint8_t>(i + 1));
      out[i].tone = kTones[i];
    }
    return out;
  }();
  return all;
}

}  // namespace

QString noteColourName(std::uint8_t colour) { return Words::of(kNames[colour <= kNoteColours ? colour : 0]); }

const ColourRule* noteColour(std::uint8_t colour) {
  return colour == 0 || colour > kNoteColours ? nullptr : &rules()[colour - 1U];
}

}  // namespace bascule::ui
