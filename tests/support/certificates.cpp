// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/certificates.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace bascule::test {
namespace {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using File = std::unique_ptr<std::FILE, Freed<std::fclose>>;

constexpr long kDay = 24L * 60 * 60;

File opened(const std::filesystem::path& path, const char* mode) {
  File file(std::fopen(path.c_str(), mode));
  if (!file) throw std::runtime_error("cannot open " + path.string());
  return file;
}

Certificate made(EVP_PKEY* key, const std::string& name, X509* issuer, EVP_PKEY* issuerKey,
                 const std::string& alternative) {
  static long serial = 1;
  Certificate certificate(X509_new());
  X509* const x = certificate.get();
  X509_set_version(x, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(x), kDay);
  X509_set_pubkey(x, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(issuer != nullptr ? issuer : x));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer != nullptr ? issuer : x, x, nullptr, nullptr, 0);
  const auto extend = [&](int id, const std::string& value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    X509_add_ext(x, extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!alternative.empty()) extend(NID_subject_alt_name, alternative);
  X509_sign(x, issuerKey, EVP_sha256());
  return certificate;
}

Identity written(const std::filesystem::path& folder, const std::string& name, X509* certificate,
                 EVP_PKEY* key) {
  Identity identity{folder / (name + ".crt"), folder / (name + ".key")};
  PEM_write_X509(opened(identity.certificate, "w").get(), certificate);
  PEM_write_PrivateKey(opened(identity.key, "w").get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return identity;
}

}  // namespace

Authority::Authority(std::filesystem::path folder, const std::string& name) : folder_(std::move(folder)) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = made(key.get(), name, nullptr, key.get(), "");
  self_ = written(folder_, name, certificate.get(), key.get());
}

Identity Authority::issue(const std::string& name, const std::string& alternative) const {
  const Key issuerKey(PEM_read_PrivateKey(opened(self_.key, "r").get(), nullptr, nullptr, nullptr));
  const Certificate issuer(PEM_read_X509(opened(self_.certificate, "r").get(), nullptr, nullptr, nullptr));
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = made(key.get(), name, issuer.get(), issuerKey.get(), alternative);
  return written(folder_, name, certificate.get(), key.get());
}

}  // namespace bascule::test
