// SPDX-License-Identifier: GPL-3.0-or-later
// `SchemasPage`: where the schema comes from, what is wrong with the sources, and which methods were called
// that it does not have. Thread: GUI.
#pragma once

#include <QStackedWidget>
#include <QTimer>
#include <QWidget>

#include "ui/models/schema_model.h"
#include "ui/models/unknown_methods.h"
#include "ui/views/button.h"
#include "ui/views/empty_state.h"
#include "ui/views/remark.h"
#include "ui/views/row_table.h"

namespace bascule::ui {

class SchemasPage final : public QWidget {
  Q_OBJECT
 public:
  SchemasPage(const Look& look, SchemaModel& model, const Traffic& traffic, QWidget* parent = nullptr);

  /// The schema in force, which decides what is unknown; may be null.
  void setSchema(schema::SchemaPtr schema);
  TextTable& sources() { return *sources_; }
  TextTable& problems() { return *problems_; }
  TextTable& unknown() { return *unknown_; }
  UnknownMethods& unknownMethods() { return unknownModel_; }
  const QString& summary() const { return summary_->text(); }

 Q_SIGNALS:
  void addFilesWanted();
  void addFolderWanted();
  void readWanted();
  /// The user wants this named source out.
  void removeWanted(int row);
  /// The path of a file with an error is in the clipboard.
  void pathCopied(const QString& path);
  /// A term of the filter language for calls the user wants to see.
  void termChosen(const std::string& term);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* makeBar();
  QWidget* makeSources();
  QWidget* makeProblems();
  QWidget* makeUnknown();
  Button* button(SchemaWord word, QWidget* parent);
  void updateSources();
  void updateUnknown();
  void copyPath(int row);
  void showCalls(int row);

  const Look& look_;
  SchemaModel& model_;
  const Traffic& traffic_;
  SchemaProblemModel problemModel_;
  UnknownMethods unknownModel_;
  schema::SchemaPtr schema_;
  Remark* summary_ = nullptr;
  Button* remove_ = nullptr;
  Button* showCalls_ = nullptr;
  QStackedWidget* sourcesArea_ = nullptr;
  TextTable* sources_ = nullptr;
  QStackedWidget* problemsArea_ = nullptr;
  TextTable* problems_ = nullptr;
  QStackedWidget* unknownArea_ = nullptr;
  TextTable* unknown_ = nullptr;
  Remark* allKnown_ = nullptr;
  QTimer again_;  ///< calls come in while one looks
};

}  // namespace bascule::ui
