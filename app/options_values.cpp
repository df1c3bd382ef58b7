// SPDX-License-Identifier: GPL-3.0-or-later
// From text to values: sizes, durations, names, and what excludes what.
#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

#include "app/options_raw.h"
#include "bridge/base/ascii.h"
#include "bridge/insight/call_filter.h"
#include "bridge/rpc/compression.h"

namespace bascule::app {
namespace {

/// The values of a flag that takes one of a few names.
template <typename Value, std::size_t N>
using Choices = std::array<std::pair<std::string_view, Value>, N>;

constexpr Choices<proxy::UpstreamHttp, 3> kHttpVersions = {{{"auto", proxy::UpstreamHttp::Auto},
                                                            {"1.1", proxy::UpstreamHttp::Http11},
                                                            {"2", proxy::UpstreamHttp::Http2}}};
constexpr Choices<rpc::ServerCodec, 3> kServerCodecs = {
    {{"auto", rpc::ServerCodec::Auto}, {"proto", rpc::ServerCodec::Proto}, {"same", rpc::ServerCodec::Same}}};
constexpr Choices<LogLevel, 4> kLogLevels = {{{"error", LogLevel::Error},
                                              {"warn", LogLevel::Warn},
                                              {"info", LogLevel::Info},
                                              {"debug", LogLevel::Debug}}};
constexpr Choices<LogFormat, 2> kLogFormats = {{{"text", LogFormat::Text}, {"json", LogFormat::Json}}};

template <typename Value, std::size_t N>
std::optional<Value> chosen(const Choices<Value, N>& choices, std::string_view name) {
  const auto found = std::ranges::find(choices, name, &std::pair<std::string_view, Value>::first);
  return found == choices.end() ? std::nullopt : std::optional(found->second);
}

template <typename Value, std::size_t N>
Checked setChoice(const std::string& flag, const std::string& name, const Choices<Value, N>& choices,
                  Value& into) {
  if (const auto value = chosen(choices, name)) {
    into = *value;
    return {};
  }
  std::string expected;
  for (const auto& [known, value] : choices) {
    if (!expected.empty()) expected += known == choices.back().first ? " or " : ", ";
    expected += known;
  }
  return std::unexpected(badFlag(flag + " " + name + ": expected " + expected));
}

/// `500ms`, `2s`, `0.25s`, `1m` as milliseconds; a bare number counts seconds.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
  const auto unitAt = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view digits = text.substr(0, unitAt);
  const auto point = std::min(digits.find('.'), digits.size());
  const auto number = ascii::parseDigits(digits.substr(0, point), 9);
  std::string thousandths(digits.substr(std::min(point + 1, digits.size())));
  if (thousandths.empty() != (point == digits.size())) return std::nullopt;  // `2.s`
  thousandths.append(3, '0');
  const auto fraction = ascii::parseDigits(std::string_view(thousandths).substr(0, 3), 3);
  if (!number || !fraction || thousandths.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const std::string_view unit = text.substr(unitAt);
  const std::int64_t factor = unit == "ms"                  ? 1
                              : unit == "s" || unit.empty() ? 1000
                              : unit == "m"                 ? 60'000
                                                            : 0;
  if (factor == 0) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*number) * factor +
                                   static_cast<std::int64_t>(*fraction) * factor / 1000);
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
  options.redact = raw.redact;
  if (raw.redact == "default") return {};
  if (raw.redact == "none") {
    options.redaction = capture::Redaction::none();
    return {};
  }
  const auto text = config::readText(raw.redact);
  if (!text)
    return std::unexpected(EarlyEnd{1, "", "bascule: --redact " + raw.redact + ": cannot read the file\n"});
  auto redaction = capture::Redaction::fromText(*text, raw.redact);
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
  if (auto done = setChoice("--log-level", raw.logLevel, kLogLevels, options.log.level); !done) return done;
  return setChoice("--log-format", raw.logFormat, kLogFormats, options.log.format);
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

/// What a file says of one server only: its key, and how it is set; false if the value cannot be.
struct RouteKey {
  std::string_view key;
  std::string_view expected;
  bool (*set)(proxy::UpstreamRoute&, const std::string&);
};
constexpr RouteKey kRouteKeys[] = {
    {"protocol", "auto, grpc, connect, grpc-web or same",
     [](proxy::UpstreamRoute& route, const std::string& value) {
       return (route.protocol = rpc::serverProtocolFromName(value)).has_value();
     }},
    {"http", "auto, 1.1 or 2",
     [](proxy::UpstreamRoute& route, const std::string& value) {
       return (route.http = chosen(kHttpVersions, value)).has_value();
     }},
    {"connect-timeout", "a duration, as 500ms or 2s",
     [](proxy::UpstreamRoute& route, const std::string& value) {
       return (route.connectTimeout = parseDuration(value)).has_value() && route.connectTimeout->count() > 0;
     }},
    {"max-streams", "a positive whole number",
     [](proxy::UpstreamRoute& route, const std::string& value) {
       route.maxStreams = static_cast<std::uint32_t>(ascii::parseDigits(value, 9).value_or(0));
       return route.maxStreams > 0;
     }},
};

Checked setRouteSettings(const Raw& raw, std::vector<proxy::UpstreamRoute>& routes) {
  for (const config::RouteSetting& setting : raw.routeSettings) {
    const auto route = std::ranges::find(routes, setting.prefix, &proxy::UpstreamRoute::prefix);
    const auto* const key = std::ranges::find(kRouteKeys, setting.key, &RouteKey::key);
    if (route == routes.end() || key == std::end(kRouteKeys)) continue;  // the command line has other servers
    if (key->set(*route, setting.value)) continue;
    return std::unexpected(badFlag(
        config::invalidAt(raw.config.empty() ? raw.envoyConfig : raw.config, setting.place,
                          setting.key + " " + setting.value + ": expected " + std::string(key->expected))
            .message));
  }
  return {};
}

/// One server without a prefix and settings of its own needs no routes.
Checked setRoutes(const Raw& raw, Options& options) {
  std::vector<proxy::UpstreamRoute> routes;
  for (const std::string& text : raw.upstreams) {
    auto route = proxy::UpstreamRoute::parse(text);
    if (!route) return std::unexpected(badFlag(route.error().message));
    routes.push_back(std::move(*route));
  }
  if (routes.empty()) return {};
  if (auto done = setRouteSettings(raw, routes); !done) return done;
  options.bridge.upstream = routes.front().url;
  const bool plain = routes.size() == 1 && routes.front().prefix.empty() && raw.routeSettings.empty();
  if (!plain) options.bridge.routes = std::move(routes);
  return {};
}

Checked setUpstream(const Raw& raw, Options& options) {
  const auto protocol = rpc::serverProtocolFromName(raw.upstreamProtocol);
  if (!protocol) {
    return std::unexpected(badFlag("--upstream-protocol " + raw.upstreamProtocol +
                                   ": expected auto, grpc, connect, grpc-web or same"));
  }
  options.bridge.serverProtocol = *protocol;
  if (auto done = setChoice("--upstream-http", raw.upstreamHttp, kHttpVersions, options.bridge.upstreamHttp);
      !done)
    return done;
  return setChoice("--upstream-codec", raw.upstreamCodec, kServerCodecs, options.bridge.serverCodec);
}

Checked setSizes(const Raw& raw, Options& options) {
  proxy::BridgeConfig& bridge = options.bridge;
  if (auto done =
          setSize(raw.maxMessage, "--max-message-bytes", bridge.maxMessageBytes, bridge.maxMessageGiven);
      !done)
    return done;
  return setSize(raw.maxResponse, "--max-response-bytes", bridge.maxResponseBytes, bridge.maxResponseGiven);
}

Checked setTimeouts(const Raw& raw, Options& options) {
  if (auto done = setDuration(raw.maxTimeout, "--max-timeout", options.bridge.maxTimeout); !done) return done;
  return setDuration(raw.defaultTimeout, "--default-timeout", options.bridge.defaultTimeout);
}

Checked setFailIf(const Raw&, Options& options) { return checkFilter("--fail-if", options.failIf); }

/// What excludes what, and what is missing.
Checked checkTogether(const Raw&, Options& options) {
  if (options.noCapture && !options.record.empty()) {
    return std::unexpected(badFlag("--record and --no-capture exclude each other"));
  }
  if (options.demo && !options.bridge.upstream.empty()) {
    return std::unexpected(badFlag("--demo brings its own server: leave --upstream out"));
  }
  const bool needed = options.headless || options.command == Command::EnvoyConfig;
  if (needed && !options.demo && options.bridge.upstream.empty()) {
    return std::unexpected(badFlag(
        "--upstream URL is missing: where should calls go? For example --upstream http://localhost:8081"));
  }
  if (options.bridge.upstream.empty()) return {};
  if (auto valid = proxy::validate(options.bridge); !valid)
    return std::unexpected(badFlag(valid.error().message));
  return {};
}

}  // namespace

EarlyEnd badFlag(std::string message) {
  return {kBadCommandLine, "", "bascule: " + std::move(message) + "\nTry: bascule --help\n"};
}

Checked checkFilter(const std::string& flag, const std::string& text) {
  const auto filter = insight::CallFilter::parse(text);
  if (filter) return {};
  return std::unexpected(badFlag(flag + " '" + text + "': " + filter.error().message + " (at character " +
                                 std::to_string(filter.error().begin + 1) + ")"));
}

Checked finishRun(const Raw& raw, Options& options) {
  options.bridge.reflection = !raw.noReflection;
  constexpr std::array kSteps = {setRoutes,   setUpstream,  setUpstreamCompression, setListen,  setSizes,
                                 setTimeouts, setLimits,    setRedaction,           setCapture, setLog,
                                 setFailIf,   checkTogether};
  for (const auto step : kSteps) {
    if (auto done = step(raw, options); !done) return done;
  }
  return {};
}

}  // namespace bascule::app
