// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/view_settings.h"

#include <QSettings>
#include <algorithm>

namespace bascule::ui {
namespace {

constexpr int kWriteMs = 500;
constexpr int kWidest = 4000;
constexpr int kMostEntries = 6000;  // readings, columns, filters: a file may say anything

// A number of the file that names one of `count` choices; anything else is the first.
template <typename Choice>
Choice readChoice(const QSettings& in, const char* key, int count) {
  const int value = in.value(QLatin1String(key), 0).toInt();
  return static_cast<Choice>(value >= 0 && value < count ? value : 0);
}

template <typename Entry, typename Read>
std::vector<Entry> readArray(QSettings& in, const char* name, Read read) {
  std::vector<Entry> out;
  const int count = std::min(in.beginReadArray(QLatin1String(name)), kMostEntries);
  for (int i = 0; i < count; ++i) {
    in.setArrayIndex(i);
    Entry entry = read();
    out.push_back(std::move(entry));
  }
  in.endArray();
  return out;
}

template <typename Entry, typename Write>
void writeArray(QSettings& out, const char* name, const std::vector<Entry>& entries, Write write) {
  out.remove(QLatin1String(name));
  out.beginWriteArray(QLatin1String(name), static_cast<int>(entries.size()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    out.setArrayIndex(static_cast<int>(i));
    write(entries[i]);
  }
  out.endArray();
}

}  // namespace

ViewSettings::ViewSettings(const QString& file, QObject* parent) : QObject(parent), file_(file) {
  writing_.setSingleShot(true);
  writing_.setInterval(kWriteMs);
  connect(&writing_, &QTimer::timeout, this, &ViewSettings::save);
  if (!file_.isEmpty()) load();
}

ViewSettings::~ViewSettings() {
  if (writing_.isActive()) save();
}

void ViewSettings::set(ViewState state) {
  state.scalePercent = std::clamp(state.scalePercent, kLeastScale, kLargestScale);
  if (state == state_) return;
  state_ = std::move(state);
  if (!file_.isEmpty()) writing_.start();
  Q_EMIT changed();
}

namespace {

void toTop(std::vector<QString>& list, const QString& text, std::size_t limit) {
  std::erase(list, text);
  list.insert(list.begin(), text);
  if (list.size() > limit) list.resize(limit);
}

}  // namespace

void ViewSettings::rememberSession(const QString& file) {
  ViewState next = state_;
  toTop(next.sessions, file, kSessionsLimit);
  set(std::move(next));
}

void ViewSettings::remember(const QString& expression) {
  const QString text = expression.trimmed();
  if (text.isEmpty()) return;
  ViewState next = state_;
  toTop(next.history, text, kHistoryLimit);
  set(std::move(next));
}

void ViewSettings::load() {
  QSettings in(file_, QSettings::IniFormat);
  const auto text = [&in](const char* key) { return in.value(QLatin1String(key)).toString(); };
  state_.columns = readArray<ColumnSetting>(in, "columns", [&] {
    return ColumnSetting{text("key"), std::clamp(in.value(QLatin1String("width"), 0).toInt(), 0, kWidest),
                         in.value(QLatin1String("shown"), true).toBool()};
  });
  state_.filters = readArray<SavedFilter>(in, "filters", [&] {
    return SavedFilter{text("name"), text("expression"),
                       readChoice<Tone>(in, "tone", static_cast<int>(Tone::GrpcWeb) + 1)};
  });
  state_.history = readArray<QString>(in, "history", [&] { return text("expression"); });
  std::erase_if(state_.columns, [](const ColumnSetting& column) { return column.key.isEmpty(); });
  std::erase_if(state_.filters, [](const SavedFilter& filter) { return filter.expression.isEmpty(); });
  std::erase(state_.history, QString());
  state_.sessions = readArray<QString>(in, "sessions", [&] { return text("file"); });
  std::erase(state_.sessions, QString());
  state_.readings = readArray<QString>(in, "readings", [&] { return text("line"); });
  std::erase(state_.readings, QString());
  state_.timeForm = readChoice<TimeForm>(in, "time", kTimeForms);
  state_.grouping = readChoice<Grouping>(in, "grouping", kGroupings);
  state_.theme = readChoice<ThemeChoice>(in, "theme", 3);
  state_.scalePercent = std::clamp(in.value(QLatin1String("scale"), 100).toInt(), kLeastScale, kLargestScale);
  state_.singleKeys = in.value(QLatin1String("single_keys"), false).toBool();
  state_.timeLine = in.value(QLatin1String("timeline"), false).toBool();
}

void ViewSettings::save() {
  QSettings out(file_, QSettings::IniFormat);
  const auto put = [&out](const char* key, const QVariant& value) {
    out.setValue(QLatin1String(key), value);
  };
  writeArray(out, "columns", state_.columns, [&](const ColumnSetting& column) {
    put("key", column.key), put("width", column.width), put("shown", column.shown);
  });
  writeArray(out, "filters", state_.filters, [&](const SavedFilter& filter) {
    put("name", filter.name), put("expression", filter.expression),
        put("tone", static_cast<int>(filter.tone));
  });
  writeArray(out, "history", state_.history, [&](const QString& text) { put("expression", text); });
  writeArray(out, "sessions", state_.sessions, [&](const QString& file) { put("file", file); });
  writeArray(out, "readings", state_.readings, [&](const QString& line) { put("line", line); });
  put("time", static_cast<int>(state_.timeForm));
  put("grouping", static_cast<int>(state_.grouping));
  put("theme", static_cast<int>(state_.theme));
  put("scale", state_.scalePercent);
  put("single_keys", state_.singleKeys);
  put("timeline", state_.timeLine);
}

}  // namespace bascule::ui
