// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/pages.h"

namespace bascule::ui {
namespace {

bool insideCharacter(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The nearest place at or before `at`, but behind `least`, that is not inside a character.
std::size_t characterStart(std::string_view text, std::size_t at, std::size_t least) {
  std::size_t start = at;
  while (start > least && start < text.size() && insideCharacter(text[start])) --start;
  return start > least ? start : at;
}

}  // namespace

std::vector<std::size_t> pageStarts(std::string_view text, std::size_t pageBytes) {
  std::vector<std::size_t> out{0};
  while (text.size() - out.back() > pageBytes) {
    const std::size_t begin = out.back();
    const std::size_t end = begin + pageBytes;
    const std::size_t feed = text.rfind('\n', end - 1);
    // A line feed in the last quarter is near enough.
    const bool near = feed != std::string_view::npos && feed >= end - pageBytes / 4;
    out.push_back(near ? feed + 1 : characterStart(text, end, begin));
  }
  return out;
}

std::string withoutLongLines(std::string_view page, std::size_t lineBytes) {
  std::string out;
  while (!page.empty()) {
    const std::size_t feed = page.find('\n');
    std::size_t end = feed == std::string_view::npos ? page.size() : feed + 1;
    const bool broken = end > lineBytes + 1;
    if (broken) end = characterStart(page, lineBytes, 0);
    out += page.substr(0, end);
    if (broken) out += '\n';
    page.remove_prefix(end);
  }
  return out;
}

}  // namespace bascule::ui
