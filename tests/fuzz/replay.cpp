// SPDX-License-Identifier: GPL-3.0-or-later
// Makes an ordinary test of the target it is linked with: runs every file of the folders or files it is
// given, and the empty input. Names each file before it runs, so that the last line tells which one failed.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/harness.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> filesOf(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

void run(std::string_view bytes) {
  bascule::fuzz::Input input(bytes);
  bascule::fuzz::target(input);
}

}  // namespace

int main(int count, char** words) {
  run({});
  int ran = 0;
  for (int i = 1; i < count; ++i) {
    for (const fs::path& path : filesOf(words[i])) {
      std::ifstream file(path, std::ios::binary);
      if (!file) {
        std::fprintf(stderr, "%s: cannot be opened\n", path.c_str());
        return 1;
      }
      std::printf("%s\n", path.c_str());
      std::fflush(stdout);
      run(std::string(std::istreambuf_iterator<char>(file), {}));
      ++ran;
    }
  }
  if (ran == 0) std::fprintf(stderr, "replay: no input files\n");
  return ran > 0 ? 0 : 1;
}
