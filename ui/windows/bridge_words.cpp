// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/bridge_words.h"

#include <QStringList>

#include "bridge/rpc/protocol.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/rule_text.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using proxy::BridgeState;
using proxy::BridgeStats;
using proxy::UpstreamState;

std::string_view withoutScheme(std::string_view url) {
  const std::size_t at = url.find("://");
  return at == std::string_view::npos ? url : url.substr(at + 3);
}

// `:8080` for loopback and "all addresses", where only the port tells anything.
std::string_view shortAddress(std::string_view address) {
  for (const std::string_view host : {"127.0.0.1", "[::1]", "0.0.0.0", "[::]", "localhost"}) {
    if (address.starts_with(host) && address.substr(host.size()).starts_with(':'))
      return address.substr(host.size());
  }
  return address;
}

BridgeSentence::Light lightOf(const BridgeStats& stats) {
  using Light = BridgeSentence::Light;
  if (stats.state == BridgeState::Failed) return Light::Bad;
  if (stats.state != BridgeState::Running)
    return stats.state == BridgeState::Stopped ? Light::Off : Light::Waiting;
  if (stats.upstream == UpstreamState::Down) return Light::Bad;
  return stats.upstream == UpstreamState::Connected ? Light::On : Light::Waiting;
}

QString upstreamWords(const BridgeStats& stats) {
  const bool several = stats.upstreams.size() > 1;
  switch (stats.upstream) {
    case UpstreamState::Connected:
      return several ? Words::tr("connected to all of them") : Words::tr("connected to the server");
    case UpstreamState::Connecting:
      return several ? Words::tr("connecting") : Words::tr("connecting to the server");
    case UpstreamState::Down:
      return several ? Words::tr("not all of them can be reached")
                     : Words::tr("the server cannot be reached");
    case UpstreamState::Unknown:
      break;
  }
  return Words::tr("no call has gone to the server yet");
}

QString stateWord(UpstreamState state) {
  switch (state) {
    case UpstreamState::Connected:
      return Words::tr("connected");
    case UpstreamState::Connecting:
      return Words::tr("connecting");
    case UpstreamState::Down:
      return Words::tr("cannot be reached");
    case UpstreamState::Unknown:
      break;
  }
  return Words::tr("not asked yet");
}

/// A line for each of several servers, and what their schemas disagree about.
QString serverWords(const BridgeStats& stats) {
  QString words;
  if (stats.upstreams.size() > 1) {
    for (const proxy::UpstreamStats& server : stats.upstreams) {
      const QString prefix = server.prefix.empty() ? Words::tr("all other calls") : display(server.prefix);
      words += QStringLiteral("\n%1: %2, %3").arg(prefix, display(server.url), stateWord(server.state));
    }
  }
  for (const std::string& file : stats.schemaConflicts)
    words += Words::tr("\nTwo servers differ in %1: the first one's is used").arg(display(file));
  return words;
}

/// `gRPC · h2c`: what the servers are spoken to in; empty until that is known.
QString speaksWords(const BridgeStats& stats) {
  if (stats.upstream != UpstreamState::Connected) return {};
  rpc::ServerProtocols spoken;
  bool tls = true;
  bool cleartext = true;
  for (const proxy::UpstreamStats& server : stats.upstreams) {
    if (server.setting == rpc::ServerProtocol::Same) return Words::tr("as asked");
    if (server.setting != rpc::ServerProtocol::Auto) spoken.add(server.setting);
    for (const rpc::ServerProtocol found : server.protocols.list()) spoken.add(found);
    (server.url.starts_with("https:") ? cleartext : tls) = false;
  }
  QStringList words;
  for (const auto& [protocol, shown] : {std::pair{rpc::ServerProtocol::Grpc, rpc::Protocol::Grpc},
                                        std::pair{rpc::ServerProtocol::Connect, rpc::Protocol::ConnectUnary},
                                        std::pair{rpc::ServerProtocol::GrpcWeb, rpc::Protocol::GrpcWeb}}) {
    if (spoken.contains(protocol)) words += asQString(displayName(shown));
  }
  if (words.isEmpty()) return {};
  QString text = words.join(QStringLiteral(", "));
  if (tls) text += QStringLiteral(" · TLS");
  if (cleartext && spoken.list() == std::vector{rpc::ServerProtocol::Grpc}) text += QStringLiteral(" · h2c");
  return text;
}

