// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "app/version.h"
#include "bridge/base/ascii.h"
#include "bridge/insight/call_filter.h"

namespace bascule::app {
namespace {

constexpr int kBadCommandLine = 2;

/// What CLI11 fills before it is checked and turned into Options.
struct Raw {
  std::vector<std::string> listen;
  std::string upstreamProtocol = "auto";
  std::string upstreamHttp = "auto";
  std::string upstreamCodec = "auto";
  std::string upstreamCompression = "auto";
  std::string maxMessage;
  std::string maxResponse;
  std::string maxTimeout;
  std::string defaultTimeout;
  std::vector<std::string> limits;
  std::string metrics;
  std::string redact = "default";
  std::string print;
  std::string capturePayloads = "all";
  std::string sessionLimit;
  std::string logLevel = "warn";
  std::string logFormat = "text";
  bool noReflection = false;
};

EarlyEnd badFlag(std::string message) {
  return {kBadCommandLine, "", "bascule: " + std::move(message) + "\nTry: bascule --help\n"};
}

/// `500ms`, `2s`, `1m` as milliseconds; a bare number counts seconds.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
  const auto unitAt = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = ascii::parseDigits(text.substr(0, unitAt), 9);
  if (!number) return std::nullopt;
  const std::string_view unit = text.substr(unitAt);
  const std::int64_t factor = unit == "ms"                  ? 1
                              : unit == "s" || unit.empty() ? 1000
                              : unit == "m"                 ? 60'000
                                                            : 0;
  if (factor == 0) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*number) * factor);
}

