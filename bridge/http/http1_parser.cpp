// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/http/http1_parser.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include <boost/beast/http/basic_parser.hpp>

#include "bridge/base/ascii.h"

namespace bascule::http {
namespace {

namespace beast = boost::beast;
using beast::http::error;
using ErrorCodeRef = beast::error_code;

// robustness S4: longest chunk extension, longest chunk, line of a chunk header (16 digits, extension,
// CRLFs).
constexpr std::size_t kMaxChunkExtension = 256;
constexpr std::uint64_t kMaxChunk = (1ULL << 31) - 1;
constexpr std::size_t kMaxChunkLine = kMaxChunkExtension + 16 + 4;
// Method, spaces and version around the target.
constexpr std::size_t kRequestLineExtra = 64;
constexpr std::size_t kMaxContentLengthDigits = 18;

constexpr Refusal kMalformedHead{400, "The request head is malformed."};
constexpr Refusal kBadVersion{505, "This server speaks HTTP/1.1 and HTTP/2."};
constexpr Refusal kBadHost{400, "The request must have exactly one Host field."};
constexpr Refusal kBadLength{400, "The Content-Length field is malformed or not alone."};
constexpr Refusal kBadTransferEncoding{501, "The only transfer coding accepted is chunked."};
constexpr Refusal kBadStatus{400, "The status is none."};
constexpr Refusal kBadChunk{400, "The chunked body is malformed."};
constexpr Refusal kLongTarget{414, "The request target is longer than this server accepts."};

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// What Beast does not check: lines that continue the one before, line ends without carriage return.
bool hasBareLineEnd(BytesView raw, std::size_t from) {
  for (std::size_t i = raw.find('\n', from); i != BytesView::npos; i = raw.find('\n', i + 1)) {
    if (i == 0 || raw[i - 1] != '\r') return true;
  }
  return false;
}

bool hasFoldedLine(BytesView raw) {
  return raw.find("\n ") != BytesView::npos || raw.find("\n\t") != BytesView::npos;
}

}  // namespace

/// What the two Beast parsers tell, in one place.
struct Http1Parser::Message {
  virtual ~Message() = default;
  virtual std::size_t put(BytesView bytes, ErrorCodeRef& failed) = 0;
  virtual bool done() const = 0;

  Http1Head head;
  std::shared_ptr<Headers> trailers;
  HeaderMeter meter;
  int version = 11;
  int hosts = 0;
  int lengths = 0;
  int transferEncodings = 0;
  bool headDone = false;
  bool unsafe = false;  // a field no rule of ours accepts
  bool badLength = false;
  bool badCoding = false;
  bool badExpectation = false;
  BytesView piece;              // body bytes of the last put()
  std::uint64_t chunkLeft = 0;  // bytes of the chunk being read; 0: its line comes next

  void field(std::string_view name, std::string_view value) {
    if (!isFieldValue(value)) unsafe = true;
    if (!meter.admit(name.size(), value.size())) return;
    Headers& list = headDone ? *trailers : *head.headers;
    list.add(ascii::lower(name), value);
    if (!headDone) note(ascii::lower(name), value);
  }

  void note(const std::string& name, std::string_view value) {
    if (name == "host" && ++hosts == 1 && head.authority.empty()) head.authority = value;
    if (name == "content-length") {
      const auto number = ascii::parseDigits(value, kMaxContentLengthDigits);
      badLength = badLength || ++lengths > 1 || !number;
      head.length = number.value_or(0);
    }
    if (name == "transfer-encoding") {
      badCoding = badCoding || ++transferEncodings > 1 || !ascii::equalsIgnoreCase(value, "chunked");
    }
    if (name == "expect") {
      head.expectContinue = ascii::equalsIgnoreCase(value, "100-continue");
      badExpectation = !head.expectContinue;
    }
  }