QString schemaWords(const BridgeStats& stats) {
  if (stats.schema == proxy::SchemaState::Ready)
    return Words::tr("%1 methods known from %2", nullptr, Words::form(stats.methodsKnown))
        .arg(stats.methodsKnown)
        .arg(asQString(stats.schemaOrigin));
  return stats.schema == proxy::SchemaState::Loading ? Words::tr("asking the server for its schema")
                                                     : Words::tr("no schema known");
}

/// Id of the limit that was enforced most often.
template <typename Hits>
std::string_view mostHit(const Hits& hits) {
  std::string_view id;
  std::uint64_t most = 0;
  hits.forEach([&](auto limit, std::uint64_t count) {
    if (count <= most) return;
    most = count;
    id = limitId(limit);
  });
  return id;
}

QString limitWords(const BridgeStats& stats) {
  QString words;
  stats.limits.forEach([&](auto limit, std::uint64_t count) {
    words += Words::tr("\nLimit enforced %1 times: %2", nullptr, Words::form(count))
                 .arg(asQString(formatCount(count)), Words::of(limitText(limitId(limit))));
  });
  if (stats.refused > 0) {
    words += Words::tr("\nRefused requests that were no call: %1, for foreign host names: %2")
                 .arg(asQString(formatCount(stats.refused)), asQString(formatCount(stats.foreignHosts)));
  }
  return words;
}

}  // namespace

QString listenAddress(const BridgeStats& stats) {
  return stats.listen.empty() ? QStringLiteral("127.0.0.1:8080") : asQString(stats.listen.front());
}

BridgeSentence bridgeSentence(std::string_view upstream, const std::optional<BridgeStats>& stats,
                              const std::filesystem::path& openedFile) {
  BridgeSentence out;
  if (!openedFile.empty()) {
    out.listen = Words::tr("Recorded session");
    out.whole = Words::tr("This window shows the recorded session %1").arg(display(openedFile.string()));
    return out;
  }
  if (!stats || stats->state == BridgeState::Stopped) {
    out.listen = Words::tr("Bridge stopped");
    out.whole = Words::tr("The bridge is stopped");
    return out;
  }
  const std::string listen = stats->listen.empty() ? "" : stats->listen.front();
  out.light = lightOf(*stats);
  out.listen = asQString(shortAddress(listen));
  const auto servers = static_cast<qsizetype>(stats->upstreams.size());
  out.upstream = servers > 1
                     ? Words::tr("%1 servers", nullptr, Words::form(stats->upstreams.size())).arg(servers)
                     : display(withoutScheme(upstream));
  if (out.upstream.endsWith(QLatin1Char('/'))) out.upstream.chop(1);
  out.speaks = speaksWords(*stats);
  std::string all;
  for (const std::string& address : stats->listen) all += (all.empty() ? "" : ", ") + address;
  out.whole = Words::tr("Listening on %1 for Connect, gRPC and gRPC-Web, sending to %2; %3; %4")
                  .arg(display(all), servers > 1 ? out.upstream : display(upstream), upstreamWords(*stats),
                       schemaWords(*stats)) +
              serverWords(*stats) + limitWords(*stats);
  return out;
}

