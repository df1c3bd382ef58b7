// SPDX-License-Identifier: GPL-3.0-or-later
// `.proto` sources: a schema, or an error that says where. The text lies in a file of a folder of its own,
// because importing is reading files.
#include <filesystem>
#include <fstream>

#include "bridge/schema/registry.h"
#include "tests/fuzz/harness.h"

namespace bascule::fuzz {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with the process.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "bascule-fuzz-XXXXXX").string();
    require(mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

void target(Input& input) {
  static const Folder folder;
  const fs::path file = folder.path() / "given.proto";
  std::ofstream(file, std::ios::binary | std::ios::trunc) << input.rest();
  std::vector<schema::SourceProblem> problems;
  const auto loaded = schema::loadSources({{file.string()}, {}}, &problems);
  if (!loaded) {
    require(!loaded.error().cause.empty() && !loaded.error().message.empty(), "an error says what is wrong");
    return;
  }
  const auto again = schema::schemaFromDescriptorSet((*loaded)->serialized(), "again.binpb");
  require(again && (*again)->methods().size() == (*loaded)->methods().size(), "a schema reads back");
}

}  // namespace bascule::fuzz