  /// Splits an absolute-form target (RFC 9112 section 3.2.2) into its parts.
  void target(std::string_view text) {
    for (const std::string_view scheme : {"http", "https"}) {
      if (text.size() <= scheme.size() + 3 ||
          !ascii::equalsIgnoreCase(text.substr(0, scheme.size()), scheme) ||
          text.substr(scheme.size(), 3) != "://") {
        continue;
      }
      const auto rest = text.substr(scheme.size() + 3);
      const auto slash = std::min(rest.find_first_of("/?"), rest.size());
      head.scheme = scheme;
      head.authority = rest.substr(0, slash);
      head.target = rest.substr(slash);
      if (head.target.empty() || head.target[0] == '?') head.target.insert(0, "/");
      return;
    }
    head.target = text;
  }
};

namespace {

/// Beast's parser with the callbacks both directions share.
template <bool isRequest, typename Message>
class BeastParser : public beast::http::basic_parser<isRequest> {
 public:
  explicit BeastParser(Message& message) : message_(message) {
    this->header_limit(std::numeric_limits<std::uint32_t>::max());  // our own limits come first
    this->body_limit(boost::none);
  }

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       ErrorCodeRef&) override {
    message_.head.method = view(method);
    message_.target(view(target));
    message_.version = version;
  }
  void on_response_impl(int status, beast::string_view, int version, ErrorCodeRef&) override {
    message_.head.status = status;
    message_.version = version;
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     ErrorCodeRef&) override {
    message_.field(view(name), view(value));
  }
  void on_header_impl(ErrorCodeRef&) override {
    message_.head.keepAlive = this->keep_alive();
    message_.head.framing = this->chunked()          ? Framing::Chunked
                            : this->content_length() ? Framing::Length
                            : isRequest              ? Framing::None
                                                     : Framing::UntilClose;
  }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCodeRef&) override {}
  std::size_t on_body_impl(beast::string_view body, ErrorCodeRef&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t size, beast::string_view extensions,
                            ErrorCodeRef& failed) override {
    if (size > kMaxChunk || extensions.size() > kMaxChunkExtension) failed = error::bad_chunk;
    message_.chunkLeft = size;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, ErrorCodeRef&) override {
    message_.piece = view(body);
    message_.chunkLeft -= body.size();
    return body.size();
  }
  void on_finish_impl(ErrorCodeRef&) override {}

  Message& message_;
};

}  // namespace

struct Http1Parser::RequestMessage final : Http1Parser::Message {
  std::size_t put(BytesView bytes, ErrorCodeRef& failed) override {
    return parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
  }
  bool done() const override { return parser.is_done(); }
  BeastParser<true, Message> parser{*this};
};

struct Http1Parser::ResponseMessage final : Http1Parser::Message {
  std::size_t put(BytesView bytes, ErrorCodeRef& failed) override {
    return parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), failed);
  }
  bool done() const override { return parser.is_done(); }
  BeastParser<false, Message> parser{*this};
};

Http1Parser::Http1Parser(Reads reads, const Limits& limits) : reads_(reads), limits_(limits) { restart(); }
Http1Parser::~Http1Parser() = default;

void Http1Parser::restart(bool toHead) {
  message_.reset();
  state_ = State::Head;
  toHead_ = toHead;
  chunkSeen_ = false;
  lineSkipped_ = false;
  searched_ = 0;
}

void Http1Parser::push(Slice bytes) { input_.push(std::move(bytes)); }

bool Http1Parser::insideHead() const { return state_ == State::Head && waiting() > 0; }

bool Http1Parser::endOfInput() const {
  if (state_ == State::Head) return waiting() == 0;
  return state_ == State::Ended || (state_ == State::Body && framing_ == Framing::UntilClose);
}

Http1Parser::Item Http1Parser::bad(Refusal refusal) {
  state_ = State::Failed;
  discardAll();
  return Bad{refusal};
}

ByteCount Http1Parser::discardAll() {
  const ByteCount count = waiting();
  input_.clear();
  window_ = Slice();
  carry_.clear();
  return count;
}

void Http1Parser::advance(std::size_t count) {
  if (carry_.empty()) {
    window_.removePrefix(count);
    return;
  }
  window_ = Slice::copyOf(BytesView(carry_).substr(count));
  carry_.clear();
}

bool Http1Parser::grow() {
  if (input_.empty()) return false;
  Slice next = input_.takeSome(std::numeric_limits<std::size_t>::max());
  if (carry_.empty() && window_.empty()) {
    window_ = std::move(next);
    return true;
  }
  if (carry_.empty()) carry_ = window_.view();
  window_ = Slice();
  carry_ += next.view();
  return true;
}

Slice Http1Parser::bodyPiece(BytesView bytes) const {
  if (!carry_.empty()) return Slice::copyOf(bytes);
  return window_.sub(static_cast<std::size_t>(bytes.data() - window_.data()), bytes.size());
}

Http1Parser::Item Http1Parser::next() {
  if (state_ == State::Head) return readHead();
  if (state_ != State::Body) return NeedMore{};
  return framing_ == Framing::Chunked ? readChunked() : readLengthBody();
}

Http1Parser::Item Http1Parser::readHead() {
  for (;;) {
    // One empty line before a request is tolerated (RFC 9112 section 2.2).
    if (!lineSkipped_ && current().starts_with("\r\n")) {
      lineSkipped_ = true;
      searched_ = 0;
      advance(2);
    }
    const BytesView bytes = current();
    const auto end = bytes.find("\r\n\r\n", searched_ > 3 ? searched_ - 3 : 0);
    const BytesView head = bytes.substr(0, end == BytesView::npos ? end : end + 4);
    if (hasBareLineEnd(head, searched_)) return bad(kMalformedHead);
    const auto firstLine = head.substr(0, head.find('\n'));
    if (firstLine.size() > limits_.targetBytes + kRequestLineExtra) return bad(kLongTarget);
    if (head.size() - firstLine.size() > limits_.headerListBytes) return bad(headerListTooLarge());
    if (end != BytesView::npos) {
      searched_ = 0;
      Item item = parseHead(head);
      if (!std::holds_alternative<Bad>(item)) advance(head.size());
      return item;
    }
    searched_ = bytes.size();
    if (!grow()) return NeedMore{};
  }
}