EmptyState::Content emptyContent(const EmptyFacts& facts) {
  if (facts.anyCalls && facts.searching) {
    return {Words::tr("Looking through the recorded calls"),
            Words::tr(
                "What the filter asks for is in headers and messages. Calls appear here as they are found."),
            {},
            {}};
  }
  if (facts.anyCalls) {
    return {Words::tr("No call passes the filter"),
            Words::tr(
                "The session has calls, but none that fits the filter, the chip and the choice at the left."),
            {},
            Words::tr("Clear filter")};
  }
  if (facts.openedFile) {
    return {Words::tr("This session has no calls yet"),
            Words::tr("If another program is recording it, its calls appear here as they are written."),
            {},
            {}};
  }
  if (!facts.running) {
    return {Words::tr("The bridge is stopped"),
            Words::tr("Nothing listens and nothing is recorded. Start it to see calls here."),
            {},
            Words::tr("Start the bridge")};
  }
  if (!facts.recording) {
    return {Words::tr("Recording is paused"),
            Words::tr("The bridge keeps translating, but its calls are not recorded."),
            {},
            Words::tr("Resume recording")};
  }
  const QString& to = facts.listen;
  const QString& method = facts.method;
  return {Words::tr("Listening on %1, nothing has arrived yet").arg(to),
          Words::tr("Point a client at this address, or try one of these lines:"),
          {{QStringLiteral("curl"), QStringLiteral("curl --json '{}' http://%1/%2").arg(to, method)},
           {QStringLiteral("buf curl"),
            QStringLiteral("buf curl --http2-prior-knowledge -d '{}' http://%1/%2").arg(to, method)},
           {QStringLiteral("grpcurl"), QStringLiteral("grpcurl -plaintext -d '{}' %1 %2").arg(to, method)}},
          {}};
}

std::vector<StatusFact> trafficFacts(const Traffic& traffic, const std::optional<BridgeStats>& bridge) {
  const insight::TrafficStats& stats = traffic.stats();
  const auto count = [](std::uint64_t value) { return asQString(formatCount(value)); };
  const auto quantile = [](const insight::LatencyHistogram& histogram, double q) {
    return histogram.count() == 0 ? QStringLiteral("–") : asQString(formatDuration(histogram.quantile(q)));
  };
  std::vector<StatusFact> facts = {{Words::tr("calls/s"), count(traffic.callsPerSecond()), {}, true, 6},
                                   {Words::tr("in flight"), count(stats.totals().inFlight), {}, false, 5},
                                   {QStringLiteral("p50"), quantile(stats.durations(), 0.5), {}, false, 2},
                                   {QStringLiteral("p99"), quantile(stats.durations(), 0.99), {}, false, 4},
                                   {Words::tr("bridge adds"), quantile(stats.added(), 0.5), {}, false, 3}};
  // Nothing there as long as nothing happened: then it is a warning.
  if (bridge && bridge->limits.any()) {
    facts.push_back({Words::tr("limits"), count(bridge->limits.total()),
                     QStringLiteral("· %1").arg(Words::of(limitText(mostHit(bridge->limits)))), false, 7,
                     Tone::Warning});
  }
  if (bridge && bridge->refused > 0)
    facts.push_back({Words::tr("refused"), count(bridge->refused), {}, false, 1, Tone::Neutral});
  return facts;
}

std::vector<StatusFact> sessionFacts(const Traffic& traffic, const std::filesystem::path& file,
                                     bool unsaved) {
  const std::uint64_t calls = traffic.rows().size();
  QString more = Words::tr("· %1 calls", nullptr, Words::form(calls)).arg(asQString(formatCount(calls)));
  if (traffic.sessionBytes() > 0)
    more += QStringLiteral(" · %1").arg(asQString(formatSize(traffic.sessionBytes())));
  // What an earlier run left in the cache folder has a name that nobody chose.
  const bool nameless = unsaved || file.empty() || file.filename().string().starts_with("unsaved-");
  const QString name = nameless ? Words::tr("not saved") : display(file.filename().string(), 40);
  return {{Words::tr("session"), name, more, false, 1, Tone::Neutral, true},
          {Words::tr("lost"),
           asQString(formatCount(traffic.lostEvents())),
           {},
           false,
           7,
           traffic.lostEvents() > 0 ? Tone::Error : Tone::Neutral}};
}

QString failureSentence(const Error& error) {
  QString sentence = display(error.message);
  if (!sentence.isEmpty()) sentence[0] = sentence[0].toUpper();
  if (!sentence.endsWith(QLatin1Char('.'))) sentence += QLatin1Char('.');
  const CauseText* cause = causeText(error.cause);
  return cause == nullptr ? sentence : sentence + QLatin1Char(' ') + Words::of(cause->remedy);
}

}  // namespace bascule::ui
