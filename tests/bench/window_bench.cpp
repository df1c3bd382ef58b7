// SPDX-License-Identifier: GPL-3.0-or-later
// What a user waits for with a large session: `bench_window [calls]`, a million when none is given.
//
// Records that many calls of a shop into a session file (two messages and five headers each, some header
// values and fields of their own), opens it in the real main window and prints milliseconds until the first
// rows are painted and until all are there, until a filter by columns, by a header and by a decoded field
// shows its first page and has looked at everything, bytes of memory a call, and the longest time the
// window's thread did nothing else. Runs under any Qt platform (offscreen when none is named).
#include <QApplication>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <time.h>
#include <unistd.h>

#include "bridge/capture/recorder.h"
#include "tests/support/capture_events.h"
#include "tests/support/shop_session.h"
#include "ui/windows/main_window.h"

using namespace bascule;
using namespace bascule::ui;

namespace {

constexpr int kPage = 14;                 // rows that the table of the window shows
constexpr capture::CallId kAhead = 1000;  // calls told before they are recorded
constexpr int kOneOf = 50;                // calls have one of so many tenants and orders

double nowMs() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double residentBytes() {
  long total = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r"); file != nullptr) {
    if (std::fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// Calls as a worker would tell them; every one has a tenant and an order of its own out of a few.
bool record(const std::filesystem::path& file, const Clock& clock, capture::CallId calls) {
  capture::RecorderConfig config;
  config.file = file;
  auto recorder = capture::Recorder::create(config, clock, [](const capture::RowBatch&) {}, nullptr);
  if (!recorder) return false;
  capture::CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->start();
  std::vector<std::vector<capture::CaptureEvent>> kinds;
  std::vector<MonotonicTime> starts;
  for (int i = 0; i < kOneOf; ++i) {
    test::CallScript script;
    script.target =
        i % 2 == 0 ? "/acme.shop.v1.OrderService/GetOrder" : "/acme.shop.v1.OrderService/CreateOrder";
    script.headers.add("x-tenant", "tenant-" + std::to_string(i));
    const std::string order = "ord-" + std::to_string(1000 + i);
    script.request = std::string("\x0a") + static_cast<char>(order.size()) + order;
    if (i % 25 == 0) script.status.code = rpc::Code::NotFound;
    kinds.push_back(script.all());
    starts.push_back(script.start);
  }
  for (capture::CallId id = 1; id <= calls; ++id) {
    const std::size_t kind = id * 7 % kOneOf;
    const MonotonicTime start = std::chrono::steady_clock::now();
    for (capture::CaptureEvent event : kinds[kind]) {
      std::visit([&](auto& fact) { fact.call = id, fact.time = start + (fact.time - starts[kind]); }, event);
      while (!queue.push(event)) std::this_thread::yield();
    }
    if (id % 8 == 0) queue.publish();
    // Faster than the recorder would cost the calls their messages.
    while (id % kAhead == 0 && (*recorder)->stats().calls + kAhead < id) std::this_thread::yield();
  }
  queue.publish();
  (*recorder)->stop();
  return (*recorder)->stats().calls == calls;
}

class Bench {
 public:
  explicit Bench(const std::filesystem::path& file, std::uint32_t calls) : file_(file), calls_(calls) {
    Services services;
    services.clock = &clock_;
    services.rows = std::make_shared<RowInbox>();
    services.schema = [schema = test::shopSchema()] { return schema; };
    window_ = std::make_unique<MainWindow>(std::move(services));
    window_->show();
    window_->bridgeChanged();
    QCoreApplication::processEvents();
    QObject::connect(window_->findChild<RecordReader*>(), &RecordReader::matchProgress, window_.get(),
                     [this](int, std::size_t looked, std::size_t all) { searched_ = looked == all; });
  }

  void run() {
    const double before = residentBytes();
    begin();
    window_->openSession(file_);
    print("open: first rows painted", until([this] { return window_->table().model()->rowCount() > 0; }));
    print("open: all rows there, to search and sort",
          until([this] { return window_->traffic().rows().size() >= calls_; }));
    std::printf("%-52s %8.1f bytes\n", "memory a call (resident, no payloads)",
                (residentBytes() - before) / static_cast<double>(calls_));
    filter("by columns, status:error and duration:>500us", "status:error and duration:>500us");
    filter("by header text, header.x-tenant:tenant-7", "header.x-tenant:tenant-7");
    filter("by decoded field, req.id:ord-1008", "req.id:ord-1008");
    filter("by a word that nothing has", "no-such-word-anywhere");
    std::printf("%-52s %8.1f ms\n", "longest the window's thread did nothing else", longest_);
  }

 private:
  CallTableModel& model() { return static_cast<CallTableModel&>(*window_->table().model()); }
  void begin() { begun_ = nowMs(); }
  static void print(const char* what, double ms) { std::printf("%-52s %8.1f ms\n", what, ms); }

  // Lets the window live until `done`, then paints; the time since begin().
  template <typename Done>
  double until(Done done) {
    constexpr double kPatienceMs = 600'000;
    while (!done() && nowMs() - begun_ < kPatienceMs) {
      const double turn = nowMs();
      QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
      // A turn also waits; what it did is bounded by the processor time of this thread.
      longest_ = std::max(longest_, std::min(nowMs() - turn, cpuMs()));
    }
    window_->repaint();
    return nowMs() - begun_;
  }
  double cpuMs() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    const double now = static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    return now - std::exchange(cpu_, now);
  }
  void filter(const char* what, const char* text) {
    model().setFilter({});
    QCoreApplication::processEvents();
    cpuMs();
    searched_ = false;
    begin();
    model().setFilter(insight::CallFilter::parse(text).value());
    const bool byRow = model().filter().matchesRow({model().traffic().rows().row(0), model().traffic().rows(),
                                                    0}) != insight::Tri::NeedsRecord;
    const double page = until([&] { return byRow || searched_ || model().rowCount() >= kPage; });
    const double all = until([&] { return byRow || searched_; });
    std::printf("filter %-45s %8.1f ms to the first page, %8.1f ms in all, %d calls\n", what, page, all,
                model().rowCount());
  }

  std::filesystem::path file_;
  std::uint32_t calls_;
  SystemClock clock_;
  std::unique_ptr<MainWindow> window_;
  double begun_ = 0, longest_ = 0, cpu_ = 0;
  bool searched_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", qEnvironmentVariable("QT_QPA_PLATFORM", QStringLiteral("offscreen")).toUtf8());
  const QApplication application(argc, argv);
  const int calls = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const test::TemporaryFolder folder;
  const SystemClock clock;
  const double begin = nowMs();
  if (!record(folder.file("bench.bascule"), clock, static_cast<capture::CallId>(calls))) {
    std::fprintf(stderr, "the session could not be recorded\n");
    return 1;
  }
  std::printf("%d calls, recorded in %.0f ms\n", calls, nowMs() - begin);
  Bench(folder.file("bench.bascule"), static_cast<std::uint32_t>(calls)).run();
  return 0;
}
