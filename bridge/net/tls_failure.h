// SPDX-License-Identifier: GPL-3.0-or-later
// `TlsFailure`: what is known when a TLS step has failed, and the error that says it: by cause, with the next
// step where the user can take one. Thread: pure functions.
#pragma once

#include <string>

#include "bridge/base/error.h"

namespace bascule::net {

struct TlsFailure {
  bool server = false;           ///< we are the server's end
  bool verifies = false;         ///< the peer's certificate is checked
  bool established = false;      ///< the handshake had ended ...
  bool heard = false;            ///< ... and the peer had sent something after it
  bool ended = false;            ///< no more bytes came
  long verdict = 0;              ///< SSL_get_verify_result(); 0 is fine
  unsigned long code = 0;        ///< OpenSSL's error; 0 if there is none
  std::string serverName;        ///< client: the name that had to be in the certificate
  std::string certificateNames;  ///< client: those that are there instead, if that is the trouble
  /// Client: the server asked for a certificate, and there is one to be shown.
  bool certificateAsked = false;
  bool certificateShown = false;
};

/// Server's end: `tls_certificate_rejected`, `tls_client_certificate_missing`, `tls_failed`.
/// Client's end, all Unavailable: `tls_name_mismatch`, `tls_certificate_expired`,
/// `tls_certificate_untrusted`, `tls_client_certificate_wanted`, `tls_client_certificate_refused`,
/// `tls_protocol_refused` (ALPN), `upstream_no_tls` (its answer is none), `tls_failed`.
Error tlsError(const TlsFailure& failure);

}  // namespace bascule::net
