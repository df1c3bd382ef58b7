// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a libFuzzer program of the target it is linked with.
#include "tests/fuzz/harness.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bascule::fuzz::Input input({reinterpret_cast<const char*>(data), size});
  bascule::fuzz::target(input);
  return 0;
}