Http1Parser::Item Http1Parser::parseHead(BytesView raw) {
  const bool requests = reads_ == Reads::Requests;
  if (requests) {
    message_ = std::make_unique<RequestMessage>();
  } else {
    message_ = std::make_unique<ResponseMessage>();
  }
  Message& message = *message_;
  message.head.headers = std::make_shared<Headers>();
  message.meter = meterFor(requests, limits_);
  if (hasFoldedLine(raw)) return bad(kMalformedHead);
  ErrorCodeRef failed;
  message.put(raw, failed);
  if (message.meter.exceeded()) return bad(headerListTooLarge());
  if (failed == error::bad_version || message.version != 11) return bad(kBadVersion);
  if (message.transferEncodings > 0 && message.badCoding) return bad(kBadTransferEncoding);
  if (message.badLength || (message.lengths > 0 && message.transferEncodings > 0)) return bad(kBadLength);
  if (failed || message.unsafe) return bad(kMalformedHead);
  if (requests && message.hosts != 1) return bad(kBadHost);
  if (message.badExpectation) return bad({417, "The only expectation this server meets is 100-continue."});
  if (requests) {
    const auto refusal =
        checkRequest(message.head.method, message.head.authority, message.head.target, limits_);
    if (refusal) return bad(*refusal);
  }
  const int status = message.head.status;
  if (!requests && status < kLeastStatus) return bad(kBadStatus);
  if (!requests && (toHead_ || status / 100 == 1 || status == 204 || status == 304)) {
    message.head.framing = Framing::None;
  }
  message.headDone = true;
  message.meter = meterFor(requests, limits_);
  message.trailers = std::make_shared<Headers>();
  framing_ = message.head.framing;
  bodyLeft_ = message.head.length;
  if (framing_ == Framing::Length && bodyLeft_ == 0) framing_ = message.head.framing = Framing::None;
  state_ = framing_ == Framing::None ? State::Ended : State::Body;
  return std::move(message.head);
}

Http1Parser::Item Http1Parser::readLengthBody() {
  if (framing_ == Framing::Length && bodyLeft_ == 0) {
    state_ = State::Ended;
    return End{};
  }
  if (current().empty() && !grow()) return NeedMore{};
  ByteCount count = current().size();
  if (framing_ == Framing::Length) count = std::min(count, bodyLeft_);
  Slice piece = bodyPiece(current().substr(0, static_cast<std::size_t>(count)));
  bodyLeft_ -= framing_ == Framing::Length ? count : 0;
  advance(static_cast<std::size_t>(count));
  return piece;
}

Http1Parser::Ready Http1Parser::chunkLineReady() const {
  const BytesView bytes = current();
  const std::size_t start = chunkSeen_ ? 2 : 0;  // the line end of the chunk before comes first
  const auto lineEnd = bytes.find("\r\n", start);
  if (lineEnd == BytesView::npos) return bytes.size() > kMaxChunkLine ? Ready::LongLine : Ready::No;
  const auto size = bytes.substr(start, lineEnd - start);
  const auto digit = size.find_first_not_of('0');
  const bool last = size.starts_with('0') &&
                    (digit == BytesView::npos || std::isxdigit(static_cast<unsigned char>(size[digit])) == 0);
  if (!last || bytes.find("\r\n\r\n", lineEnd) != BytesView::npos) return Ready::Yes;
  return bytes.size() > limits_.headerListBytes + kMaxChunkLine ? Ready::LongTrailers : Ready::No;
}

Http1Parser::Item Http1Parser::readChunked() {
  for (;;) {
    if (current().empty() && !grow()) return NeedMore{};
    if (message_->chunkLeft == 0) {
      // Beast 1.81 must not be asked again about a last chunk it has seen a part of: it asserts.
      const Ready ready = chunkLineReady();
      if (ready == Ready::LongLine) return bad(kBadChunk);
      if (ready == Ready::LongTrailers) return bad(headerListTooLarge());
      if (ready == Ready::No) {
        if (!grow()) return NeedMore{};
        continue;
      }
    }
    message_->piece = {};
    ErrorCodeRef failed;
    const BytesView bytes = current();
    const std::size_t used = message_->put(bytes, failed);
    if (message_->meter.exceeded()) return bad(headerListTooLarge());
    if (failed || message_->unsafe) return bad(kBadChunk);
    chunkSeen_ = true;
    if (!message_->piece.empty()) {
      Slice piece = bodyPiece(message_->piece);
      advance(used);
      return piece;
    }
    const bool folded = message_->done() && hasFoldedLine(bytes.substr(0, used));
    if (folded) return bad(kBadChunk);
    advance(used);
    if (message_->done()) {
      state_ = State::Ended;
      return End{message_->trailers->empty() ? nullptr : message_->trailers};
    }
  }
}

}  // namespace bascule::http
