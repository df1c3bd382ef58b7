// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal/show.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "app/terminal/session_source.h"
#include "bridge/export/call_text.h"
#include "bridge/export/copy_as.h"
#include "bridge/export/exception_text.h"
#include "bridge/export/http_exchange.h"
#include "bridge/export/json_lines.h"
#include "bridge/schema/field_tree.h"
#include "bridge/schema/transcoder.h"

namespace bascule::terminal {
namespace {

using namespace capture;

// A terminal is no place for megabytes: `--format json` has everything.
constexpr std::size_t kMaxMessageText = 16 * 1024;
constexpr std::size_t kMaxTreeLines = 500;

std::string indented(std::string_view text, std::size_t by) {
  const std::string margin(by, ' ');
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += margin + std::string(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

void appendTree(std::string& out, const schema::FieldNode& node, std::size_t depth, std::size_t& lines) {
  for (const schema::FieldNode& child : node.children) {
    if (lines >= kMaxTreeLines) return;
    ++lines;
    const std::string name = child.name.empty() ? std::to_string(child.number) : child.name;
    out += std::string(2 * depth, ' ') + printable(name) + ": " + printable(child.value, 2000) + "\n";
    appendTree(out, child, depth + 1, lines);
  }
}

std::string hexText(std::string_view bytes) {
  constexpr std::size_t kMaxBytes = 256;
  constexpr std::size_t kPerLine = 16;
  std::string out;
  for (std::size_t i = 0; i < std::min(bytes.size(), kMaxBytes); ++i) {
    out += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
    out += (i + 1) % kPerLine == 0 ? '\n' : ' ';
  }
  return bytes.size() > kMaxBytes ? out + "...\n" : out;
}

class CallText {
 public:
  CallText(const CallRecord& record, const schema::Schema& schema, Style style)
      : record_(record), schema_(schema), style_(style) {}

  std::string run() {
    head();
    leg("CLIENT", record_.clientLeg);
    if (record_.upstreamLeg.present) leg("UPSTREAM", record_.upstreamLeg);
    error();
    changes();
    return std::move(out_);
  }

 private:
  void title(std::string_view text) { out_ += "\n" + style_.paint(Tint::Strong, text) + "\n"; }
  void fact(std::string_view name, std::string_view value) {
    out_ += "  " + style_.paint(Tint::Dim, padded(name, 10)) + " " + printable(value) + "\n";
  }

  void head() {
    const CallRow& row = record_.row;
    out_ += fmt::format("#{}  {}/{}  {}\n", row.number, printable(record_.service), printable(record_.method),
                        style_.paint(statusTint(row), statusText(row)));
    fact("started", row.startNs == 0 ? "not recorded" : localDateTime(row.startNs));
    if (!row.inFlight()) fact("duration", durationText(row.durationNs));
    fact("bridge", durationText(row.addedNs) + " of it inside the bridge");
    if (record_.timeoutNs > 0) fact("deadline", durationText(record_.timeoutNs));
    fact("kind", rpc::name(row.kind));
    fact("client", record_.client + " (" + record_.clientLeg.peer + ")");
    if (!record_.upstreamUrl.empty()) fact("upstream", record_.upstreamUrl);
    if ((row.flags & kPayloadCut) != 0) fact("note", "some payload was not recorded");
    if ((row.flags & kClientCancelled) != 0) fact("note", "the client cancelled the call");
    std::string missing;
    for (const NoteRecord& note : record_.notes) {
      if (note.finding == exporting::kNotInSource) missing += (missing.empty() ? "" : ", ") + note.subject;
    }
    if (!missing.empty()) fact("imported", "its source does not say: " + missing);
  }

  void leg(std::string_view name, const LegRecord& leg) {
    title(fmt::format("{}  {}, {}, HTTP/{}{}", name, rpc::displayName(leg.protocol), rpc::name(leg.codec),
                      exporting::versionText(leg.version), leg.tls ? ", TLS" : ""));
    out_ += "  " + printable(leg.method.empty() ? "POST" : leg.method) + " " + printable(leg.authority) +
            printable(leg.target) + at(leg.openedNs) + "\n";
    fields(leg.requestHeaders);
    messages(leg, Direction::Request);
    if (leg.httpStatus != 0) {
      out_ += fmt::format("  HTTP status {}{}\n", leg.httpStatus, at(leg.responseHeadNs));
      fields(leg.responseHeaders);
    }
    messages(leg, Direction::Response);
    if (!leg.trailers.empty()) {
      out_ += "  trailers" + at(leg.responseEndNs) + "\n";
      fields(leg.trailers);
    }
    if (!leg.endBody.empty())
      out_ += "  end\n" + indented(printableLines(leg.endBody.substr(0, kMaxMessageText)), 4);
  }

  std::string at(std::int64_t offsetNs) const {
    return offsetNs < 0 ? std::string() : "  " + style_.paint(Tint::Dim, "+" + durationText(offsetNs));
  }

  void fields(const HeaderFields& list) {
    for (const HeaderField& field : list) {
      out_ +=
          "    " + style_.paint(Tint::Dim, printable(field.name) + ":") + " " + printable(field.value) + "\n";
    }
  }

  void messages(const LegRecord& leg, Direction direction) {
    const std::string_view type = exporting::messageType(record_, schema_, direction);
    for (const MessageRecord& message : leg.messages) {
      if (message.direction != direction) continue;
      out_ +=
          fmt::format("  {} message, {}{}{}{}\n", direction == Direction::Request ? "request" : "response",
                      sizeText(message.wireSize), message.compressed ? ", compressed" : "",
                      message.cut ? ", not all recorded" : "", at(message.offsetNs));
      out_ += indented(messageText(exporting::plainPayload(leg, message), leg.codec, type), 4);
    }
  }

  std::string messageText(const std::string& payload, rpc::Codec codec, std::string_view type) const {
    if (codec == rpc::Codec::Json) return printableLines(payload.substr(0, kMaxMessageText));
    if (const auto json = schema::protoToPrettyJson(schema_, type, payload)) {
      return printableLines(json->substr(0, kMaxMessageText));
    }
    const schema::FieldTree tree = schema::decodeTree(schema_, type, payload);
    if (tree.malformed) return hexText(payload);
    std::string out;
    std::size_t lines = 0;
    appendTree(out, tree.root, 0, lines);
    return out;
  }

  void error() {
    const rpc::Status& status = record_.status;
    if (status.ok() || record_.row.inFlight()) return;
    title(fmt::format("ERROR  {} from the {}", rpc::connectName(status.code),
                      status.origin == rpc::Origin::Bridge ? "bridge" : "peer"));
    fact("message", status.message);
    if (!status.cause.empty()) fact("cause", status.cause);
    for (const rpc::Detail& detail : status.details) {
      fact("detail", detail.type);
      out_ += indented(messageText(detail.value, rpc::Codec::Proto, detail.type), 13);
    }
    exceptions();
  }

  void exceptions() {
    title("EXCEPTIONS");
    for (const exporting::ExceptionText& exception :
         exporting::exceptionTexts(record_.status, record_.row.kind)) {
      out_ += "  " + style_.paint(Tint::Dim, exception.library) + "\n";
      std::string text = exception.text;
      for (std::size_t tab = 0; (tab = text.find('\t')) != std::string::npos;) text.replace(tab, 1, "  ");
      out_ += indented(printableLines(text), 4);
    }
  }

  /// Headers that only one side saw or saw differently, and what the bridge noted.
  void changes() {
    const auto isChange = [](const NoteRecord& note) { return note.finding != exporting::kNotInSource; };
    if (!record_.upstreamLeg.present && std::ranges::none_of(record_.notes, isChange)) return;
    title("WHAT THE BRIDGE CHANGED");
    if (record_.upstreamLeg.present) {
      difference(record_.clientLeg.requestHeaders, record_.upstreamLeg.requestHeaders);
      difference(record_.upstreamLeg.responseHeaders, record_.clientLeg.responseHeaders);
    }
    for (const NoteRecord& note : record_.notes) {
      if (!isChange(note)) continue;
      out_ += "  " + printable(note.finding) + (note.subject.empty() ? "" : "  " + printable(note.subject)) +
              "\n";
    }
  }

  static const HeaderField* find(const HeaderFields& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &HeaderField::name);
    return found == list.end() ? nullptr : &*found;
  }

  void difference(const HeaderFields& in, const HeaderFields& out) {
    for (const HeaderField& field : in) {
      const HeaderField* other = find(out, field.name);
      if (other == nullptr) {
        out_ +=
            style_.paint(Tint::Bad, "  - " + printable(field.name) + ": " + printable(field.value)) + "\n";
      } else if (other->value != field.value) {
        out_ += "  ~ " + printable(field.name) + ": " + printable(field.value) + " -> " +
                printable(other->value) + "\n";
      }
    }
    for (const HeaderField& field : out) {
      if (find(in, field.name) != nullptr) continue;
      out_ += style_.paint(Tint::Good, "  + " + printable(field.name) + ": " + printable(field.value)) + "\n";
    }
  }

  const CallRecord& record_;
  const schema::Schema& schema_;
  Style style_;
  std::string out_;
};

/// Prints what makes the call again.
int printCopy(const ShowOptions& options, const CallRecord& record, const schema::Schema& schema,
              std::ostream& out, std::ostream& err) {
  const auto form = exporting::copyFormFromName(options.copyAs);
  const auto named = rpc::serverProtocolFromName(options.protocol);
  const bool wrong = !options.protocol.empty() &&
                     (!named || *named == rpc::ServerProtocol::Auto || *named == rpc::ServerProtocol::Same);
  if (!form || wrong) {
    err << "bascule: "
        << (form ? "--protocol: '" + printable(options.protocol) + "' is not connect, grpc or grpc-web\n"
                 : "--as: '" + printable(options.copyAs) + "' is no form to copy a call as\n");
    return kBadUsage;
  }
  const auto request = exporting::requestOf(record, schema);
  const auto text = request
                        ? exporting::copyAs(*form, named.value_or(exporting::protocolOf(record)), *request)
                        : std::unexpected(request.error());
  if (text)
    out << *text << "\n" << std::flush;
  else
    err << "bascule: " << printable(text.error().message) << "\n";
  return text ? kFine : kFailed;
}

}  // namespace

int runShow(const ShowOptions& options, std::ostream& out, std::ostream& err) {
  const bool json = options.format == "json";
  if (!json && options.format != "text" && !options.format.empty()) {
    err << "bascule: --format: '" << printable(options.format) << "' is not text or json\n";
    return kBadUsage;
  }
  int exitCode = kFine;
  const auto source = SessionSource::open(options.file, {}, err, exitCode);
  if (!source) return exitCode;
  const auto record = source->call(options.call);
  if (!record) {
    err << "bascule: " << printable(record.error().message)
        << "; `bascule list` shows the numbers there are\n";
    return kFailed;
  }
  if (!options.copyAs.empty()) return printCopy(options, *record, source->schema(), out, err);
  if (json) {
    out << exporting::toJsonLine(*record, source->schema()) << "\n";
  } else {
    out << CallText(*record, source->schema(), options.style).run();
  }
  out.flush();
  return kFine;
}

}  // namespace bascule::terminal
