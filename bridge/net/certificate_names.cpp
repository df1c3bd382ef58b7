// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/certificate_names.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <openssl/x509v3.h>

namespace bascule::net {
namespace {

constexpr std::size_t kMost = 8;
constexpr std::size_t kLongest = 253;  // a host name, RFC 1035 section 2.3.4

std::string_view bytesOf(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::string addressText(std::string_view bytes) {
  char text[INET6_ADDRSTRLEN] = {};
  if (bytes.size() == sizeof(in_addr)) ::inet_ntop(AF_INET, bytes.data(), text, sizeof text);
  if (bytes.size() == sizeof(in6_addr)) ::inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  return text;
}

std::string nameText(const GENERAL_NAME& name) {
  if (name.type == GEN_IPADD) return addressText(bytesOf(name.d.iPAddress));
  if (name.type != GEN_DNS) return {};
  const std::string_view text = bytesOf(name.d.dNSName);
  const auto printable = [](char c) { return c > ' ' && c < 0x7f; };
  return text.size() <= kLongest && std::ranges::all_of(text, printable) ? std::string(text) : std::string();
}

}  // namespace

std::string certificateNames(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> all(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  std::vector<std::string> texts;
  for (int i = 0; all != nullptr && i < sk_GENERAL_NAME_num(all.get()) && texts.size() < kMost; ++i) {
    std::string text = nameText(*sk_GENERAL_NAME_value(all.get(), i));
    if (!text.empty()) texts.push_back(std::move(text));
  }
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " and " : ", ";
    out += texts[i];
  }
  return out;
}

}  // namespace bascule::net
