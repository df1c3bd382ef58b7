// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include <CLI/CLI.hpp>

#include "app/config/envoy_config.h"
#include "app/key_files.h"
#include "app/options_docs.h"
#include "app/options_raw.h"
#include "app/version.h"

namespace bascule::app {
namespace {

void addBridgeFlags(CLI::App& app, Options& options, Raw& raw) {
  const std::string bridge = "Bridge";
  app.add_option(
         "--listen", raw.listen,
         "ADDRESS:PORT to listen at; repeatable, port 0 is a free one (127.0.0.1:8080 and [::1]:8080)")
      ->group(bridge);
  app.add_option(
         "--upstream", raw.upstreams,
         "http://HOST:PORT or https://HOST:PORT of the server; repeatable with a prefix of the paths that "
         "go there, as /acme.shop.v1.=http://a:8081 (the longest wins)")
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
  app.add_option("--config", raw.config,
                 "YAML file with the names of these flags, which win over it; watched and reloaded")
      ->group(run);
  app.add_option("--envoy-config", raw.envoyConfig, "the same from an Envoy configuration (see the README)")
      ->group(run)
      ->excludes("--config");
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
  CLI::App* importing;
  CLI::App* check;
  CLI::App* envoyConfig;
  CLI::App* completion;
  CLI::App* man;
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
  sub.show->add_option("--as", options.copyAs, "print what makes the call again")
      ->check(CLI::IsMember({"curl", "buf-curl", "grpcurl", "connect-python", "grpc-python", "connect-es"}));
  sub.show->add_option("--protocol", options.copyProtocol, "for --as, instead of the client's own")
      ->check(CLI::IsMember({"connect", "grpc", "grpc-web"}));
  sub.exporting = app.add_subcommand("export", "write a session in another format");
  oneFile(*sub.exporting, options);
  sub.exporting
      ->add_option("--format", options.format,
                   "har, jsonl, csv, pcapng (Wireshark) or binlog (gRPC binary log)")
      ->check(CLI::IsMember({"har", "jsonl", "csv", "pcapng", "binlog"}))
      ->required();
  sub.exporting
      ->add_option("--framing", options.framing, "of a binary log: go, or java as grpc-java writes it")
      ->check(CLI::IsMember({"go", "java"}))
      ->default_str("go");
  sub.exporting->add_option("--legs", options.legs, "of a HAR: client, or both as two entries of each call")
      ->check(CLI::IsMember({"client", "both"}))
      ->default_str("client");
  sub.exporting->add_option("--filter", options.filter, "filter expression");
  sub.exporting->add_option("--redact", options.redact, "default, none or a file")->default_str("default");
  sub.exporting->add_option("-o,--output", options.output, "file to write; - or nothing is standard output");
  sub.importing = app.add_subcommand(
      "import",
      "calls of other formats into a session: JSON lines, grpc-dump, gRPC binary log, HAR, Envoy tap");
  sub.importing->add_option("FILE", options.files)->required();
  sub.importing->add_option("-o,--output", options.output, "session to make or to append to (.bascule)")
      ->required();
  sub.importing->add_option("--redact", options.redact, "default, none or a file")->default_str("default");
  sub.importing->add_option("--schema", options.bridge.schemaPaths,
                            ".proto file, folder of them, or descriptor set of the calls; repeatable");
  sub.importing->add_option("--proto-path", options.bridge.protoPaths,
                            "import root for .proto files; repeatable");
  sub.check = app.add_subcommand("check", "exit 3 if a call of a session matches, and print those that do");
  sub.check->add_option("FILE", options.files)->required();
  sub.check->add_option("--fail-if", options.failIf, "filter expression")->required();
  sub.envoyConfig =
      app.add_subcommand("envoy-config", "print an Envoy configuration that does the same translation");
  sub.envoyConfig->fallthrough();  // it takes the flags of the bridge
  sub.completion =
      app.add_subcommand("completion", "print a script that completes this command line in a shell");
  sub.completion->add_option("SHELL", options.format, "bash, zsh or fish")
      ->check(CLI::IsMember(completionShells()))
      ->required();
  sub.man = app.add_subcommand("man", "print the manual page (roff)");
  return sub;
}

/// `bascule FILE...` is `bascule open FILE...`.
std::vector<std::string> withOpen(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  constexpr std::string_view kSuffixes[] = {
      ".bascule", ".har", ".jsonl", ".binlog", ".txt", ".json", ".pb", ".pb_length_delimited", ".pb_text"};
  const auto isFile = [&](const std::string& word) {
    return !word.starts_with('-') &&
           std::ranges::any_of(kSuffixes, [&](auto s) { return word.ends_with(s); });
  };
  const bool file = !words.empty() && isFile(words[0]);
  if (file) words.insert(words.begin(), "open");
  return words;
}

/// CLI11 and what it fills: made anew for each reading.
class Parser {
 public:
  Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  std::expected<void, EarlyEnd> read(std::vector<std::string> words);
  std::expected<Options, EarlyEnd> finish();
  /// The flags that may stand in a configuration file.
  std::vector<config::Flag> fileFlags() const;
  bool given(const std::string& flag) const { return app_.count("--" + flag) > 0; }
  Raw& raw() { return raw_; }

