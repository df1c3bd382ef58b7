// SPDX-License-Identifier: GPL-3.0-or-later
// `TlsContext`: certificates, keys and rules that many TLS connections share. Made once from files, then
// immutable. Thread: shared read-only.
//
// TLS 1.2 and 1.3 with the ciphers that HTTP/2 allows (RFC 9113 section 9.2.2), no renegotiation, no
// compression. ALPN prefers `h2` (RFC 7301).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "bridge/base/error.h"

struct ssl_ctx_st;
struct ssl_session_st;

namespace bascule::net {

/// What a listener shows its clients. All files are PEM.
struct TlsServerFiles {
  std::filesystem::path certificate;  ///< with the chain behind it
  std::filesystem::path key;
  std::filesystem::path clientCa;  ///< given: clients must show a certificate that these sign
};

/// How a server is trusted, and what we show it.
struct TlsClientFiles {
  std::filesystem::path ca;           ///< empty: the system's
  std::filesystem::path certificate;  ///< empty: none is shown
  std::filesystem::path key;
  bool insecure = false;  ///< trust every certificate
  bool http2 = true;      ///< offered by ALPN, preferred to ...
  bool http11 = true;     ///< ... this
};

/// The last session ticket of one server: with it the next connection needs no full handshake. Shared by the
/// connections to that server that live on one thread.
struct TlsTicket {
  std::shared_ptr<ssl_session_st> session;
};
using TlsTicketPtr = std::shared_ptr<TlsTicket>;

/// What the handshake of a client's end writes down, for TlsContext and TlsSession only.
struct TlsClientNotes {
  TlsTicketPtr ticket;
  bool certificateAsked = false;  ///< by the server
  std::string certificateNames;   ///< the server's certificate is for others than the name asked for: these
};

class TlsContext;
using TlsContextPtr = std::shared_ptr<const TlsContext>;

class TlsContext {
 public:
  /// Errors: InvalidInput `tls_file_unreadable`, `tls_certificate_invalid`, `tls_key_invalid`,
  /// `tls_key_mismatch`; each names the file.
  static Result<TlsContextPtr> server(const TlsServerFiles& files);
  static Result<TlsContextPtr> client(const TlsClientFiles& files);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  bool isServer() const { return server_; }
  bool verifiesPeer() const { return verifies_; }
  /// Client: it has a certificate to show.
  bool showsCertificate() const { return shows_; }
  ssl_ctx_st* handle() const { return context_; }

 private:
  TlsContext(ssl_ctx_st* context, bool server, bool verifies, bool shows)
      : context_(context), server_(server), verifies_(verifies), shows_(shows) {}

  ssl_ctx_st* context_;
  bool server_;
  bool verifies_;
  bool shows_;
};

}  // namespace bascule::net
