// SPDX-License-Identifier: GPL-3.0-or-later
// `SchemaModel`: where the schema comes from, in load order: sources that the user named, then the servers'
// reflection. It reads the named ones on a thread of its own and tells what it found; who puts that in force
// is the window's business. Thread: GUI.
#pragma once

#include <QAbstractTableModel>
#include <filesystem>
#include <optional>
#include <vector>

#include "bridge/proxy/bridge_stats.h"
#include "bridge/schema/named_sources.h"
#include "ui/models/latest_task.h"
#include "ui/text/schema_text.h"

namespace bascule::ui {

enum class SchemaColumn : std::uint8_t { Order, Source, Kind, State, Files, Methods };
inline constexpr int kSchemaColumns = 6;

/// A source that nobody named: a server's reflection, or the session that is open.
struct ToldSource {
  std::string name;    ///< URL or file
  std::string prefix;  ///< of the calls that go to that server
  QString kind;
  SourceState state = SourceState::NotAsked;
  std::size_t methods = 0;
  QString problem;  ///< why it told nothing; empty: nothing is wrong
  friend bool operator==(const ToldSource&, const ToldSource&) = default;
};
std::vector<ToldSource> serverSources(const proxy::BridgeStats& stats);
ToldSource sessionSource(const std::filesystem::path& file, std::size_t methods);

/// Something to know about a source.
struct SchemaProblem {
  Tone tone = Tone::Error;
  QString place;  ///< `shop.proto:3:13`; empty: the source as a whole
  QString text;
  QString path;  ///< of the file on disk; empty: there is none
  friend bool operator==(const SchemaProblem&, const SchemaProblem&) = default;
};

class SchemaModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit SchemaModel(QObject* parent = nullptr);

  /// Names other sources than those so far, without reading them; see read().
  void setSpec(schema::SourceSpec spec);
  const schema::SourceSpec& spec() const { return spec_; }
  /// Reads all named sources; loaded() tells the end.
  void read();
  /// The same if they have not been read since they were named.
  void readOnce();
  /// Puts paths behind the others and reads; those that are there already are read again only.
  void add(const std::vector<std::string>& paths);
  /// Takes the source of `row` out and reads the others; nothing for a server. Gives what was taken.
  std::optional<std::string> remove(int row);
  /// Puts `path` back before the source of `row`.
  void insert(int row, const std::string& path);
  /// Moves a named source up or down in the load order; false if it cannot.
  bool move(int row, int by);
  /// Sources behind the named ones. `conflicts`: files in which two servers differ.
  void setTold(std::vector<ToldSource> told, std::vector<std::string> conflicts = {});

  bool named(int row) const { return row >= 0 && static_cast<std::size_t>(row) < spec_.paths.size(); }
  bool reading() const { return task_.busy(); }
  /// Problems of one row, or of all rows in their order (-1).
  std::vector<SchemaProblem> problems(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 Q_SIGNALS:
  /// All named sources have been looked at. `asked`: because the user changed them or wanted it.
  void loaded(const bascule::schema::LoadedSources& sources, bool asked);

 private:
  const schema::SourceReport* report(int row) const;
  SourceState state(int row) const;
  QString text(int row, SchemaColumn column) const;
  QString toldText(int row, SchemaColumn column) const;
  const ToldSource& told(int row) const;
  void start(bool asked);
  void take(const schema::LoadedSources& sources);
  void update();

  schema::SourceSpec spec_;
  std::vector<schema::SourceReport> reports_;  ///< of an earlier reading; found by path
  bool read_ = false;
  bool asked_ = false;  ///< the reading that goes on was asked for
  std::vector<ToldSource> told_;
  std::vector<std::string> conflicts_;
  LatestTask<schema::LoadedSources> task_;
};

/// What is wrong with the sources, for a table.
class SchemaProblemModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setProblems(std::vector<SchemaProblem> problems);
  const SchemaProblem& problem(int row) const { return problems_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<SchemaProblem> problems_;
};

}  // namespace bascule::ui
