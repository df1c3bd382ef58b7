// SPDX-License-Identifier: GPL-3.0-or-later
// How long a session takes to export and how much memory that needs: `bench_export [calls]`.
//
// Records N small calls, both legs (as bench_recorder), reads their rows, and writes them in each format to a
// sink that only counts. Memory is what the process grows by over the rows, which grow with the session; the
// rest must not.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <time.h>

#include "bridge/capture/recorder.h"
#include "bridge/capture/session_file.h"
#include "bridge/export/session_export.h"
#include "tests/support/capture_events.h"

using namespace bascule;
using namespace bascule::capture;

namespace {

double nowSeconds() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double cpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double residentMib() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  long pages = 0;
  const int read = std::fscanf(file, "%*s %ld", &pages);
  std::fclose(file);
  return read == 1 ? static_cast<double>(pages) * 4096 / (1 << 20) : 0;
}

bool record(const std::filesystem::path& file, CallId calls) {
  const SystemClock clock;
  RecorderConfig config;
  config.file = file;
  config.sessionLimit = 0;
  auto recorder = Recorder::create(config, clock, {}, {});
  if (!recorder) return false;
  CaptureQueue& queue = (*recorder)->addQueue({});
  (*recorder)->start();
  test::CallScript script;
  const std::vector<CaptureEvent> events = script.all();
  for (CallId id = 1; id <= calls; ++id) {
    const MonotonicTime start = std::chrono::steady_clock::now();
    for (CaptureEvent copy : events) {
      std::visit([&](auto& fact) { fact.call = id, fact.time = start + (fact.time - script.start); }, copy);
      while (!queue.push(copy)) std::this_thread::yield();
    }
    if (id % 8 == 0) queue.publish();
  }
  queue.publish();
  (*recorder)->stop();
  return (*recorder)->stats().problem.empty();
}

void exportAll(exporting::Format format, SessionReader& reader, const RowStore& rows) {
  const Redaction redaction = Redaction::defaults();
  double highest = 0;
  std::uint64_t bytes = 0;
  const double memory = residentMib();
  const double begin = nowSeconds();
  const double cpu = cpuSeconds();
  const exporting::ExportJob job{{format, "bench"}, redaction, reader, rows, schema::Schema::wellKnown()};
  const auto counts = exporting::exportCalls(job, [&](std::string_view piece) {
    bytes += piece.size();
    if (bytes % (16 << 20) < piece.size()) highest = std::max(highest, residentMib() - memory);
    return true;
  });
  const double seconds = nowSeconds() - begin;
  const auto calls = static_cast<double>(counts ? counts->calls : 0);
  std::printf("%-7s %8.0f calls/s  %6.2f s  %5.2f us CPU/call  %7.0f MiB  memory +%.0f MiB\n",
              std::string(exporting::infoOf(format).name).c_str(), calls / seconds, seconds,
              (cpuSeconds() - cpu) / calls * 1e6, static_cast<double>(bytes) / (1 << 20), highest);
}

}  // namespace

int main(int argc, char** argv) {
  const CallId calls = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const test::TemporaryFolder folder;
  const auto file = folder.file("bench.bascule");
  if (!record(file, calls)) return 1;
  auto reader = SessionReader::open(file);
  if (!reader) return 1;
  RowStore rows;
  const double begin = nowSeconds();
  rows.apply(*(*reader)->nextRows());
  std::printf("%u calls, rows read in %.0f ms\n", rows.size(), (nowSeconds() - begin) * 1e3);
  for (const auto& info : exporting::formats()) exportAll(info.format, **reader, rows);
  return 0;
}
