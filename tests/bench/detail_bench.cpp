// SPDX-License-Identifier: GPL-3.0-or-later
// How long a large call takes to open: `bench_detail [rounds]`, under any Qt platform (offscreen when none is
// named).
//
// Records a session with a body of 64 MiB, a stream of 100,000 messages and 10 MB of JSON, opens it in the
// real window, and prints milliseconds from the selection of the call to the painted window that shows its
// messages: median and worst of the rounds. Between two rounds another call is shown, so that each reads,
// decompresses and decodes anew. Printed too: the longest time in which the window could not have reacted.
#include <QApplication>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "bridge/capture/recorder.h"
#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kBody = 64ULL << 20;
constexpr int kMessages = 100'000;
constexpr std::size_t kJson = 10'000'000;

std::string lengthPrefix(std::size_t size) {
  std::string out;
  for (; size >= 0x80; size >>= 7) out += static_cast<char>(size | 0x80);
  return out + static_cast<char>(size);
}

// An answer of ListProducts with as many products as fit into `bytes`.
std::string products(std::size_t bytes) {
  std::string product = std::string("\x0a\x04") + "A-17\x12\x50" + std::string(80, 'n');
  product = "\x0a" + lengthPrefix(product.size()) + product;
  std::string out;
  out.reserve(bytes);
  while (out.size() + product.size() <= bytes) out += product;
  return out;
}

std::string productsJson(std::size_t bytes) {
  std::string out = R"({"products":[)";
  while (out.size() < bytes) out += R"({"sku":"A-17","title":"Cup of stoneware, 0.3 l"},)";
  out.back() = ']';
  return out + "}";
}

void record(const std::filesystem::path& file, const Clock& clock) {
  capture::RecorderConfig config;
  config.file = file;
  config.payloadLimit = 128ULL << 20;
  auto recorder = capture::Recorder::create(config, clock, nullptr, nullptr);
  if (!recorder) std::fprintf(stderr, "%s\n", recorder.error().message.c_str()), std::exit(1);
  capture::CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->start();
  (*recorder)->setSchema(test::shopSchema()->serialized());
  test::CallScript script;
  const auto tell = [&](const capture::CaptureEvent& event) { queue.push(event), queue.publish(); };
  const auto call = [&](const char* target, rpc::Codec codec, rpc::Kind kind,
                        const std::function<void()>& answer) {
    script.target = target, script.codec = codec, script.kind = kind;
    tell(script.opened());
    answer();
    tell(capture::CallEnded{script.id, script.at(900), {}, Duration(1000), false});
    ++script.id;
  };
  // In pieces, as they come; and no faster than they are written, so that nothing is left out.
  const auto whole = [&](const std::string& bytes) {
    constexpr std::size_t kPiece = 1 << 20;
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
      const std::string_view piece = std::string_view(bytes).substr(at, kPiece);
      tell(script.message(capture::Direction::Response, piece, 50, at == 0, at + kPiece >= bytes.size(),
                          bytes.size()));
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  };
  call("/acme.shop.v1.OrderService/GetOrder", rpc::Codec::Proto, rpc::Kind::Unary,
       [&] { whole("\x0a\x01x"); });
  call("/acme.shop.v1.CatalogService/ListProducts", rpc::Codec::Proto, rpc::Kind::Unary,
       [&] { whole(products(kBody)); });
  call("/acme.shop.v1.CatalogService/ListProducts", rpc::Codec::Json, rpc::Kind::Unary,
       [&] { whole(productsJson(kJson)); });
  call("/acme.shop.v1.StockService/WatchStock", rpc::Codec::Proto, rpc::Kind::ServerStream, [&] {
    for (int i = 0; i < kMessages; ++i)
      tell(script.message(capture::Direction::Response,
                          "\x0a\x04"
                          "A-17\x10\x28",
                          50 + i));
  });
  (*recorder)->stop();
}

class Bench {
 public:
  explicit Bench(const std::filesystem::path& file) {
    Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<RowInbox>();
    window_ = std::make_unique<MainWindow>(std::move(services));
    window_->show();
    window_->openSession(file);
    wait([this] { return window_->traffic().rows().size() == 4; });
    window_->detail().setTab(Tab::Messages);
  }

  void run(const char* name, capture::CallNumber call, int rounds, const std::function<bool()>& shown) {
    std::vector<double> all;
    double stall = 0;
    for (int i = 0; i < rounds; ++i) {
      window_->table().selectCall(1);
      wait([this] { return bytesShown() == 3; });
      longest_ = 0;
      const auto begin = SteadyClock::now();
      window_->table().selectCall(call);
      wait(shown);
      window_->repaint();
      all.push_back(Milliseconds(SteadyClock::now() - begin).count());
      stall = std::max(stall, longest_);
    }
    std::ranges::sort(all);
    std::printf("%-36s %8.0f ms %8.0f ms %14.0f ms\n", name, all[all.size() / 2], all.back(), stall);
  }

  std::size_t bytesShown() const {
    const auto& message = window_->detail().messages().tree().fields().message();
    return message ? message->bytes.size() : 0;
  }
  bool lastMessageIsThere() const {
    const auto* grid = window_->findChild<QTableView*>(QStringLiteral("messages"));
    return grid->model()->rowCount() == kMessages && bytesShown() == 8 &&
           grid->model()->index(0, 5).data().toString() != QStringLiteral("…");
  }

 private:
  // As the program's loop runs, with a note of its longest step.
  void wait(const std::function<bool()>& done) {
    const auto latest = SteadyClock::now() + std::chrono::seconds(30);
    while (!done()) {
      if (SteadyClock::now() > latest) std::fprintf(stderr, "this is never shown\n"), std::exit(1);
      const auto begin = SteadyClock::now();
      QCoreApplication::processEvents();
      longest_ = std::max(longest_, Milliseconds(SteadyClock::now() - begin).count());
    }
  }

  SystemClock clock_;
  std::unique_ptr<MainWindow> window_;
  double longest_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 9;
  const test::TemporaryFolder folder;
  const SystemClock clock;
  record(folder.file("large.bascule"), clock);
  Bench bench(folder.file("large.bascule"));
  std::printf("%-36s %11s %11s %17s\n", "", "median", "worst", "longest stall");
  bench.run("a body of 64 MiB", 2, rounds, [&] { return bench.bytesShown() > kBody - 200; });
  bench.run("10 MB of JSON", 3, rounds, [&] { return bench.bytesShown() > kJson - 1; });
  bench.run("a stream of 100,000 messages", 4, rounds, [&] { return bench.lastMessageIsThere(); });
  return 0;
}
