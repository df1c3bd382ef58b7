// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/tls_failure.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace bascule::net {
namespace {

struct Row {
  int number;  ///< verify result, or reason of an OpenSSL error
  std::string_view cause;
  std::string_view message;
};

constexpr std::string_view kName = "tls_name_mismatch";
constexpr std::string_view kExpired = "tls_certificate_expired";
constexpr std::string_view kOtherName =
    "correct the address, or give the name in its certificate with --upstream-server-name";
constexpr std::string_view kRenew = "renew the server's certificate, or check this machine's clock";
// Every other verdict is about whom we trust.
constexpr std::array<Row, 4> kVerdicts = {{
    {X509_V_ERR_HOSTNAME_MISMATCH, kName, kOtherName},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, kName, kOtherName},
    {X509_V_ERR_CERT_HAS_EXPIRED, kExpired, kRenew},
    {X509_V_ERR_CERT_NOT_YET_VALID, kExpired, kRenew},
}};

constexpr std::string_view kNoTls = "upstream_no_tls";
constexpr std::string_view kSayHttp =
    "the server does not answer in TLS: if it speaks cleartext, write http://";
constexpr std::array<Row, 5> kReasons = {{
    {SSL_R_WRONG_VERSION_NUMBER, kNoTls, kSayHttp},
    {SSL_R_HTTP_REQUEST, kNoTls, kSayHttp},
    {SSL_R_PACKET_LENGTH_TOO_LONG, kNoTls, kSayHttp},
    {SSL_R_UNEXPECTED_MESSAGE, kNoTls, kSayHttp},
    {SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL, "tls_protocol_refused",
     "the server speaks none of the HTTP versions offered: change --upstream-http"},
}};

// Alerts by which servers refuse the certificate shown to them, or its absence.
constexpr std::array<int, 8> kCertificateAlerts = {
    SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
    SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,       SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE,
    SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED,   SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
    SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN,   SSL_R_TLSV1_ALERT_UNKNOWN_CA};

std::string reasonText(const TlsFailure& failure) {
  const char* const reason = failure.code == 0 ? nullptr : ERR_reason_error_string(failure.code);
  if (reason != nullptr) return reason;
  return failure.ended ? "the connection ended" : "unknown reason";
}

std::string stepText(const TlsFailure& failure) {
  return (failure.established ? "TLS: " : "TLS handshake: ") + reasonText(failure);
}

Error clientError(const TlsFailure& failure) {
  const auto error = [](std::string_view cause, std::string message) {
    return Error{ErrorCode::Unavailable, ErrorSide::Upstream, std::string(cause), std::move(message)};
  };
  if (failure.verifies && failure.verdict != X509_V_OK) {
    const std::string why = X509_verify_cert_error_string(failure.verdict);
    const auto* const row = std::ranges::find(kVerdicts, failure.verdict, &Row::number);
    const std::string head = "the certificate that the server shows for " + failure.serverName +
                             " is not accepted (" + why + "): ";
    const std::string names =
        failure.certificateNames.empty() ? "" : "it is for " + failure.certificateNames + "; ";
    if (row != kVerdicts.end()) return error(row->cause, head + names + std::string(row->message));
    return error("tls_certificate_untrusted", head + "give the authority that signed it with --upstream-ca");
  }
  const int reason = ERR_GET_REASON(failure.code);
  const bool refused = std::ranges::find(kCertificateAlerts, reason) != kCertificateAlerts.end();
  // Some servers end the connection without an alert that says why.
  const bool early = failure.certificateAsked && !failure.heard && (refused || failure.ended);
  if (early && !failure.certificateShown) {
    return error(
        "tls_client_certificate_wanted",
        "the server asks for a client certificate: give one with --upstream-cert and --upstream-key");
  }
  if (early && (refused || failure.established)) {
    return error("tls_client_certificate_refused",
                 "the server refuses the certificate of --upstream-cert (" + reasonText(failure) + ")");
  }
  const auto* const row = std::ranges::find(kReasons, reason, &Row::number);
  if (row != kReasons.end() && !failure.established) return error(row->cause, std::string(row->message));
  if (failure.ended && !failure.established) {
    return error(kNoTls,
                 "the server closed the connection during the TLS handshake: if it speaks cleartext, "
                 "write http://");
  }
  return error("tls_failed", stepText(failure));
}

Error serverError(const TlsFailure& failure) {
  const ErrorSide side = ErrorSide::Downstream;
  if (failure.verifies && failure.verdict != X509_V_OK) {
    return {ErrorCode::InvalidInput, side, "tls_certificate_rejected",
            std::string("the peer's certificate is not accepted: ") +
                X509_verify_cert_error_string(failure.verdict)};
  }
  if (ERR_GET_REASON(failure.code) == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE) {
    return {ErrorCode::InvalidInput, side, "tls_client_certificate_missing",
            "the client showed no certificate, and this listener asks for one"};
  }
  return {ErrorCode::Io, side, "tls_failed", stepText(failure)};
}

}  // namespace

Error tlsError(const TlsFailure& failure) {
  return failure.server ? serverError(failure) : clientError(failure);
}

}  // namespace bascule::net
