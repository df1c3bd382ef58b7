// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/net/tls_session.h"

#include <algorithm>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "bridge/base/host_name.h"
#include "bridge/net/tls_failure.h"

namespace bascule::net {
namespace {

// One TLS record holds at most 16 KiB (RFC 8446 section 5.1); a slab takes four of them.
constexpr std::size_t kPlainSlab = std::size_t{64} * 1024;
constexpr std::size_t kMinRoom = std::size_t{16} * 1024;

}  // namespace

struct TlsSession::Impl {
  explicit Impl(TlsContextPtr shared) : context(std::move(shared)), ssl(SSL_new(context->handle())) {
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);  // an empty input means "not yet", not "the end"
    SSL_set_bio(ssl, in, out);
  }
  ~Impl() {
    // OpenSSL takes a connection that goes without close_notify for a reason to forget its ticket; since
    // TLS 1.1 it is none (RFC 4346 section 7.2.1).
    if (!failed) SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  TlsContextPtr context;
  SSL* ssl;
  SlabRef slab;
  std::size_t used = 0;
  bool heard = false;  ///< the peer sent plain bytes
  std::optional<Error> failed;
  std::string serverName;
  TlsClientNotes notes;

  std::unexpected<Error> failure(int result);
  Error describe(bool ended) const;
  Result<void> handshake();
};

/// Why the last operation failed, remembered for all that follow.
std::unexpected<Error> TlsSession::Impl::failure(int result) {
  failed = describe(SSL_get_error(ssl, result) == SSL_ERROR_SYSCALL);
  return std::unexpected(*failed);
}

Error TlsSession::Impl::describe(bool ended) const {
  TlsFailure failure;
  failure.server = context->isServer();
  failure.verifies = context->verifiesPeer();
  failure.established = SSL_is_init_finished(ssl) != 0;
  failure.heard = heard;
  failure.ended = ended;
  failure.verdict = SSL_get_verify_result(ssl);
  failure.code = ERR_peek_last_error();
  failure.serverName = serverName;
  failure.certificateNames = notes.certificateNames;
  failure.certificateAsked = notes.certificateAsked;
  failure.certificateShown = context->showsCertificate();
  ERR_clear_error();
  return tlsError(failure);
}

Result<void> TlsSession::Impl::handshake() {
  if (SSL_is_init_finished(ssl) != 0) return {};
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl);
  if (result == 1) return {};
  const int kind = SSL_get_error(ssl, result);
  if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE) return {};
  return failure(result);
}

TlsSession::TlsSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsSession::~TlsSession() = default;

std::unique_ptr<TlsSession> TlsSession::accept(TlsContextPtr context) {
  auto impl = std::make_unique<Impl>(std::move(context));
  SSL_set_accept_state(impl->ssl);
  return std::unique_ptr<TlsSession>(new TlsSession(std::move(impl)));
}

std::unique_ptr<TlsSession> TlsSession::connect(TlsContextPtr context, const std::string& serverName,
                                                TlsTicketPtr ticket) {
  auto impl = std::make_unique<Impl>(std::move(context));
  impl->serverName = serverName;
  impl->notes.ticket = std::move(ticket);
  SSL* const ssl = impl->ssl;
  SSL_set_connect_state(ssl);
  SSL_set_app_data(ssl, &impl->notes);
  if (impl->notes.ticket != nullptr && impl->notes.ticket->session != nullptr) {
    SSL_set_session(ssl, impl->notes.ticket->session.get());
  }
  if (host::isAddress(serverName)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), serverName.c_str());
  } else {
    // SSL_set_tlsext_host_name() without its C cast.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(serverName.c_str()));
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, serverName.c_str());
  }
  // The client speaks first; a failure of that shows at the next step.
  static_cast<void>(impl->handshake());
  return std::unique_ptr<TlsSession>(new TlsSession(std::move(impl)));
}

void TlsSession::receive(BytesView bytes) {
  BIO_write(SSL_get_rbio(impl_->ssl), bytes.data(), static_cast<int>(bytes.size()));
}

Result<std::optional<Slice>> TlsSession::nextPlain() {
  Impl& impl = *impl_;
  if (impl.failed) return std::unexpected(*impl.failed);
  if (auto shaken = impl.handshake(); !shaken) return std::unexpected(shaken.error());
  if (!established()) return std::nullopt;
  if (impl.slab && impl.used > 0 && impl.slab->unique()) impl.used = 0;
  if (!impl.slab || impl.slab->capacity() - impl.used < kMinRoom) {
    impl.slab = SlabRef::allocate(kPlainSlab);
    impl.used = 0;
  }
  ERR_clear_error();
  char* const to = impl.slab->data() + impl.used;
  const int count = SSL_read(impl.ssl, to, static_cast<int>(impl.slab->capacity() - impl.used));
  if (count > 0) {
    impl.heard = true;
    impl.used += static_cast<std::size_t>(count);
    return Slice(impl.slab, to, static_cast<std::size_t>(count));
  }
  const int kind = SSL_get_error(impl.ssl, count);
  if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE || kind == SSL_ERROR_ZERO_RETURN) {
    return std::nullopt;
  }
  return impl.failure(count);
}

Result<void> TlsSession::send(ByteQueue& plain, ByteCount budget) {
  Impl& impl = *impl_;
  if (impl.failed) return std::unexpected(*impl.failed);
  if (!established()) return {};
  while (!plain.empty() && BIO_ctrl_pending(SSL_get_wbio(impl.ssl)) < budget) {
    ERR_clear_error();
    const Slice& front = plain.front();
    const int count = SSL_write(impl.ssl, front.data(), static_cast<int>(std::min(front.size(), kPlainSlab)));
    if (count <= 0) return impl.failure(count);
    plain.consume(static_cast<ByteCount>(count));
  }
  return {};
}

void TlsSession::takeOutput(ByteQueue& out) {
  BIO* const bio = SSL_get_wbio(impl_->ssl);
  while (const std::size_t size = BIO_ctrl_pending(bio)) {
    SlabRef slab = SlabRef::allocate(size);
    const int count = BIO_read(bio, slab->data(), static_cast<int>(size));
    if (count <= 0) return;
    const char* const data = slab->data();
    out.push(Slice(std::move(slab), data, static_cast<std::size_t>(count)));
  }
}

void TlsSession::close() {
  if (!impl_->failed && established()) SSL_shutdown(impl_->ssl);
}

Error TlsSession::cutShort() const {
  if (impl_->failed) return *impl_->failed;
  ERR_clear_error();
  return impl_->describe(true);
}

bool TlsSession::resumed() const { return SSL_session_reused(impl_->ssl) != 0; }

bool TlsSession::established() const { return SSL_is_init_finished(impl_->ssl) != 0; }

bool TlsSession::peerClosed() const { return (SSL_get_shutdown(impl_->ssl) & SSL_RECEIVED_SHUTDOWN) != 0; }

std::string TlsSession::alpn() const {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(impl_->ssl, &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

}  // namespace bascule::net
