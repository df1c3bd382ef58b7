// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/config_print.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

#include "bridge/export/quoting.h"
#include "bridge/rpc/protocol.h"

namespace bascule::app::config {
namespace {

using proxy::BridgeConfig;
using proxy::UpstreamRoute;

/// Flags of which a file has a list.
constexpr std::string_view kLists[] = {"listen", "schema", "proto-path", "allow-host", "cors-origin"};

std::string durationText(std::chrono::milliseconds time) { return std::to_string(time.count()) + "ms"; }

std::string_view httpText(proxy::UpstreamHttp version) {
  if (version == proxy::UpstreamHttp::Http11) return "1.1";
  return version == proxy::UpstreamHttp::Http2 ? "2" : "auto";
}

std::string_view codecText(rpc::ServerCodec codec) {
  if (codec == rpc::ServerCodec::Proto) return "proto";
  return codec == rpc::ServerCodec::Same ? "same" : "auto";
}

std::string codingsText(const rpc::CompressionSet& codings) {
  std::string text;
  for (const rpc::Compression coding :
       {rpc::Compression::Gzip, rpc::Compression::Deflate, rpc::Compression::Brotli, rpc::Compression::Zstd,
        rpc::Compression::Snappy}) {
    if (codings.contains(coding)) text += (text.empty() ? "" : ",") + std::string(rpc::name(coding));
  }
  return text.empty() ? std::string(rpc::name(rpc::Compression::Identity)) : text;
}

class Printer {
 public:
  explicit Printer(const BridgeConfig& config) : config_(config) {}

  FileWords words() {
    for (const proxy::ListenAddress& address : config_.listen) add("listen", address.text());
    addServers();
    addTls();
    for (const std::string& path : config_.schemaPaths) add("schema", path);
    for (const std::string& path : config_.protoPaths) add("proto-path", path);
    addSwitch("no-reflection", !config_.reflection);
    for (const std::string& name : config_.allowHosts) add("allow-host", name);
    for (const std::string& origin : config_.corsOrigins) add("cors-origin", origin);
    addLimits();
    if (config_.metrics) add("metrics", config_.metrics->text());
    if (config_.workers > 0) add("workers", std::to_string(config_.workers));
    return std::move(out_);
  }

 private:
  void add(std::string flag, std::string value) {
    out_.words.push_back({std::move(flag), std::move(value), {}});
  }
  void addGiven(std::string flag, const std::string& value) {
    if (!value.empty()) add(std::move(flag), value);
  }
  void addSwitch(std::string flag, bool on) {
    if (on) add(std::move(flag), {});
  }

  void addServers() {
    for (const UpstreamRoute& route : config_.routes.empty() && config_.upstream.empty()
                                          ? std::vector<UpstreamRoute>()
                                          : proxy::routesOf(config_)) {
      add("upstream", route.text());
      const auto own = [&](const char* key, std::string value) {
        out_.routes.push_back({route.prefix, key, std::move(value), {}});
      };
      if (route.protocol) own("protocol", std::string(rpc::name(*route.protocol)));
      if (route.http) own("http", std::string(httpText(*route.http)));
      if (route.connectTimeout) own("connect-timeout", durationText(*route.connectTimeout));
      if (route.maxStreams > 0) own("max-streams", std::to_string(route.maxStreams));
    }
    if (config_.serverProtocol != standard_.serverProtocol)
      add("upstream-protocol", std::string(rpc::name(config_.serverProtocol)));
    if (config_.upstreamHttp != standard_.upstreamHttp)
      add("upstream-http", std::string(httpText(config_.upstreamHttp)));
    if (config_.serverCodec != standard_.serverCodec)
      add("upstream-codec", std::string(codecText(config_.serverCodec)));
    if (config_.serverCodings) add("upstream-compression", codingsText(*config_.serverCodings));
  }

  void addTls() {
    addGiven("tls-cert", config_.tlsCertificate);
    addGiven("tls-key", config_.tlsKey);
    addGiven("tls-client-ca", config_.tlsClientCa);
    addGiven("upstream-ca", config_.upstreamCa);
    addGiven("upstream-cert", config_.upstreamCert);
    addGiven("upstream-key", config_.upstreamKey);
    addGiven("upstream-server-name", config_.upstreamServerName);
    addSwitch("upstream-insecure", config_.upstreamInsecure);
  }

  void addLimits() {
    if (config_.maxMessageGiven) add("max-message-bytes", std::to_string(config_.maxMessageBytes));
    if (config_.maxResponseGiven) add("max-response-bytes", std::to_string(config_.maxResponseBytes));
    if (config_.maxTimeout != standard_.maxTimeout) add("max-timeout", durationText(config_.maxTimeout));
    if (config_.defaultTimeout != standard_.defaultTimeout)
      add("default-timeout", durationText(config_.defaultTimeout));
    for (const proxy::LimitInfo& limit : proxy::limitTable()) {
      if (limit.get(config_) != limit.get(standard_))
        add("limit", std::string(limit.name) + "=" + std::to_string(limit.get(config_)));
    }
  }

