// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/web_text.h"

#include "bridge/base/base64.h"

namespace bascule::rpc {
namespace {

constexpr std::size_t kQuad = 4;  // characters that stand for three bytes
constexpr std::size_t kTriple = 3;

}  // namespace

std::optional<Slice> WebTextDecoder::decode(BytesView text) {
  rest_ += text;
  std::string_view whole = std::string_view(rest_).substr(0, rest_.size() - rest_.size() % kQuad);
  const std::size_t taken = whole.size();
  std::string out;
  while (!whole.empty()) {
    // A chunk goes up to the end of the four characters that hold its padding.
    const std::size_t padding = whole.find('=');
    const std::size_t end =
        padding == std::string_view::npos ? whole.size() : padding / kQuad * kQuad + kQuad;
    const auto bytes = base64::decode(whole.substr(0, end));
    if (!bytes) return std::nullopt;
    out += *bytes;
    whole.remove_prefix(end);
  }
  rest_.erase(0, taken);
  return out.empty() ? Slice() : Slice::copyOf(out);
}

std::string WebTextEncoder::encode(BytesView bytes) {
  rest_ += bytes;
  const std::size_t whole = rest_.size() - rest_.size() % kTriple;
  std::string text = base64::encode(std::string_view(rest_).substr(0, whole));
  rest_.erase(0, whole);
  return text;
}

std::string WebTextEncoder::finish() {
  std::string text = base64::encodePadded(rest_);
  rest_.clear();
  return text;
}

}  // namespace bascule::rpc
