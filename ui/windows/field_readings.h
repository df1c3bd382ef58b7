// SPDX-License-Identifier: GPL-3.0-or-later
// `FieldReadings`: what the user chooses for fields without schema: readings and names. Kept in the settings,
// laid over the schema of all calls, saved as .proto files. Thread: GUI.
#pragma once

#include <QMenu>
#include <QObject>

#include "bridge/schema/overlay.h"
#include "ui/models/view_settings.h"
#include "ui/style/theme.h"
#include "ui/text/action_text.h"
#include "ui/views/detail_pane.h"

namespace bascule::ui {

class FieldReadings final : public QObject {
  Q_OBJECT
 public:
  FieldReadings(DetailPane& detail, RecordReader& reader, ViewSettings& settings, QWidget* window);

  /// Does `id` for the field that is selected in the message; false if it is not one of these actions.
  bool act(ActionId id);
  const schema::Overlay& overlay() const { return overlay_; }
  /// Reads `field` so in all calls of its method or type; nothing: as if it had never been chosen.
  void choose(const QModelIndex& field, std::optional<schema::Reading> reading);
  /// Gives it a name; false, and a sentence, if it cannot have it.
  bool name(const QModelIndex& field, const QString& name);
  /// Writes the files made of all readings: one as `to`, several below it.
  void saveTo(const std::filesystem::path& to);
  /// What the menu of a field begins with; nothing if its reading cannot be chosen.
  void addEntries(QMenu& menu, const QModelIndex& field);

 Q_SIGNALS:
  void said(const QString& sentence, bascule::ui::Tone tone);

 private:
  void takeSettings();
  void keep(const schema::Overlay& overlay);
  std::optional<schema::FieldPlace> placeOf(const QModelIndex& field) const;
  std::string methodOwner() const;
  void put(const schema::FieldPlace& place, schema::FieldChoice choice, const QModelIndex& field);
  schema::FieldChoice choiceOf(const QModelIndex& field) const;
  void addReadings(QMenu& menu, const QModelIndex& field);
  void askName(const QModelIndex& field);
  void askValueName(const QModelIndex& field);
  void chooseFile(const std::vector<schema::ProtoFile>& files);
  QModelIndex chosenField() const;

  DetailPane& detail_;
  RecordReader& reader_;
  ViewSettings& settings_;
  QWidget* window_;
  schema::Overlay overlay_;
  std::vector<schema::ProtoFile> files_;  ///< as they were made for saving
};

}  // namespace bascule::ui
