// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/capture/crc32c.h"

#include <array>
#include <bit>
#include <cstring>

namespace bascule::capture {
namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

/// Row k moves a byte k places further than row 0 does, so that eight bytes go in one step.
constexpr Table makeTable() {
  Table table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78U : 0U);
    table[0][i] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t i = 0; i < 256; ++i) {
      table[k][i] = (table[k - 1][i] >> 8) ^ table[0][table[k - 1][i] & 0xff];
    }
  }
  return table;
}
constexpr Table kTable = makeTable();
static_assert(std::endian::native == std::endian::little);

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    word ^= crc;
    crc = 0;
    for (std::size_t k = 0; k < 8; ++k) crc ^= kTable[7 - k][(word >> (8 * k)) & 0xff];
    bytes.remove_prefix(8);
  }
  for (const char c : bytes) crc = (crc >> 8) ^ kTable[0][(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return crc ^ 0xffffffffU;
}

}  // namespace bascule::capture