  const BridgeConfig& config_;
  const BridgeConfig standard_;
  FileWords out_;
};

/// `{prefix: ..., url: ..., protocol: ...}`
std::string serverText(const Word& word, const std::vector<RouteSetting>& settings) {
  const auto route = UpstreamRoute::parse(word.value).value_or(UpstreamRoute{"", word.value, {}, {}});
  std::string text = "{url: " + yamlText(route.url);
  if (!route.prefix.empty()) text = "{prefix: " + yamlText(route.prefix) + ", url: " + yamlText(route.url);
  for (const RouteSetting& setting : settings) {
    if (setting.prefix == route.prefix) text += ", " + setting.key + ": " + yamlText(setting.value);
  }
  return text + "}";
}

std::string settingText(const std::string& flag, const std::vector<const Word*>& words,
                        const FileWords& all) {
  const bool list = std::ranges::find(kLists, flag) != std::end(kLists);
  if (flag == "upstream") {
    std::string text = "upstream:\n";
    for (const Word* word : words) text += "  - " + serverText(*word, all.routes) + "\n";
    return text;
  }
  if (flag == "limit") {
    std::string text = "limits:\n";
    for (const Word* word : words) {
      const auto equals = word->value.find('=');
      text += "  " + word->value.substr(0, equals) + ": " + word->value.substr(equals + 1) + "\n";
    }
    return text;
  }
  if (!list) return flag + ": " + (words[0]->value.empty() ? "true" : yamlText(words[0]->value)) + "\n";
  std::string text = flag + ": [";
  for (const Word* word : words) text += (word == words[0] ? "" : ", ") + yamlText(word->value);
  return text + "]\n";
}

/// What an older file says about other things than the bridge; nothing if there is none that can be read.
std::vector<Word> otherWords(const std::filesystem::path& file, const std::vector<Flag>& flags) {
  const auto text = readText(file.string());
  const auto before = text ? readConfigFile(*text, file.string(), flags) : std::unexpected(text.error());
  if (!before) return {};
  BridgeConfig all;  // with a value everywhere, so that every flag of the bridge has its word
  all.listen = {{"", 1}};
  all.metrics = proxy::ListenAddress{"", 1};
  all.upstream = "http://h:1";
  all.serverProtocol = rpc::ServerProtocol::Grpc;
  all.upstreamHttp = proxy::UpstreamHttp::Http2;
  all.serverCodec = rpc::ServerCodec::Proto;
  all.serverCodings = rpc::CompressionSet();
  all.schemaPaths = all.protoPaths = all.allowHosts = all.corsOrigins = {"x"};
  for (std::string* path : {&all.tlsCertificate, &all.tlsKey, &all.tlsClientCa, &all.upstreamCa,
                            &all.upstreamCert, &all.upstreamKey, &all.upstreamServerName})
    *path = "x";
  all.upstreamInsecure = all.maxMessageGiven = all.maxResponseGiven = true;
  all.reflection = false;
  all.workers = 1;
  all.maxTimeout = all.defaultTimeout = std::chrono::milliseconds(1);
  const std::vector<Word> own = wordsOf(all).words;
  std::vector<Word> kept;
  for (const Word& word : before->words) {
    const bool ofBridge = word.flag == "limit" || std::ranges::find(own, word.flag, &Word::flag) != own.end();
    if (!ofBridge) kept.push_back(word);
  }
  return kept;
}

}  // namespace

FileWords wordsOf(const BridgeConfig& config) { return Printer(config).words(); }

Result<std::string> commandLine(const BridgeConfig& config) {
  const FileWords words = wordsOf(config);
  if (!words.routes.empty()) {
    return fail(ErrorCode::InvalidInput, "only_in_file",
                words.routes.front().key + " of one of several servers can only stand in a file");
  }
  std::string line = "bascule";
  for (const Word& word : words.words) {
    line += " --" + word.flag;
    if (!word.value.empty()) line += " " + exporting::shellQuoted(word.value);
  }
  return line;
}

std::string configText(const BridgeConfig& config, const std::vector<Word>& more) {
  FileWords all = wordsOf(config);
  all.words.insert(all.words.end(), more.begin(), more.end());
  std::string text = "# Settings of Bascule: bascule --config THIS_FILE. Saving it puts it in force.\n";
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Word*>> byFlag;
  for (const Word& word : all.words) {
    auto& words = byFlag[word.flag];
    if (words.empty()) order.push_back(word.flag);
    words.push_back(&word);
  }
  for (const std::string& flag : order) text += settingText(flag, byFlag[flag], all);
  return text;
}

Result<void> saveConfig(const BridgeConfig& config, const std::filesystem::path& file,
                        const std::vector<Flag>& flags) {
  const std::string text = configText(config, otherWords(file, flags));
  // In one step, so that whoever watches the file never sees half of it.
  const std::filesystem::path fresh = file.string() + ".new";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(fresh, file, error);
  if (out && !error) return {};
  std::error_code ignored;
  const std::string why = error ? error.message() : std::strerror(errno);
  std::filesystem::remove(fresh, ignored);
  return fail(ErrorCode::Io, "config_unwritable", file.string() + ": " + why);
}

}  // namespace bascule::app::config
