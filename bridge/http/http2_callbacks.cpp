// SPDX-License-Identifier: GPL-3.0-or-later
// From nghttp2's C callbacks to the members of Http2Session, and the library's options. Nothing here calls
// back into nghttp2: its functions must not be entered while one is running (nghttp2 #1590, #1244).
// Thread: the worker.
#include <algorithm>

#include "bridge/http/http2_session.h"

namespace bascule::http {
namespace {

std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

StreamId idOf(std::int32_t stream) { return static_cast<StreamId>(stream); }

constexpr std::uint8_t kEndStreamFlag = NGHTTP2_FLAG_END_STREAM;

bool endsStream(const nghttp2_frame_hd& header) { return (header.flags & kEndStreamFlag) != 0; }

}  // namespace

struct Http2Callbacks {
  static Http2Session& self(void* user) { return *static_cast<Http2Session*>(user); }

  static int beginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type != NGHTTP2_HEADERS) return 0;
    self(user).onBeginHead(idOf(frame->hd.stream_id), frame->headers.cat == NGHTTP2_HCAT_REQUEST);
    return 0;
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t nameSize, const std::uint8_t* value, std::size_t valueSize, std::uint8_t,
                    void* user) {
    self(user).onHeader(idOf(frame->hd.stream_id), view(name, nameSize), view(value, valueSize));
    return 0;
  }

  /// A field the library would drop silently makes the whole message malformed (RFC 9113 section 8.2.1).
  static int invalidHeader(nghttp2_session*, const nghttp2_frame*, const std::uint8_t*, std::size_t,
                           const std::uint8_t*, std::size_t, std::uint8_t, void*) {
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }

  static int frameReceived(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    Http2Session& session = self(user);
    const StreamId stream = idOf(frame->hd.stream_id);
    const bool ack = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
        session.onHeadEnd(stream, endsStream(frame->hd));
        break;
      case NGHTTP2_DATA:
        if (endsStream(frame->hd)) session.onEndStream(stream);
        break;
      case NGHTTP2_SETTINGS:
        if (ack) session.ackDue_ = kNever;
        if (!ack) session.onSettings(frame->settings);
        break;
      case NGHTTP2_PING:
        if (ack && session.shuttingDown_) session.goAwayDue_ = session.now_;
        break;
      case NGHTTP2_WINDOW_UPDATE:
        session.wakeDribbling();
        break;
      case NGHTTP2_GOAWAY:
        session.goAwayReceived_ = true;
        session.events_.push(
            GoAway{idOf(frame->goaway.last_stream_id), static_cast<H2Error>(frame->goaway.error_code),
                   std::string(view(frame->goaway.opaque_data,
                                    std::min<std::size_t>(frame->goaway.opaque_data_len, 1024)))});
        break;
      default:
        break;
    }
    return 0;
  }

  static int dataChunk(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* data,
                       std::size_t size, void* user) {
    self(user).onData(idOf(stream), view(data, size));
    return 0;
  }

  static int frameSent(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    self(user).onFrameSent(*frame);
    return 0;
  }

  static int streamClosed(nghttp2_session*, std::int32_t stream, std::uint32_t code, void* user) {
    self(user).onStreamClosed(idOf(stream), static_cast<H2Error>(code));
    return 0;
  }

  static int error(nghttp2_session*, int, const char* message, std::size_t size, void* user) {
    self(user).failure_.assign(message, std::min<std::size_t>(size, 256));
    return 0;
  }

  static ssize_t readData(nghttp2_session*, std::int32_t, std::uint8_t*, std::size_t length,
                          std::uint32_t* flags, nghttp2_data_source* source, void* user) {
    return self(user).readData(*static_cast<Http2Stream*>(source->ptr), length, *flags);
  }

  static int sendData(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frameHeader, std::size_t length,
                      nghttp2_data_source* source, void* user) {
    Http2Stream& stream = *static_cast<Http2Stream*>(source->ptr);
    return self(user).writeData(stream, view(frameHeader, 9), length) ? 0 : NGHTTP2_ERR_WOULDBLOCK;
  }
};

nghttp2_data_provider Http2Session::providerFor(Http2Stream& stream) const {
  nghttp2_data_provider provider{};
  provider.source.ptr = &stream;
  provider.read_callback = &Http2Callbacks::readData;
  return provider;
}

nghttp2_session_callbacks* makeHttp2Callbacks() {
  nghttp2_session_callbacks* table = nullptr;
  if (nghttp2_session_callbacks_new(&table) != 0) return nullptr;
  nghttp2_session_callbacks_set_on_begin_headers_callback(table, &Http2Callbacks::beginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(table, &Http2Callbacks::header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(table, &Http2Callbacks::invalidHeader);
  nghttp2_session_callbacks_set_on_frame_recv_callback(table, &Http2Callbacks::frameReceived);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table, &Http2Callbacks::dataChunk);
  nghttp2_session_callbacks_set_on_frame_send_callback(table, &Http2Callbacks::frameSent);
  nghttp2_session_callbacks_set_on_stream_close_callback(table, &Http2Callbacks::streamClosed);
  nghttp2_session_callbacks_set_error_callback2(table, &Http2Callbacks::error);
  nghttp2_session_callbacks_set_send_data_callback(table, &Http2Callbacks::sendData);
  return table;
}

nghttp2_option* makeHttp2Options(Role role, const Limits& limits) {
  nghttp2_option* options = nullptr;
  if (nghttp2_option_new(&options) != 0) return nullptr;
  nghttp2_option_set_no_auto_window_update(options, 1);
  nghttp2_option_set_no_closed_streams(options, 1);
  nghttp2_option_set_max_settings(options, 32);
  nghttp2_option_set_max_outbound_ack(options, 1000);
  nghttp2_option_set_max_continuations(options, limits.continuations);
  // Behind the guard's, which answers with the better error code.
  nghttp2_option_set_stream_reset_rate_limit(options, 2ULL * limits.clientResets,
                                             2ULL * limits.clientResetsPerSecond);
  // grpc-message may end with a space: gRPC's percent-encoding leaves it as it is.
  if (role == Role::Client) nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(options, 1);
  return options;
}

}  // namespace bascule::http
