// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/export/quoting.h"

#include <fmt/format.h>

#include "bridge/base/text.h"

namespace bascule::exporting {
namespace {

// Letters that no shell gives a meaning to, anywhere in a word. `=` and `~` have one at its beginning.
bool isPlain(char c) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,";
  return kPlain.find(c) != std::string_view::npos;
}

// A line feed is kept: inside quotes it ends no command, and a command substitution would swallow it.
bool needsOctal(unsigned char c, bool isUtf8) {
  return (c < 0x20 && c != '\n') || c == 0x7f || (c >= 0x80 && !isUtf8);
}

// U+0080 to U+009F: a terminal may take them for the beginning of a control sequence.
bool isC1(std::string_view text, std::size_t i) {
  return text[i] == '\xc2' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
}

}  // namespace

std::string shellQuoted(std::string_view text) {
  if (!text.empty() && text.find_first_of("=~") == std::string_view::npos) {
    bool plain = true;
    for (const char c : text) plain = plain && isPlain(c);
    if (plain) return std::string(text);
  }
  const bool isUtf8 = text::isUtf8(text);
  std::string out = "'";
  std::string octal;
  const auto closeOctal = [&] {
    if (!octal.empty()) out += "'\"$(printf '" + octal + "')\"'";
    octal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0) continue;
    if (isUtf8 && isC1(text, i)) {
      octal += fmt::format("\\{:03o}\\{:03o}", byte, static_cast<unsigned char>(text[i + 1]));
      ++i;
    } else if (needsOctal(byte, isUtf8)) {
      octal += fmt::format("\\{:03o}", byte);
    } else {
      closeOctal();
      out += text[i] == '\'' ? std::string("'\\''") : std::string(1, text[i]);
    }
  }
  closeOctal();
  return out + "'";
}

std::string codeQuoted(std::string_view text) {
  std::string out;
  text::appendJsonString(out, text);
  return out;
}

}  // namespace bascule::exporting
