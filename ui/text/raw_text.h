// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the Raw tab. Pure data.
#pragma once

#include <array>

#include "ui/text/words.h"

namespace bascule::ui {

struct RawChoice {
  const char* name;
  const char* tip;
};

/// Which leg, and what of it.
inline constexpr std::array<RawChoice, 2> kRawLegs = {
    {{english("Client side"), english("What went over the wire on the client side")},
     {english("Server side"), english("What went over the wire on the server side")}}};
inline constexpr std::array<RawChoice, 2> kRawWays = {
    {{english("As recorded"), english("Heads and messages as they were recorded")},
     {english("As frames"),
      english("Frames of HTTP/2 or messages of HTTP/1.1 with their bytes, made anew from the record")}}};

/// Above the frames, so that nobody takes them for a packet capture.
inline constexpr const char* kFramesRemark = english(
    "Made anew from what was recorded, as in an export for Wireshark: header fields are literals, DATA "
    "frames "
    "follow the messages, the stream's number is the call's, and SETTINGS, WINDOW_UPDATE and PING are not "
    "there.");

}  // namespace bascule::ui