 private:
  Options options_;
  Raw raw_;
  CLI::App app_;
  bool helpLimits_ = false;
  Subcommands sub_;
};

Parser::Parser()
    : app_(
          "Bascule: put a bridge in front of an RPC server, accept Connect, gRPC and gRPC-Web clients, watch "
          "every call.",
          "bascule") {
  app_.set_version_flag("--version", "bascule " + std::string(kVersion));
  app_.add_flag("--help-limits", helpLimits_, "list the limits that --limit can change");
  addRunFlags(app_, options_, raw_);
  addBridgeFlags(app_, options_, raw_);
  sub_ = addSubcommands(app_, options_);
  app_.require_subcommand(0, 1);
}

std::expected<void, EarlyEnd> Parser::read(std::vector<std::string> words) {
  options_.words = words;
  std::ranges::reverse(words);  // CLI11 takes a vector from its end
  try {
    app_.parse(words);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = app_.exit(error, out, err);
    return std::unexpected(
        EarlyEnd{code == 0 ? 0 : kBadCommandLine, out.str(), code == 0 ? "" : "bascule: " + err.str()});
  }
  if (helpLimits_) return std::unexpected(EarlyEnd{0, limitsHelp(), ""});
  if (sub_.man->parsed()) return std::unexpected(EarlyEnd{0, manualPage(app_, limitsHelp()), ""});
  if (sub_.completion->parsed()) return std::unexpected(EarlyEnd{0, completion(app_, options_.format), ""});
  return {};
}

std::expected<Options, EarlyEnd> Parser::finish() {
  const std::pair<CLI::App*, Command> commands[] = {{sub_.open, Command::Open},
                                                    {sub_.list, Command::List},
                                                    {sub_.show, Command::Show},
                                                    {sub_.exporting, Command::Export},
                                                    {sub_.importing, Command::Import},
                                                    {sub_.check, Command::Check},
                                                    {sub_.envoyConfig, Command::EnvoyConfig}};
  for (const auto& [subcommand, command] : commands) {
    if (subcommand->parsed()) options_.command = command;
  }
  if (options_.command == Command::Run || options_.command == Command::EnvoyConfig) {
    if (auto done = finishRun(raw_, options_); !done) return std::unexpected(done.error());
  } else if (auto done = checkFilter("--filter", options_.filter); !done) {
    return std::unexpected(done.error());
  } else if (auto failIf = checkFilter("--fail-if", options_.failIf); !failIf) {
    return std::unexpected(failIf.error());
  }
  return options_;
}

std::vector<config::Flag> Parser::fileFlags() const {
  std::vector<config::Flag> flags;
  for (const CLI::Option* option : app_.get_options()) {
    const std::string name = option->get_lnames().empty() ? "" : option->get_lnames().front();
    const std::string group = option->get_group();
    if (name.empty() || name == "config" || name == "envoy-config" || name == "help-limits" ||
        group == "Options")  // help and version
      continue;
    flags.push_back({name, option->get_expected_max() > 0, option->get_expected_max() > 1});
  }
  return flags;
}

/// The file's words come first and are left out where the command line has the flag; limits are many flags.
std::vector<std::string> merged(const config::FileWords& file, const Parser& commandLine,
                                const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const config::Word& word : file.words) {
    if (word.flag == "limit" || !commandLine.given(word.flag)) all.push_back(word.text());
  }
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

/// `end` with the place of the file's word it speaks of, if it speaks of one.
EarlyEnd located(EarlyEnd end, const config::FileWords& file) {
  const config::Word* found = nullptr;
  for (const config::Word& word : file.words) {
    const bool exactly = end.err.find("--" + word.flag + " " + word.value) != std::string::npos;
    const bool about = end.err.find("--" + word.flag) != std::string::npos;
    if (exactly || (about && found == nullptr)) found = &word;
    if (exactly) break;
  }
  constexpr std::string_view kName = "bascule: ";
  if (found == nullptr || !end.err.starts_with(kName)) return end;
  const std::string why = end.err.substr(kName.size(), end.err.find('\n') - kName.size());
  end.err = "bascule: " + config::invalidAt(file.file, found->place, why).message + "\n";
  return end;
}

std::expected<Options, EarlyEnd> readWithFile(Parser& commandLine, const std::vector<std::string>& words) {
  const bool envoy = commandLine.raw().config.empty();
  const std::string path = envoy ? commandLine.raw().envoyConfig : commandLine.raw().config;
  const auto text = config::readText(path);
  if (!text)
    return std::unexpected(badFlag((envoy ? "--envoy-config " : "--config ") + text.error().message));
  const auto file = envoy ? config::readEnvoyConfig(*text, path)
                          : config::readConfigFile(*text, path, commandLine.fileFlags());
  if (!file) return std::unexpected(EarlyEnd{kBadCommandLine, "", "bascule: " + file.error().message + "\n"});
  Parser all;
  if (!commandLine.given("upstream")) all.raw().routeSettings = file->routes;
  if (auto read = all.read(merged(*file, commandLine, words)); !read)
    return std::unexpected(located(read.error(), *file));
  auto options = all.finish();
  if (!options) return std::unexpected(located(options.error(), *file));
  options->words = words;
  options->configFile = path;
  options->warnings = file->warnings;
  return options;
}

std::expected<Options, EarlyEnd> parseWords(const std::vector<std::string>& words) {
  Parser parser;
  if (auto read = parser.read(words); !read) return std::unexpected(read.error());
  const bool fromFile = !parser.raw().config.empty() || !parser.raw().envoyConfig.empty();
  auto options = fromFile ? readWithFile(parser, words) : parser.finish();
  if (options) std::ranges::move(keyWarnings(options->bridge), std::back_inserter(options->warnings));
  return options;
}

}  // namespace

std::expected<Options, EarlyEnd> parseCommandLine(int argc, const char* const* argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--help" && std::string_view(argv[2]) == "limits") {
    return std::unexpected(EarlyEnd{0, limitsHelp(), ""});
  }
  return parseWords(withOpen(argc, argv));
}

std::expected<Options, EarlyEnd> parseAgain(const Options& options) { return parseWords(options.words); }

std::vector<config::Flag> configFlags() { return Parser().fileFlags(); }

std::vector<std::string> fixedChanges(const Options& before, const Options& after) {
  struct Fixed {
    std::string_view flag;
    bool same;
  };
  const Fixed rows[] = {{"record", before.record == after.record},
                        {"no-capture", before.noCapture == after.noCapture},
                        {"capture-payloads", before.payloadLimit == after.payloadLimit},
                        {"session-limit", before.sessionLimit == after.sessionLimit},
                        {"redact", before.redact == after.redact},
                        {"print", before.printCalls == after.printCalls},
                        {"fail-if", before.failIf == after.failIf},
                        {"headless", before.headless == after.headless},
                        {"demo", before.demo == after.demo}};
  std::vector<std::string> names;
  for (const Fixed& row : rows) {
    if (!row.same) names.emplace_back(row.flag);
  }
  return names;
}

}  // namespace bascule::app
