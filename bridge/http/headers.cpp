// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/headers.h"

#include <algorithm>

namespace bascule::http {

void Headers::add(std::string_view name, std::string_view value) {
  spans_.push_back({static_cast<std::uint32_t>(arena_.size()), static_cast<std::uint32_t>(name.size()),
                    static_cast<std::uint32_t>(value.size())});
  arena_ += name;
  arena_ += value;
}

void Headers::reserve(std::size_t fields, std::size_t bytes) {
  spans_.reserve(fields);
  arena_.reserve(bytes);
}

std::optional<std::string_view> HeadersView::find(std::string_view name) const {
  // Asked a dozen times a call: mostly the sizes differ, so the names are not even looked at.
  for (std::size_t i = 0; i < spans_.size(); i += sizeof(FieldSpan)) {
    FieldSpan span;
    std::memcpy(&span, spans_.data() + i, sizeof(FieldSpan));
    if (span.nameSize == name.size() &&
        std::memcmp(arena_.data() + span.offset, name.data(), name.size()) == 0)
      return arena_.substr(span.offset + span.nameSize, span.valueSize);
  }
  return std::nullopt;
}

std::optional<std::string_view> Headers::find(std::string_view name) const { return view().find(name); }

bool operator==(const Headers& a, const Headers& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

const HeadersPtr& noHeaders() {
  static const HeadersPtr empty = std::make_shared<const Headers>();
  return empty;
}

}  // namespace bascule::http
