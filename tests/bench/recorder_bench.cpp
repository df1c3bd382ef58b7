// SPDX-License-Identifier: GPL-3.0-or-later
// How fast calls are recorded and what one costs: `bench_recorder [calls] [--unique] [--no-file] [--kib]`.
//
// Makes N repetitive unary calls of twelve events with two small messages, pushes them through a queue as a
// worker would, and prints calls a second, CPU of the recorder thread, and bytes a call in file and memory.
// --unique: every call has a trace id of its own. --kib: requests and answers of 512 bytes each, repetitive.
// Scenario I1 and I3 of the performance reference.
#include <cstdio>
#include <cstring>
#include <thread>

#include <sys/resource.h>
#include <time.h>

#include "bridge/capture/recorder.h"
#include "bridge/capture/session_file.h"
#include "tests/support/capture_events.h"

using namespace bascule;
using namespace bascule::capture;

namespace {

double secondsOf(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double nowSeconds() { return secondsOf(CLOCK_MONOTONIC); }

void setCall(CaptureEvent& event, CallId id, MonotonicTime start, MonotonicTime templateStart) {
  std::visit(
      [&](auto& fact) {
        fact.call = id;
        fact.time = start + (fact.time - templateStart);
      },
      event);
}

}  // namespace

int main(int argc, char** argv) {
  CallId calls = 300'000;
  bool unique = false;
  bool file = true;
  std::size_t payload = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--unique") == 0) {
      unique = true;
    } else if (std::strcmp(argv[i], "--no-file") == 0) {
      file = false;
    } else if (std::strcmp(argv[i], "--kib") == 0) {
      payload = 512;
    } else {
      calls = std::strtoull(argv[i], nullptr, 10);
    }
  }
  const test::TemporaryFolder folder;
  const SystemClock clock;
  RowStore rows;
  double recorderCpu = 0;
  RecorderConfig config;
  if (file) config.file = folder.file("bench.bascule");
  auto recorder = Recorder::create(config, clock,
                                   [&](const RowBatch& batch) {
                                     rows.apply(batch);
                                     recorderCpu = secondsOf(CLOCK_THREAD_CPUTIME_ID);
                                   },
                                   {});
  if (!recorder) {
    std::fprintf(stderr, "%s\n", recorder.error().message.c_str());
    return 1;
  }
  CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->start();

  test::CallScript script;
  for (std::string* message : {&script.request, &script.response}) {
    while (message->size() < payload)
      *message += "{\"sku\":\"A-" + std::to_string(message->size() % 97) + "\",\"quantity\":2},";
  }
  const std::vector<CaptureEvent> events = script.all();
  const double begin = nowSeconds();
  for (CallId id = 1; id <= calls; ++id) {
    const MonotonicTime start = std::chrono::steady_clock::now();
    http::Headers traced;
    for (const CaptureEvent& event : events) {
      CaptureEvent copy = event;
      setCall(copy, id, start, script.start);
      if (auto* opened = std::get_if<CallOpened>(&copy); opened != nullptr && unique) {
        traced = script.headers;
        traced.add("traceparent", "00-" + std::to_string(id * 0x9e3779b97f4a7c15ULL) + "-01");
        opened->headers = traced.view();
      }
      while (!queue.push(copy)) std::this_thread::yield();
    }
    if (id % 8 == 0) queue.publish();
  }
  queue.publish();
  (*recorder)->stop();
  const double seconds = nowSeconds() - begin;
  const auto stats = (*recorder)->stats();
  const double count = static_cast<double>(calls);
  std::error_code ignored;
  const auto size = file ? std::filesystem::file_size(config.file, ignored) : 0;
  std::printf("calls %llu  recorded %llu  problem '%s'\n", static_cast<unsigned long long>(calls),
              static_cast<unsigned long long>(stats.calls), stats.problem.c_str());
  std::printf("%.0f calls/s  recorder %.2f us CPU/call  file %.1f B/call  rows %.1f B/call\n",
              count / seconds, recorderCpu / count * 1e6, static_cast<double>(size) / count,
              static_cast<double>(rows.memoryBytes()) / count);
  if (!file) return 0;
  const double reading = nowSeconds();
  auto reader = SessionReader::open(config.file);
  if (!reader || !(*reader)->nextRows()) return 1;
  std::printf("opened and all rows read in %.0f ms\n", (nowSeconds() - reading) * 1e3);
  return 0;
}
