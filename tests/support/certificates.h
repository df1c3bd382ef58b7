// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates made for one test: an authority and what it signs, as PEM files in a folder.
#pragma once

#include <filesystem>
#include <string>

namespace bascule::test {

/// Paths of a certificate and its key.
struct Identity {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// A certificate authority in a folder that outlives it.
class Authority {
 public:
  explicit Authority(std::filesystem::path folder, const std::string& name = "authority");
  /// Signs a certificate for `name`; `alternative` as in `DNS:localhost,IP:127.0.0.1`.
  Identity issue(const std::string& name, const std::string& alternative) const;
  const std::filesystem::path& certificate() const { return self_.certificate; }

 private:
  std::filesystem::path folder_;
  Identity self_;
};

}  // namespace bascule::test
