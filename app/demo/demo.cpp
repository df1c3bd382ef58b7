// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo.h"

#include <future>
#include <thread>
#include <vector>

#include <pthread.h>

#include "app/demo/shop.h"
#include "app/demo/shop_client.h"
#include "app/demo/shop_server.h"

namespace bascule::demo {

struct Demo::Impl {
  explicit Impl(const Clock& clock) : turn(clock), schema(shopSchema()) {}

  proxy::Turn turn;
  schema::SchemaPtr schema;
  std::unique_ptr<ShopServer> server;
  std::vector<std::unique_ptr<ShopClient>> clients;
  std::uint16_t port = 0;
  std::thread thread;
};

Demo::Demo(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Demo>> Demo::start(const Clock& clock) {
  auto impl = std::make_unique<Impl>(clock);
  auto server = ShopServer::listen(impl->turn, impl->schema);
  if (!server) return std::unexpected(server.error());
  impl->server = std::move(*server);
  impl->port = impl->server->port();
  Impl& state = *impl;
  state.turn.loop.onTurnEnd([&state] {
    state.turn.flushAll();
    state.server->collect();
    for (const auto& client : state.clients) client->collect();
  });
  state.thread = std::thread([&state] {
    pthread_setname_np(pthread_self(), "demo");
    state.turn.loop.run();
    state.clients.clear();
    state.server.reset();
  });
  return std::unique_ptr<Demo>(new Demo(std::move(impl)));
}

Demo::~Demo() {
  impl_->turn.loop.stop();
  impl_->thread.join();
}

std::string Demo::upstreamUrl() const { return "http://127.0.0.1:" + std::to_string(impl_->port); }

void Demo::stopClients() {
  std::promise<void> gone;
  impl_->turn.loop.post([state = impl_.get(), &gone] {
    state->clients.clear();
    gone.set_value();
  });
  gone.get_future().wait();
}

void Demo::startClients(std::uint16_t bridgePort) {
  impl_->turn.loop.post([state = impl_.get(), bridgePort] {
    state->clients.clear();
    for (const Persona& persona : personas()) {
      state->clients.push_back(
          std::make_unique<ShopClient>(state->turn, persona, *state->schema, bridgePort));
    }
  });
}

}  // namespace bascule::demo