/// `4194304`, `10kB`, `4MiB` as bytes.
std::optional<ByteCount> parseSize(std::string_view text) {
  const auto unitAt = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = ascii::parseDigits(text.substr(0, unitAt), 12);
  if (!number) return std::nullopt;
  struct Unit {
    std::string_view name;
    ByteCount factor;
  };
  constexpr Unit kUnits[] = {{"", 1},
                             {"b", 1},
                             {"kb", 1000},
                             {"mb", 1'000'000},
                             {"gb", 1'000'000'000},
                             {"kib", 1024},
                             {"mib", 1024 * 1024},
                             {"gib", 1024 * 1024 * 1024}};
  const std::string unit = ascii::lower(text.substr(unitAt));
  for (const Unit& known : kUnits) {
    if (known.name == unit) return *number * known.factor;
  }
  return std::nullopt;
}

using Checked = std::expected<void, EarlyEnd>;

Checked setSize(const std::string& text, std::string_view flag, ByteCount& value, bool& given) {
  if (text.empty()) return {};
  const auto size = parseSize(text);
  if (!size)
    return std::unexpected(badFlag(std::string(flag) + " " + text + ": expected a size, as 4194304 or 4MiB"));
  value = *size;
  given = true;
  return {};
}

Checked setDuration(const std::string& text, std::string_view flag, std::chrono::milliseconds& value) {
  if (text.empty()) return {};
  const auto duration = parseDuration(text);
  if (!duration)
    return std::unexpected(badFlag(std::string(flag) + " " + text + ": expected a duration, as 500ms or 2s"));
  value = *duration;
  return {};
}

Checked setListen(const Raw& raw, Options& options) {
  for (const std::string& text : raw.listen) {
    auto address = proxy::ListenAddress::parse(text);
    if (!address) return std::unexpected(badFlag(address.error().message));
    options.bridge.listen.push_back(*address);
  }
  if (raw.metrics.empty()) return {};
  const auto metrics = proxy::ListenAddress::parse(raw.metrics);
  if (!metrics)
    return std::unexpected(
        badFlag("--metrics " + raw.metrics + ": expected ADDRESS:PORT, as 127.0.0.1:9090"));
  options.bridge.metrics = *metrics;
  return {};
}

Checked setLimits(const Raw& raw, Options& options) {
  for (const std::string& text : raw.limits) {
    const auto equals = text.find('=');
    if (equals == std::string::npos)
      return std::unexpected(badFlag("--limit " + text + ": expected NAME=VALUE"));
    auto set = proxy::setLimit(options.bridge, text.substr(0, equals), text.substr(equals + 1));
    if (!set) return std::unexpected(badFlag(set.error().message));
  }
  return {};
}

Checked setRedaction(const Raw& raw, Options& options) {
  if (raw.redact == "default") return {};
  if (raw.redact == "none") {
    options.redaction = capture::Redaction::none();
    return {};
  }
  std::ifstream file(raw.redact);
  if (!file)
    return std::unexpected(EarlyEnd{1, "", "bascule: --redact " + raw.redact + ": cannot read the file\n"});
  std::stringstream text;
  text << file.rdbuf();
  auto redaction = capture::Redaction::fromText(text.str(), raw.redact);
  if (!redaction) return std::unexpected(badFlag(redaction.error().message));
  options.redaction = std::move(*redaction);
  return {};
}

Checked setCapture(const Raw& raw, Options& options) {
  if (!raw.print.empty() && raw.print != "calls") {
    return std::unexpected(badFlag("--print " + raw.print + ": expected calls"));
  }
  options.printCalls = raw.print == "calls";
  if (raw.capturePayloads != "all") {
    options.payloadLimit = raw.capturePayloads == "none" ? ByteCount{0} : parseSize(raw.capturePayloads);
    if (!options.payloadLimit) {
      return std::unexpected(
          badFlag("--capture-payloads " + raw.capturePayloads + ": expected all, none or a size"));
    }
  }
  bool given = false;
  return setSize(raw.sessionLimit, "--session-limit", options.sessionLimit, given);
}

Checked setLog(const Raw& raw, Options& options) {
  constexpr std::array<std::string_view, 4> kLevels = {"error", "warn", "info", "debug"};  // as in LogLevel
  const auto* const level = std::ranges::find(kLevels, raw.logLevel);
  if (level == kLevels.end()) {
    return std::unexpected(badFlag("--log-level " + raw.logLevel + ": expected error, warn, info or debug"));
  }
  options.log.level = static_cast<LogLevel>(level - kLevels.begin());
  if (raw.logFormat != "text" && raw.logFormat != "json") {
    return std::unexpected(badFlag("--log-format " + raw.logFormat + ": expected text or json"));
  }
  options.log.format = raw.logFormat == "json" ? LogFormat::Json : LogFormat::Text;
  return {};
}

Checked checkFilter(const std::string& flag, const std::string& text) {
  const auto filter = insight::CallFilter::parse(text);
  if (filter) return {};
  return std::unexpected(badFlag(flag + " '" + text + "': " + filter.error().message + " (at character " +
                                 std::to_string(filter.error().begin + 1) + ")"));
}

/// `auto`, or the codings that the server reads: `gzip,br`, `identity`.
Checked setUpstreamCompression(const Raw& raw, Options& options) {
  if (raw.upstreamCompression == "auto") return {};
  rpc::CompressionSet codings;
  std::istringstream list(raw.upstreamCompression);
  for (std::string coding; std::getline(list, coding, ',');) {
    const auto compression = rpc::compressionFromName(coding);
    if (coding.empty() || compression == rpc::Compression::Unknown) {
      return std::unexpected(badFlag("--upstream-compression " + raw.upstreamCompression + ": '" + coding +
                                     "' is none of identity, " + std::string(rpc::supportedList()) +
                                     "; or say auto"));
    }
    codings.add(compression);
  }
  options.bridge.serverCodings = codings;
  return {};
}

Checked setUpstreamCodec(const Raw& raw, Options& options) {
  using rpc::ServerCodec;
  constexpr std::array<std::pair<std::string_view, ServerCodec>, 3> kCodecs = {
      {{"auto", ServerCodec::Auto}, {"proto", ServerCodec::Proto}, {"same", ServerCodec::Same}}};
  const auto* const codec =
      std::ranges::find(kCodecs, raw.upstreamCodec, &std::pair<std::string_view, ServerCodec>::first);
  if (codec == kCodecs.end()) {
    return std::unexpected(
        badFlag("--upstream-codec " + raw.upstreamCodec + ": expected auto, proto or same"));
  }
  options.bridge.serverCodec = codec->second;
  return setUpstreamCompression(raw, options);
}

Checked setUpstream(const Raw& raw, Options& options) {
  const auto protocol = rpc::serverProtocolFromName(raw.upstreamProtocol);
  if (!protocol) {
    return std::unexpected(badFlag("--upstream-protocol " + raw.upstreamProtocol +
                                   ": expected auto, grpc, connect, grpc-web or same"));
  }
  options.bridge.serverProtocol = *protocol;
  using proxy::UpstreamHttp;
  constexpr std::array<std::pair<std::string_view, UpstreamHttp>, 3> kVersions = {
      {{"auto", UpstreamHttp::Auto}, {"1.1", UpstreamHttp::Http11}, {"2", UpstreamHttp::Http2}}};
  const auto* const version =
      std::ranges::find(kVersions, raw.upstreamHttp, &std::pair<std::string_view, UpstreamHttp>::first);
  if (version == kVersions.end()) {
    return std::unexpected(badFlag("--upstream-http " + raw.upstreamHttp + ": expected auto, 1.1 or 2"));
  }
  options.bridge.upstreamHttp = version->second;
  return setUpstreamCodec(raw, options);
}

Checked finishRun(const Raw& raw, Options& options) {
  if (auto done = setUpstream(raw, options); !done) return done;
  options.bridge.reflection = !raw.noReflection;
  if (auto done = setListen(raw, options); !done) return done;
  if (auto done = setSize(raw.maxMessage, "--max-message-bytes", options.bridge.maxMessageBytes,
                          options.bridge.maxMessageGiven);
      !done)
    return done;
  if (auto done = setSize(raw.maxResponse, "--max-response-bytes", options.bridge.maxResponseBytes,
                          options.bridge.maxResponseGiven);
      !done)
    return done;
  if (auto done = setDuration(raw.maxTimeout, "--max-timeout", options.bridge.maxTimeout); !done) return done;
  if (auto done = setDuration(raw.defaultTimeout, "--default-timeout", options.bridge.defaultTimeout); !done)
    return done;
  if (auto done = setLimits(raw, options); !done) return done;
  if (auto done = setRedaction(raw, options); !done) return done;
  if (auto done = setCapture(raw, options); !done) return done;
  if (auto done = setLog(raw, options); !done) return done;
  if (auto done = checkFilter("--fail-if", options.failIf); !done) return done;
  if (options.noCapture && !options.record.empty()) {
    return std::unexpected(badFlag("--record and --no-capture exclude each other"));
  }
  if (options.demo && !options.bridge.upstream.empty()) {
    return std::unexpected(badFlag("--demo brings its own server: leave --upstream out"));
  }
  if (options.headless && !options.demo && options.bridge.upstream.empty()) {
    return std::unexpected(badFlag(
        "--upstream URL is missing: where should calls go? For example --upstream http://localhost:8081"));
  }
  if (!options.bridge.upstream.empty()) {
    if (auto valid = proxy::validate(options.bridge); !valid)
      return std::unexpected(badFlag(valid.error().message));
  }
  return {};
}

void addBridgeFlags(CLI::App& app, Options& options, Raw& raw) {
  const std::string bridge = "Bridge";
  app.add_option(
         "--listen", raw.listen,
         "ADDRESS:PORT to listen at; repeatable, port 0 is a free one (127.0.0.1:8080 and [::1]:8080)")
      ->group(bridge);
  app.add_option("--upstream", options.bridge.upstream, "http://HOST:PORT or https://HOST:PORT of the server")
      ->group(bridge);
  app.add_option("--upstream-protocol", raw.upstreamProtocol,
                 "auto (asks the server), grpc, connect, grpc-web, or same: do not translate, only inspect")
      ->group(bridge);
  app.add_option("--upstream-http", raw.upstreamHttp, "auto (what the server knows), 1.1 or 2")
      ->group(bridge);
  app.add_option("--upstream-ca", options.bridge.upstreamCa,
                 "PEM certificates that sign the server's (the system's)")
      ->group(bridge);
  app.add_option("--upstream-cert", options.bridge.upstreamCert,
                 "PEM certificate for a server that asks for one, with its chain")
      ->group(bridge);
  app.add_option("--upstream-key", options.bridge.upstreamKey, "PEM private key of that certificate")
      ->group(bridge);
  app.add_option("--upstream-server-name", options.bridge.upstreamServerName,
                 "name in the server's certificate (the host of --upstream)")
      ->group(bridge);
  app.add_flag("--upstream-insecure", options.bridge.upstreamInsecure,
               "take every certificate of the server: for tests only")
      ->group(bridge);
  app.add_option("--upstream-codec", raw.upstreamCodec,
                 "auto (proto, but the client's own for Connect servers), proto, or same as the client's")
      ->group(bridge);
  app.add_option("--upstream-compression", raw.upstreamCompression,
                 "auto (gzip until the server says what else it reads), or the codings it reads: gzip,br")
      ->group(bridge);
  app.add_option("--schema", options.bridge.schemaPaths,
                 ".proto file, folder of them, or descriptor set; repeatable, wins over reflection")
      ->group(bridge);
  app.add_option("--proto-path", options.bridge.protoPaths, "import root for .proto files; repeatable")
      ->group(bridge);
  app.add_flag("--no-reflection", raw.noReflection, "do not ask the server's reflection")->group(bridge);
  app.add_option("--max-timeout", raw.maxTimeout, "upper bound for client deadlines, as 30s")->group(bridge);
  app.add_option("--default-timeout", raw.defaultTimeout, "deadline for unary calls that bring none")
      ->group(bridge);
  app.add_option(
         "--tls-cert", options.bridge.tlsCertificate,
         "PEM certificate of the listeners, with its chain; cleartext stays possible on the same port")
      ->group(bridge);
  app.add_option("--tls-key", options.bridge.tlsKey, "PEM private key of that certificate")->group(bridge);
  app.add_option("--tls-client-ca", options.bridge.tlsClientCa,
                 "clients must show a certificate signed by these; no cleartext then")
      ->group(bridge);
  app.add_option("--allow-host", options.bridge.allowHosts,
                 "host name clients may use beside the loopback names; repeatable")
      ->group(bridge);
  app.add_option("--cors-origin", options.bridge.corsOrigins,
                 "origin of web pages that may call, as https://app.example; localhost, null or * too; "
                 "repeatable")
      ->group(bridge);
  app.add_option("--metrics", raw.metrics,
                 "ADDRESS:PORT of /metrics (Prometheus) and /healthz; off by default")
      ->group(bridge);
  app.add_option("--workers", options.bridge.workers, "threads that carry calls (cores - 1)")->group(bridge);
  const std::string limits = "Limits";
  app.add_option("--max-message-bytes", raw.maxMessage, "largest request message; 0 = none")->group(limits);
  app.add_option("--max-response-bytes", raw.maxResponse, "largest response message; 0 = none")
      ->group(limits);
  app.add_option("--limit", raw.limits, "NAME=VALUE; see --help-limits")->group(limits);
}

void addRunFlags(CLI::App& app, Options& options, Raw& raw) {
  const std::string run = "Running";
  app.add_flag("--headless", options.headless, "no window; needs no display")->group(run);
  app.add_flag("--demo", options.demo, "a built-in shop and its clients, calling on and on")->group(run);
  app.add_option("--theme", options.theme, "light or dark (as the desktop says)")
      ->check(CLI::IsMember({"light", "dark"}))
      ->group(run);
  app.add_option("--log-level", raw.logLevel, "error, warn, info or debug (warn)")->group(run);
  app.add_option("--log-format", raw.logFormat, "text or json, one line an event (text)")->group(run);
  app.add_option("--log-file", options.log.file, "file to append the log to (standard error)")->group(run);
  const std::string capture = "Capture";
  app.add_option("--record", options.record, "session file to record to (.bascule)")->group(capture);
  app.add_flag("--no-capture", options.noCapture, "record nothing")->group(capture);
  app.add_option("--capture-payloads", raw.capturePayloads, "all, none or the bytes to keep of each message")
      ->group(capture);
  app.add_option("--session-limit", raw.sessionLimit,
                 "size of the session file (2GiB); the oldest calls go first")
      ->group(capture);
  app.add_option("--redact", raw.redact, "default, none or a file of header names to mask")->group(capture);
  app.add_option("--print", raw.print, "calls: one JSON line per finished call on standard output")
      ->group(capture);
  app.add_option("--fail-if", options.failIf, "exit 3 at shutdown if a call matched this filter")
      ->group(capture);
}

std::string limitsHelp() {
  std::string text = "Limits for --limit NAME=VALUE (default):\n";
  const proxy::BridgeConfig standard;
  for (const proxy::LimitInfo& info : proxy::limitTable()) {
    std::string name(info.name);
    name.resize(28, ' ');
    text += "  " + name + std::string(info.unit) + ", " + std::string(info.meaning) + " (" +
            std::to_string(info.get(standard)) + ")\n";
  }
  return text;
}

struct Subcommands {
  CLI::App* open;
  CLI::App* list;
  CLI::App* show;
  CLI::App* exporting;
};

void oneFile(CLI::App& command, Options& options) {
  command
      .add_option_function<std::string>("FILE",
                                        [&options](const std::string& file) { options.files = {file}; })
      ->required();
}

Subcommands addSubcommands(CLI::App& app, Options& options) {
  Subcommands sub{};
  sub.open = app.add_subcommand("open", "open sessions in the window");
  sub.open->add_option("FILE", options.files)->required();
  sub.list = app.add_subcommand("list", "calls of a session, one line each");
  oneFile(*sub.list, options);
  sub.list->add_option("--filter", options.filter, "filter expression");
  sub.list->add_option("--format", options.format, "table, jsonl or csv")
      ->check(CLI::IsMember({"table", "jsonl", "csv"}))
      ->default_str("table");
  sub.list->add_option("--limit", options.limit, "at most so many calls");
  sub.list->add_flag("--follow", options.follow, "go on as calls are recorded");
  sub.show = app.add_subcommand("show", "one call, both legs");
  oneFile(*sub.show, options);
  sub.show->add_option("CALL", options.call, "number of the call")->required();
  sub.show->add_option("--format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->default_str("text");
  sub.exporting = app.add_subcommand("export", "write a session in another format");
  oneFile(*sub.exporting, options);
  sub.exporting->add_option("--format", options.format, "har, jsonl or csv")
      ->check(CLI::IsMember({"har", "jsonl", "csv"}))
      ->required();
  sub.exporting->add_option("--filter", options.filter, "filter expression");
  sub.exporting->add_option("--redact", options.redact, "default, none or a file")->default_str("default");
  sub.exporting->add_option("-o,--output", options.output, "file to write; - or nothing is standard output");
  return sub;
}

/// `bascule FILE...` is `bascule open FILE...`.
std::vector<std::string> withOpen(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const bool file = !words.empty() && !words[0].starts_with('-') && words[0].ends_with(".bascule");
  if (file) words.insert(words.begin(), "open");
  std::ranges::reverse(words);  // CLI11 takes a vector from its end
  return words;
}

}  // namespace

std::expected<Options, EarlyEnd> parseCommandLine(int argc, const char* const* argv) {
  Options options;
  Raw raw;
  CLI::App app(
      "Bascule: put a bridge in front of an RPC server, accept Connect, gRPC and gRPC-Web clients, watch "
      "every call.",
      "bascule");
  app.set_version_flag("--version", "bascule " + std::string(kVersion));
  bool helpLimits = false;
  app.add_flag("--help-limits", helpLimits, "list the limits that --limit can change");
  addRunFlags(app, options, raw);
  addBridgeFlags(app, options, raw);
  const Subcommands sub = addSubcommands(app, options);
  app.require_subcommand(0, 1);
  if (argc == 3 && std::string_view(argv[1]) == "--help" && std::string_view(argv[2]) == "limits") {
    return std::unexpected(EarlyEnd{0, limitsHelp(), ""});
  }
  try {
    app.parse(withOpen(argc, argv));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    return std::unexpected(
        EarlyEnd{code == 0 ? 0 : kBadCommandLine, out.str(), code == 0 ? "" : "bascule: " + err.str()});
  }
  if (helpLimits) return std::unexpected(EarlyEnd{0, limitsHelp(), ""});
  const std::pair<CLI::App*, Command> commands[] = {{sub.open, Command::Open},
                                                    {sub.list, Command::List},
                                                    {sub.show, Command::Show},
                                                    {sub.exporting, Command::Export}};
  for (const auto& [subcommand, command] : commands) {
    if (subcommand->parsed()) options.command = command;
  }
  if (options.command == Command::Run) {
    if (auto done = finishRun(raw, options); !done) return std::unexpected(done.error());
  } else if (auto done = checkFilter("--filter", options.filter); !done) {
    return std::unexpected(done.error());
  }
  return options;
}

}  // namespace bascule::app
