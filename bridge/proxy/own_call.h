// SPDX-License-Identifier: GPL-3.0-or-later
// `OwnCall`: a call that the bridge makes itself, to learn something of a server: its schema, what it speaks.
// One question at a time, all of it known when it is asked. Thread: the worker's.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/proxy/upstream_pool.h"
#include "bridge/rpc/machines.h"

namespace bascule::proxy {

/// What is asked.
struct OwnQuestion {
  rpc::Protocol protocol = rpc::Protocol::Grpc;
  std::string_view path;              ///< `/package.Service/Method`
  std::vector<std::string> messages;  ///< their bytes; the request ends after them
  ByteCount maxAnswer = 0;            ///< of each message of the answer
};

/// Whom the answer is for. May ask() again from within.
class OwnCallListener {
 public:
  virtual ~OwnCallListener() = default;
  /// The next part of the answer, as its protocol has it.
  virtual void onAnswer(rpc::RpcEvents& events) = 0;
  /// No answer, or no more of it: Unavailable `upstream_reset`, `upstream_busy`, or what ended the
  /// connection.
  virtual void onLost(const Error& error) = 0;
};

class OwnCall final : public UpstreamUser {
 public:
  OwnCall(UpstreamPool& pool, const UpstreamUrl& url, OwnCallListener& listener);
  ~OwnCall() override;
  OwnCall(const OwnCall&) = delete;
  OwnCall& operator=(const OwnCall&) = delete;

  /// Gives up what was asked before.
  void ask(OwnQuestion question);
  /// Nothing is told any more.
  void leave();
  /// The HTTP version that carries the question; nothing while it waits for a connection.
  std::optional<http::Version> version() const { return version_; }

  void onUpstreamReady(UpstreamConnection& connection) override;
  void onUpstreamEvent(http::Event& event) override;
  void onUpstreamFailed(const Error& error) override;

 private:
  rpc::HttpCommands request();

  UpstreamPool& pool_;
  const std::string scheme_;
  const std::string authority_;
  OwnCallListener& listener_;
  OwnQuestion question_;
  std::unique_ptr<rpc::ResponseReader> reader_;
  UpstreamConnection* upstream_ = nullptr;
  http::StreamId stream_ = 0;
  std::optional<http::Version> version_;
  bool waiting_ = false;
};

}  // namespace bascule::proxy
