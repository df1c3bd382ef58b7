// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/connect_end.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "bridge/base/ascii.h"

namespace bascule::ui {
namespace {

QByteArray bytesOf(std::string_view text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

void readError(const QJsonObject& error, ConnectEnd& out) {
  out.code = error.value(QLatin1String("code")).toString().toStdString();
  out.message = error.value(QLatin1String("message")).toString().toStdString();
  for (const QJsonValue detail : error.value(QLatin1String("details")).toArray()) {
    const QJsonObject object = detail.toObject();
    out.details.emplace_back(object.value(QLatin1String("type")).toString().toStdString(),
                             object.value(QLatin1String("value")).toString().toStdString());
  }
}

}  // namespace

ConnectEnd readConnectEnd(std::string_view json, bool unary) {
  ConnectEnd out;
  const QJsonDocument document = QJsonDocument::fromJson(bytesOf(json));
  if (!document.isObject()) return out;
  out.valid = true;
  const QJsonObject root = document.object();
  const QJsonValue error = unary ? QJsonValue(root) : root.value(QLatin1String("error"));
  out.failed = error.isObject() && (!unary || root.contains(QLatin1String("code")));
  if (out.failed) readError(error.toObject(), out);
  const QJsonObject metadata = unary ? QJsonObject() : root.value(QLatin1String("metadata")).toObject();
  for (auto it = metadata.begin(); it != metadata.end(); ++it) {
    for (const QJsonValue value : it.value().toArray()) {
      out.metadata.emplace_back(ascii::lower(it.key().toStdString()), value.toString().toStdString());
    }
  }
  return out;
}

std::string indentJson(std::string_view json) {
  // Not through QJsonDocument: it sorts members and rounds numbers, and people compare this with the wire.
  std::string out;
  int depth = 0;
  bool quoted = false;
  const auto newLine = [&] { out.append("\n").append(2 * static_cast<std::size_t>(depth), ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      out += c;
      if (c == '\\' && i + 1 < json.size())
        out += json[++i];
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    if (c == '"') quoted = true;
    if ((c == '}' || c == ']') && depth > 0) {
      --depth;
      if (out.ends_with('{') || out.ends_with('[')) {
        out += c;
        continue;
      }
      newLine();
    }
    const bool opensLine = !out.empty() && (out.back() == '{' || out.back() == '[') && c != '}' && c != ']';
    if (opensLine) newLine();
    out += c;
    if (c == '{' || c == '[') depth = std::min(depth + 1, 200);
    if (c == ',') newLine();
    if (c == ':') out += ' ';
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> readTrailerFrame(std::string_view bytes) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::string_view line : ascii::splitTrimmed(bytes, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    out.emplace_back(ascii::lower(ascii::trim(line.substr(0, colon))), ascii::trim(line.substr(colon + 1)));
  }
  return out;
}

}  // namespace bascule::ui
