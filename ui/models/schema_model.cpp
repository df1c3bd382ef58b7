// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/schema_model.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "ui/models/text_roles.h"
#include "ui/text/display.h"
#include "ui/text/format.h"
#include "ui/text/status_text.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr std::array<const char*, kSchemaColumns> kTitles = {
    "#", english("Source"), english("Kind"), english("State"), english("Files"), english("Methods")};

QString placeText(const schema::SourceProblem& problem) {
  QString place = display(problem.file);
  if (problem.line > 0) place += QStringLiteral(":%1:%2").arg(problem.line).arg(problem.column);
  return place;
}

SourceState stateOf(const proxy::UpstreamStats& server) {
  switch (server.schema) {
    case proxy::SchemaState::Ready:
      return SourceState::InForce;
    case proxy::SchemaState::Loading:
      return SourceState::Asking;
    case proxy::SchemaState::Failed:
      return SourceState::Silent;
    case proxy::SchemaState::None:
      break;
  }
  return SourceState::NotAsked;
}

std::string nameOf(const std::string& path) {
  const std::filesystem::path trimmed = std::filesystem::path(path).lexically_normal();
  return trimmed.has_filename() ? trimmed.filename().string() : trimmed.parent_path().filename().string();
}

QString problemText(const proxy::UpstreamStats& server) {
  if (server.schema != proxy::SchemaState::Failed) return {};
  const CauseText* cause = causeText(server.schemaError);
  if (cause == nullptr) return display(server.schemaError);
  return Words::of(cause->meaning) + QLatin1Char(' ') + Words::of(cause->remedy);
}

}  // namespace

std::vector<ToldSource> serverSources(const proxy::BridgeStats& stats) {
  std::vector<ToldSource> out;
  out.reserve(stats.upstreams.size());
  for (const proxy::UpstreamStats& server : stats.upstreams) {
    out.push_back({server.url, server.prefix,
                   server.schemaOrigin.empty() ? reflectionText() : display(server.schemaOrigin),
                   stateOf(server), server.methods, problemText(server)});
  }
  return out;
}

ToldSource sessionSource(const std::filesystem::path& file, std::size_t methods) {
  return {file.string(), {}, recordedText(), SourceState::InForce, methods, {}};
}

SchemaModel::SchemaModel(QObject* parent)
    : QAbstractTableModel(parent), task_([this](const schema::LoadedSources& sources) { take(sources); }) {}

void SchemaModel::setSpec(schema::SourceSpec spec) {
  beginResetModel();
  spec_ = std::move(spec);
  read_ = false;
  endResetModel();
}

void SchemaModel::read() { start(true); }

void SchemaModel::start(bool asked) {
  asked_ = asked || (asked_ && task_.busy());
  read_ = true;
  reports_.clear();
  task_.run([spec = spec_] { return schema::loadEach(spec); });
  update();
}

void SchemaModel::readOnce() {
  if (!read_ && !spec_.paths.empty()) start(false);
}

void SchemaModel::add(const std::vector<std::string>& paths) {
  beginResetModel();
  for (const std::string& path : paths) {
    if (std::ranges::find(spec_.paths, path) == spec_.paths.end()) spec_.paths.push_back(path);
  }
  endResetModel();
  read();
}

std::optional<std::string> SchemaModel::remove(int row) {
  if (!named(row)) return std::nullopt;
  beginResetModel();  // the numbers of all behind it change
  const auto at = spec_.paths.begin() + row;
  std::string path = std::move(*at);
  spec_.paths.erase(at);
  endResetModel();
  read();
  return path;
}

void SchemaModel::insert(int row, const std::string& path) {
  const int at = std::clamp(row, 0, static_cast<int>(spec_.paths.size()));
  beginResetModel();
  spec_.paths.insert(spec_.paths.begin() + at, path);
  endResetModel();
  read();
}

bool SchemaModel::move(int row, int by) {
  const int to = row + by;
  if (!named(row) || !named(to)) return false;
  beginResetModel();
  std::swap(spec_.paths[static_cast<std::size_t>(row)], spec_.paths[static_cast<std::size_t>(to)]);
  endResetModel();
  read();
  return true;
}

void SchemaModel::setTold(std::vector<ToldSource> told, std::vector<std::string> conflicts) {
  if (told == told_ && conflicts == conflicts_) return;
  const bool sameRows = told.size() == told_.size();
  if (!sameRows) beginResetModel();
  told_ = std::move(told);
  conflicts_ = std::move(conflicts);
  if (!sameRows)
    endResetModel();
  else
    update();
}

void SchemaModel::take(const schema::LoadedSources& sources) {
  reports_ = sources.sources;
  update();
  Q_EMIT loaded(sources, asked_);
}

void SchemaModel::update() {
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kSchemaColumns - 1));
}

const schema::SourceReport* SchemaModel::report(int row) const {
  if (!named(row)) return nullptr;
  const auto found =
      std::ranges::find(reports_, spec_.paths[static_cast<std::size_t>(row)], &schema::SourceReport::path);
  return found == reports_.end() ? nullptr : &*found;
}

const ToldSource& SchemaModel::told(int row) const {
  return told_[static_cast<std::size_t>(row) - spec_.paths.size()];
}

