// SPDX-License-Identifier: GPL-3.0-or-later
// How long one frame of the window takes: `bench_table [rows] [frames]`, under any Qt platform (offscreen
// when none is named).
//
// Fills the real main window with calls and prints milliseconds a frame (median and 99th percentile, the
// whole 1440 x 900 window painted each time) while it scrolls, follows, is read further up and is sorted,
// and how long one click on a chip, a filter or a column's title takes. A frame of 60 Hz has 16 ms. On a
// machine with neighbours the CPU time of the thread says more than the time on the wall; both are printed.
#include <QApplication>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include <time.h>

#include "bridge/base/clock.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;
using capture::CallRow;
using capture::RowBatch;

namespace {

constexpr int kNewPerFrame = 500;   // 30,000 calls a second: more than two cores of the bridge carry
constexpr int kLivePerFrame = 334;  // at 60 frames a second
constexpr std::uint32_t kServices = 20, kMethods = 400, kClients = 60;

// Calls as a busy shop has them: most succeed, durations spread over four decades, some still open.
class Calls {
 public:
  explicit Calls(std::int64_t nowNs) : startNs_(nowNs - 600'000'000'000) {}

  RowBatch next(int count) {
    RowBatch batch;
    if (made_ == 0) batch.firstString = 1, batch.strings = names();
    for (int i = 0; i < count; ++i) batch.rows.push_back(row(++made_, i + 20 > count));
    return batch;
  }
  /// `count` calls that were open have ended.
  void end(RowBatch& batch, int count) {
    for (int i = 0; i < count && !open_.empty(); ++i) {
      batch.rows.push_back(open_.back());
      batch.rows.back().flags &= static_cast<std::uint16_t>(~capture::kInFlight);
      open_.pop_back();
    }
  }

 private:
  static std::vector<std::string> names() {
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < kServices; ++i)
      out.push_back("acme.shop.v1.Service" + std::to_string(i * 7 % 20));
    for (std::uint32_t i = 0; i < kMethods; ++i) out.push_back("Method" + std::to_string(i * 7 % 400));
    for (std::uint32_t i = 0; i < kClients; ++i) out.push_back("client-" + std::to_string(i * 7 % 60));
    return out;
  }
  std::uint32_t any(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
  CallRow row(capture::CallNumber number, bool open) {
    CallRow row;
    row.number = number;
    row.startNs = startNs_ += 600'000;
    row.durationNs = static_cast<std::int64_t>(50'000.0 * std::exp(static_cast<double>(any(1000)) / 110.0));
    row.addedNs = 80'000;
    row.method = kServices + 1 + any(kMethods);
    row.service = 1 + row.method % kServices;
    row.client = kServices + kMethods + 1 + any(kClients);
    row.requestMessages = 1, row.responseMessages = 1;
    row.requestBytes = any(4000), row.responseBytes = any(40'000);
    row.code = any(30) == 0 ? rpc::Code::InvalidArgument : rpc::Code::Ok;
    row.protocol = any(3) == 0 ? rpc::Protocol::Grpc : rpc::Protocol::ConnectUnary;
    row.upstreamProtocol = rpc::Protocol::Grpc;
    row.kind = rpc::Kind::Unary;
    if (open) row.flags |= capture::kInFlight, open_.push_back(row);
    return row;
  }

  std::mt19937 random_{1};
  std::int64_t startNs_;
  capture::CallNumber made_ = 0;
  std::vector<CallRow> open_;
};

class Bench {
 public:
  Bench(int rows, int frames) : frames_(frames), calls_(clock_.wallNow().time_since_epoch().count()) {
    Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<RowInbox>();
    window_ = std::make_unique<MainWindow>(std::move(services));
    window_->show();
    window_->captureStarted({}, true);
    for (int made = 0; made < rows; made += kNewPerFrame) window_->applyRows(calls_.next(kNewPerFrame));
    settle();
  }

  void run() {
    CallTableView& table = window_->table();
    QScrollBar& bar = *table.verticalScrollBar();
    const auto live = [this] {
      RowBatch batch = calls_.next(kNewPerFrame);
      calls_.end(batch, 20);
      window_->applyRows(batch);
    };
    const auto scroll = [&bar, this] {
      bar.setValue(static_cast<int>(random_() % static_cast<unsigned>(bar.maximum())));
    };
    const auto both = [&] { live(), bar.setValue(bar.value() + 40); };
    frames("scroll anywhere, all rows new", scroll);
    table.setFollowing(true);
    frames("follow, 500 new calls a frame", live);
    table.setFollowing(false);
    bar.setValue(bar.maximum() / 2);
    frames("read further up, 500 new calls a frame", both);
    once("click on Duration", [this] { sort({Column::Duration, true}); });
    bar.setValue(bar.maximum() / 2);
    frames("sorted by duration, 500 new calls a frame", both);
    once("click on Method", [this] { sort({Column::Method, false}); });
    bar.setValue(bar.maximum() / 2);
    frames("sorted by method, 500 new calls a frame", both);
    once("back to call numbers", [this] { sort({}); });
    filter("duration:>1ms and not status:error");
    table.setFollowing(true);
    const std::uint32_t before = window_->traffic().rows().size();
    frames("20,000 calls a second, follow, filter active",
           [this] { window_->applyRows(calls_.next(kLivePerFrame)); });
    const std::uint64_t told = static_cast<std::uint64_t>(frames_) * kLivePerFrame;
    std::printf("%-44s %llu of %llu\n", "rows lost there",
                static_cast<unsigned long long>(told - (window_->traffic().rows().size() - before)),
                static_cast<unsigned long long>(told));
    filter("");
    once("chip Errors", [this] { window_->chips().choose(Chip::Errors); });
    once("chip All", [this] { window_->chips().choose(Chip::All); });
    once("filter duration:>100ms", [this] { filter("duration:>100ms"); });
    once("filter method:Method1*", [this] { filter("method:Method1*"); });
    once("filter cleared", [this] { filter(""); });
  }

 private:
  CallTableModel& model() { return static_cast<CallTableModel&>(*window_->table().model()); }
  void sort(const Sorting& sorting) { model().setSorting(sorting); }
  void filter(const char* text) { model().setFilter(insight::CallFilter::parse(text).value()); }
  static void settle() { QCoreApplication::processEvents(), QCoreApplication::sendPostedEvents(); }

  struct Cost {
    double wall, cpu;
  };
  static double now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
  }
  template <typename Step>
  Cost timed(Step step) {
    const Cost begin{now(CLOCK_MONOTONIC), now(CLOCK_THREAD_CPUTIME_ID)};
    step();
    settle();
    window_->repaint();
    return {now(CLOCK_MONOTONIC) - begin.wall, now(CLOCK_THREAD_CPUTIME_ID) - begin.cpu};
  }
  template <typename Step>
  void frames(const char* name, Step step) {
    std::vector<double> wall, cpu;
    timed([] {});
    for (int i = 0; i < frames_; ++i) {
      const Cost cost = timed(step);
      wall.push_back(cost.wall), cpu.push_back(cost.cpu);
    }
    std::ranges::sort(wall);
    std::ranges::sort(cpu);
    const std::size_t middle = wall.size() / 2, high = wall.size() * 99 / 100;
    std::printf("%-44s median %6.2f  p99 %6.2f   CPU median %6.2f  p99 %6.2f\n", name, wall[middle],
                wall[high], cpu[middle], cpu[high]);
  }
  template <typename Step>
  void once(const char* name, Step step) {
    const Cost cost = timed(step);
    std::printf("%-44s once   %6.1f               CPU once   %6.1f\n", name, cost.wall, cost.cpu);
  }

  int frames_;
  SystemClock clock_;
  Calls calls_;
  std::mt19937 random_{2};
  std::unique_ptr<MainWindow> window_;
};

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", qEnvironmentVariable("QT_QPA_PLATFORM", QStringLiteral("offscreen")).toUtf8());
  const QApplication application(argc, argv);
  const int rows = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const int frames = argc > 2 ? std::atoi(argv[2]) : 300;
  std::printf("%d calls, %d frames, milliseconds\n", rows, frames);
  Bench(rows, frames).run();
  return 0;
}
