// SPDX-License-Identifier: GPL-3.0-or-later
// `Annotation`: what a person noted about a call: a mark, a colour, a comment. Kept in the session file by
// call number (session_annotations.h), handed out with the rows. Thread: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "bridge/capture/call_record.h"

namespace bascule::capture {

/// Colours a call can have: 1 to this; 0 is none. The window says how they look.
inline constexpr std::uint8_t kAnnotationColors = 8;
/// Bytes of a comment; a longer one is cut at a character.
inline constexpr std::size_t kMaxComment = 16 * 1024;
/// Calls of one session that can be annotated.
inline constexpr std::size_t kMaxAnnotations = 1'000'000;

struct Annotation {
  bool marked = false;
  std::uint8_t color = 0;  ///< 0 to kAnnotationColors
  std::string comment{};   ///< UTF-8

  bool empty() const { return !marked && color == 0 && comment.empty(); }
  friend bool operator==(const Annotation&, const Annotation&) = default;
};

struct AnnotatedCall {
  CallNumber number = 0;
  Annotation annotation{};
  friend bool operator==(const AnnotatedCall&, const AnnotatedCall&) = default;
};

}  // namespace bascule::capture