SourceState SchemaModel::state(int row) const {
  if (!named(row)) return told(row).state;
  const schema::SourceReport* known = report(row);
  if (known == nullptr) return SourceState::Reading;
  return known->used() ? SourceState::InForce : SourceState::LeftOut;
}

std::vector<SchemaProblem> SchemaModel::problems(int row) const {
  std::vector<SchemaProblem> out;
  for (int i = row < 0 ? 0 : row; i < rowCount() && (row < 0 || i == row); ++i) {
    if (const schema::SourceReport* known = report(i)) {
      for (const schema::SourceProblem& problem : known->problems)
        out.push_back({Tone::Error, placeText(problem), display(problem.message),
                       QString::fromStdString(problem.path)});
      for (const std::string& file : known->shadowed)
        out.push_back({Tone::Warning, display(nameOf(known->path)), shadowedText(display(file)), {}});
    } else if (!named(i) && !told(i).problem.isEmpty()) {
      out.push_back({Tone::Warning, display(told(i).name), told(i).problem, {}});
    }
  }
  if (row < 0) {
    for (const std::string& file : conflicts_)
      out.push_back({Tone::Warning, display(file), conflictText(display(file)), {}});
  }
  return out;
}

int SchemaModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(spec_.paths.size() + told_.size());
}

int SchemaModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kSchemaColumns;
}

QString SchemaModel::text(int row, SchemaColumn column) const {
  const schema::SourceReport* known = report(row);
  const bool counts = known != nullptr && known->used();
  const std::string& path = spec_.paths[static_cast<std::size_t>(row)];
  switch (column) {
    case SchemaColumn::Source:
      return display(nameOf(path));
    case SchemaColumn::Kind:
      return known == nullptr ? QString() : sourceKindText(known->kind);
    case SchemaColumn::Files:
      return counts ? asQString(formatCount(known->files)) : QString();
    case SchemaColumn::Methods:
      return counts ? asQString(formatCount(known->methods)) : QString();
    default:
      return sourceStateText(state(row), known == nullptr ? 0 : known->problems.size());
  }
}

QString SchemaModel::toldText(int row, SchemaColumn column) const {
  const ToldSource& source = told(row);
  switch (column) {
    case SchemaColumn::Source:
      return display(source.name);
    case SchemaColumn::Kind:
      return source.kind;
    case SchemaColumn::Files:
      return {};
    case SchemaColumn::Methods:
      return source.methods > 0 ? asQString(formatCount(source.methods)) : QString();
    default:
      return sourceStateText(source.state, 0);
  }
}

QVariant SchemaModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const int row = index.row();
  const auto column = static_cast<SchemaColumn>(index.column());
  const bool isNamed = named(row);
  switch (role) {
    case Qt::DisplayRole:
      if (column == SchemaColumn::Order) return asQString(formatCount(static_cast<std::size_t>(row) + 1));
      return isNamed ? text(row, column) : toldText(row, column);
    case Qt::ToolTipRole:
      if (column != SchemaColumn::Source) return {};
      return tip(isNamed ? spec_.paths[static_cast<std::size_t>(row)] : told(row).name);
    case Qt::AccessibleTextRole:
      if (column == SchemaColumn::Source && isNamed)
        return display(spec_.paths[static_cast<std::size_t>(row)]);
      return data(index, Qt::DisplayRole);
    case kLeadRole: {
      if (column != SchemaColumn::Source) return {};
      if (!isNamed) return display(told(row).prefix.empty() ? "" : told(row).prefix + "  ");
      const std::string folder =
          std::filesystem::path(spec_.paths[static_cast<std::size_t>(row)]).lexically_normal().parent_path();
      return display(folder.empty() ? "" : folder + "/");
    }
    case kToneRole:
      if (column == SchemaColumn::Source) return {};
      return static_cast<int>(column == SchemaColumn::State ? sourceStateTone(state(row)) : Tone::Neutral);
    case kDotRole:
      return column == SchemaColumn::State ? QVariant(static_cast<int>(sourceStateTone(state(row))))
                                           : QVariant();
    default:
      return {};
  }
}

QVariant SchemaModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return Words::of(kTitles[static_cast<std::size_t>(section)]);
}

void SchemaProblemModel::setProblems(std::vector<SchemaProblem> problems) {
  if (problems == problems_) return;  // what is selected stays
  beginResetModel();
  problems_ = std::move(problems);
  endResetModel();
}

int SchemaProblemModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(problems_.size());
}

int SchemaProblemModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 2; }

QVariant SchemaProblemModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const SchemaProblem& known = problem(index.row());
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return index.column() == 0 ? known.place : known.text;
    case Qt::ToolTipRole:
      return tip(known.path.isEmpty() ? known.text : known.path + QLatin1Char('\n') + known.text);
    case kDotRole:
      return index.column() == 0 ? QVariant(static_cast<int>(known.tone)) : QVariant();
    default:
      return {};
  }
}

QVariant SchemaProblemModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == 0 ? Words::tr("Place") : Words::tr("What is wrong");
}

}  // namespace bascule::ui
