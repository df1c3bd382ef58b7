// SPDX-License-Identifier: GPL-3.0-or-later
// Files of other formats as session files: for good, or for as long as somebody looks at them. Thread: any
// one.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "bridge/capture/redaction.h"
#include "bridge/export/import_source.h"

namespace bascule::exporting {

struct ImportSettings {
  capture::Redaction redaction = capture::Redaction::defaults();
  std::string programVersion{};
  std::string descriptors{};  ///< schema of the calls (serialized FileDescriptorSet); empty: none
  /// Asked often (bytes done, of all); false cancels. Empty: nobody asks.
  std::function<bool(std::uint64_t, std::uint64_t)> progress{};
};

/// Appends the calls of `from` to the session at `to`, which is made if it is not there; a file made for
/// nothing is removed again. Errors: those of importCalls() and SessionImporter.
Result<ImportCounts> importToSession(const std::filesystem::path& from, const std::filesystem::path& to,
                                     const ImportSettings& settings);

/// A session in the folder for temporary files that goes with the object.
class TemporarySession {
 public:
  /// Nothing if `file` is none of the formats that can be imported: then it is a session, or nothing at all.
  static Result<std::optional<TemporarySession>> import(const std::filesystem::path& file,
                                                        const ImportSettings& settings);
  TemporarySession(TemporarySession&& other) noexcept;
  TemporarySession& operator=(TemporarySession&& other) noexcept;
  ~TemporarySession();

  std::filesystem::path file() const { return folder_ / "imported.bascule"; }

 private:
  explicit TemporarySession(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace bascule::exporting
