// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/tls_context.h"

#include <array>
#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "bridge/net/certificate_names.h"

namespace bascule::net {
namespace {

namespace fs = std::filesystem;

// ALPN protocol names with their length in front, the preferred one first.
constexpr std::array<unsigned char, 12> kProtocols = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
constexpr unsigned kHttp2Name = 3;  // bytes of the first one
// Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string why() {
  std::string text;
  for (unsigned long code = ERR_get_error(); code != 0; code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    if (reason != nullptr) text = reason;
  }
  return text.empty() ? "unknown reason" : text;
}

std::unexpected<Error> bad(std::string_view cause, const fs::path& file, const std::string& what) {
  return fail(ErrorCode::InvalidInput, cause, file.string() + ": " + what);
}

int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                   unsigned int offeredLength, void*) {
  unsigned char* match = nullptr;
  const int found =
      SSL_select_next_proto(&match, length, kProtocols.data(), kProtocols.size(), offered, offeredLength);
  *chosen = match;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void setRules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, kCiphers);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
}

TlsClientNotes* notesOf(const SSL* ssl) { return static_cast<TlsClientNotes*>(SSL_get_app_data(ssl)); }

/// The server gave a ticket. Takes the session over (1).
int keepTicket(SSL* ssl, SSL_SESSION* session) {
  TlsClientNotes* const notes = notesOf(ssl);
  if (notes == nullptr || notes->ticket == nullptr) return 0;
  notes->ticket->session = {session, SSL_SESSION_free};
  return 1;
}

/// The server asks for a certificate: go on with the context's, if it has one (1).
int noteAsked(SSL* ssl, void*) {
  if (TlsClientNotes* const notes = notesOf(ssl)) notes->certificateAsked = true;
  return 1;
}

/// A certificate is not accepted (`ok` is 0); it can be seen here only.
int noteNames(int ok, X509_STORE_CTX* verification) {
  const int verdict = X509_STORE_CTX_get_error(verification);
  const bool name = verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
  const auto* const ssl =
      static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  TlsClientNotes* const notes = ok == 0 && name ? notesOf(ssl) : nullptr;
  if (notes != nullptr) notes->certificateNames = certificateNames(X509_STORE_CTX_get0_cert(verification));
  return ok;
}

void offer(SSL_CTX* context, const TlsClientFiles& files) {
  const unsigned from = files.http2 ? 0 : kHttp2Name;
  const unsigned to = files.http11 ? static_cast<unsigned>(kProtocols.size()) : kHttp2Name;
  if (from < to) SSL_CTX_set_alpn_protos(context, kProtocols.data() + from, to - from);
}

Result<void> readable(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return bad("tls_file_unreadable", file, "no such file");
  return {};
}

Result<void> useIdentity(SSL_CTX* context, const fs::path& certificate, const fs::path& key) {
  for (const fs::path& file : {certificate, key}) {
    if (auto ok = readable(file); !ok) return ok;
  }
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    return bad("tls_certificate_invalid", certificate, "no PEM certificate can be read: " + why());
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const std::string reason = why();
    const bool mismatch = reason.contains("mismatch");
    return bad(
        mismatch ? "tls_key_mismatch" : "tls_key_invalid", key,
        mismatch ? "is not the key of " + certificate.string() : "no PEM private key can be read: " + reason);
  }
  return {};
}

Result<void> trust(SSL_CTX* context, const fs::path& ca) {
  if (auto ok = readable(ca); !ok) return ok;
  if (SSL_CTX_load_verify_locations(context, ca.c_str(), nullptr) != 1) {
    return bad("tls_certificate_invalid", ca, "no PEM certificate can be read: " + why());
  }
  return {};
}

}  // namespace

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<TlsContextPtr> TlsContext::server(const TlsServerFiles& files) {
  ERR_clear_error();
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  const bool wantsClient = !files.clientCa.empty();
  TlsContextPtr made(new TlsContext(context, true, wantsClient, true));
  setRules(context);
  SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);
  if (auto ok = useIdentity(context, files.certificate, files.key); !ok) return std::unexpected(ok.error());
  if (wantsClient) {
    if (auto ok = trust(context, files.clientCa); !ok) return std::unexpected(ok.error());
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(files.clientCa.c_str()));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    // Sessions of verified clients must belong to us.
    constexpr std::string_view kSessionContext = "bascule";
    SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(kSessionContext.data()),
                                   static_cast<unsigned>(kSessionContext.size()));
  }
  return made;
}

Result<TlsContextPtr> TlsContext::client(const TlsClientFiles& files) {
  ERR_clear_error();
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  TlsContextPtr made(new TlsContext(context, false, !files.insecure, !files.certificate.empty()));
  setRules(context);
  offer(context, files);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keepTicket);
  SSL_CTX_set_cert_cb(context, noteAsked, nullptr);
  if (!files.insecure) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, noteNames);
    if (files.ca.empty()) {
      SSL_CTX_set_default_verify_paths(context);
    } else if (auto ok = trust(context, files.ca); !ok) {
      return std::unexpected(ok.error());
    }
  }
  if (!files.certificate.empty()) {
    if (auto ok = useIdentity(context, files.certificate, files.key); !ok) return std::unexpected(ok.error());
  }
  return made;
}

}  // namespace bascule::net
