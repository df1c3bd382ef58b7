// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/field_readings.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QInputDialog>
#include <algorithm>

#include "ui/models/field_place.h"
#include "ui/text/display.h"
#include "ui/text/reading_text.h"
#include "ui/windows/bridge_words.h"

namespace bascule::ui {
namespace {

constexpr std::size_t kValueInMenu = 60;

// `&` would be an access key.
QString shown(const schema::ReadValue& value) {
  const QString text = display(std::string(schema::name(value.reading)) + "   " + value.value, kValueInMenu);
  return QString(text).replace(QLatin1Char('&'), QLatin1String("&&"));
}

std::optional<std::int32_t> enumNumber(const FieldTreeModel& tree, const QModelIndex& field) {
  for (const schema::ReadValue& value : tree.readings(field))
    if (value.reading == schema::Reading::Enum) return QString::fromStdString(value.value).toInt();
  return std::nullopt;
}

}  // namespace

FieldReadings::FieldReadings(DetailPane& detail, RecordReader& reader, ViewSettings& settings,
                             QWidget* window)
    : QObject(window), detail_(detail), reader_(reader), settings_(settings), window_(window) {
  detail.messages().setFieldEntries(
      [this](QMenu& menu, const QModelIndex& field) { addEntries(menu, field); });
  connect(&settings, &ViewSettings::changed, this, &FieldReadings::takeSettings);
  connect(&reader, &RecordReader::protosMade, this, &FieldReadings::chooseFile);
  connect(&reader, &RecordReader::protosWritten, this,
          [this](const std::filesystem::path& to, std::size_t files, const Error& error) {
            if (!error.cause.empty()) return Q_EMIT said(failureSentence(error), Tone::Error);
            Q_EMIT said(readingWords(ReadingWords::Saved).arg(files).arg(display(to.string())), Tone::Ok);
          });
  takeSettings();
}

bool FieldReadings::act(ActionId id) {
  if (id == ActionId::SaveReadings) {
    if (overlay_.empty())
      Q_EMIT said(readingWords(ReadingWords::NothingToSave), Tone::Warning);
    else
      reader_.makeProtos();
    return true;
  }
  if (id != ActionId::ReadFieldAs && id != ActionId::NameField) return false;
  const QModelIndex field = chosenField();
  if (!field.isValid()) {
    Q_EMIT said(readingWords(ReadingWords::NoField), Tone::Warning);
  } else if (!placeOf(field)) {
    Q_EMIT said(readingWords(ReadingWords::Declared), Tone::Warning);
  } else if (id == ActionId::NameField) {
    askName(field);
  } else {
    FieldTreeView& tree = detail_.messages().tree();
    QMenu menu;
    addReadings(menu, field);
    menu.setAccessibleName(readingWords(ReadingWords::Menu));
    menu.exec(tree.viewport()->mapToGlobal(tree.visualRect(field).bottomLeft() + QPoint(24, 2)));
  }
  return true;
}

QModelIndex FieldReadings::chosenField() const {
  const FieldTreeView& tree = detail_.messages().tree();
  return tree.isVisible() ? tree.currentIndex() : QModelIndex();
}

void FieldReadings::takeSettings() {
  std::vector<std::string> lines;
  for (const QString& line : settings_.state().readings) lines.push_back(line.toStdString());
  schema::Overlay overlay = schema::overlayFromLines(lines);
  if (overlay == overlay_) return;
  overlay_ = std::move(overlay);
  reader_.setOverlay(overlay_);
  detail_.readAgain();
}

void FieldReadings::keep(const schema::Overlay& overlay) {
  ViewState state = settings_.state();
  state.readings.clear();
  for (const std::string& line : linesOf(overlay)) state.readings.push_back(QString::fromStdString(line));
  settings_.set(std::move(state));
}

std::string FieldReadings::methodOwner() const {
  const auto& detail = detail_.messages().detail();
  if (!detail) return {};
  return schema::ownerOf("/" + detail->record.service + "/" + detail->record.method,
                         detail_.messages().showsRequest());
}

std::optional<schema::FieldPlace> FieldReadings::placeOf(const QModelIndex& field) const {
  return ui::placeOf(detail_.messages().tree().fields(), field, methodOwner());
}

// What was chosen, or what the field looks like.
schema::FieldChoice FieldReadings::choiceOf(const QModelIndex& field) const {
  const auto place = placeOf(field);
  const auto known = place ? overlay_.fields.find(*place) : overlay_.fields.end();
  if (known != overlay_.fields.end()) return known->second;
  const auto readings = detail_.messages().tree().fields().readings(field);
  schema::FieldChoice out;
  if (!readings.empty()) out.reading = readings.front().reading;
  return out;
}

void FieldReadings::choose(const QModelIndex& field, std::optional<schema::Reading> reading) {
  const auto place = placeOf(field);
  if (!place) return;
  if (!reading) {
    schema::Overlay next = overlay_;
    next.fields.erase(*place);
    return keep(std::move(next));
  }
  schema::FieldChoice choice = choiceOf(field);
  choice.reading = *reading;
  put(*place, std::move(choice), field);
}

void FieldReadings::put(const schema::FieldPlace& place, schema::FieldChoice choice,
                        const QModelIndex& field) {
  choice.repeated = choice.repeated || isRepeated(detail_.messages().tree().fields(), field);
  schema::Overlay next = overlay_;
  next.fields[place] = std::move(choice);
  const auto& record = detail_.messages().detail()->record;
  if (place.owner.starts_with('/') && record.row.kind != rpc::Kind::Unknown)
    next.kinds["/" + record.service + "/" + record.method] = record.row.kind;
  keep(std::move(next));
}

bool FieldReadings::name(const QModelIndex& field, const QString& name) {
  const std::string text = name.trimmed().toStdString();
  const auto place = placeOf(field);
  if (!place) return false;
  const auto refuse = [&](ReadingWords why) {
    Q_EMIT said(readingWords(why).arg(display(text, kValueInMenu)), Tone::Warning);
    return false;
  };
  if (!text.empty() && !schema::isFieldName(text)) return refuse(ReadingWords::WrongName);
  if (!text.empty() && isNameTaken(detail_.messages().tree().fields(), field, text))
    return refuse(ReadingWords::NameTaken);
  schema::FieldChoice choice = choiceOf(field);
  choice.name = text;
  put(*place, std::move(choice), field);
  return true;
}

void FieldReadings::addEntries(QMenu& menu, const QModelIndex& field) {
  if (!placeOf(field)) return;
  addReadings(*menu.addMenu(readingWords(ReadingWords::Menu)), field);
  menu.addAction(readingWords(ReadingWords::NameField), this, [this, field] { askName(field); });
  menu.addSeparator();
}

void FieldReadings::addReadings(QMenu& menu, const QModelIndex& field) {
  const FieldTreeModel& tree = detail_.messages().tree().fields();
  const bool chosen = tree.node(field).chosen;
  const schema::FieldChoice now = choiceOf(field);
  auto* group = new QActionGroup(&menu);
  for (const schema::ReadValue& value : tree.readings(field)) {
    QAction* entry = menu.addAction(shown(value), this,
                                    [this, field, reading = value.reading] { choose(field, reading); });
    entry->setCheckable(true);
    entry->setChecked(chosen && value.reading == now.reading);
    group->addAction(entry);
  }
  menu.addSeparator();
  if (const auto number =
          chosen && now.reading == schema::Reading::Enum ? enumNumber(tree, field) : std::nullopt)
    menu.addAction(readingWords(ReadingWords::NameValue).arg(*number), this,
                   [this, field] { askValueName(field); });
  menu.addAction(readingWords(ReadingWords::Forget), this, [this, field] { choose(field, std::nullopt); })
      ->setEnabled(chosen);
}

void FieldReadings::askName(const QModelIndex& field) {
  bool given = false;
  const QPersistentModelIndex kept = field;  // an open call may be read again meanwhile
  const QString text = QInputDialog::getText(
      window_, readingWords(ReadingWords::Title),
      readingWords(ReadingWords::AskField).arg(detail_.messages().tree().fields().node(field).number),
      QLineEdit::Normal, QString::fromStdString(choiceOf(field).name), &given);
  if (given && kept.isValid()) name(kept, text);
}

void FieldReadings::askValueName(const QModelIndex& field) {
  const auto number = enumNumber(detail_.messages().tree().fields(), field);
  const auto place = placeOf(field);
  if (!number || !place || !overlay_.fields.contains(*place)) return;
  const auto& values = overlay_.fields.at(*place).values;
  const auto known = values.find(*number);
  bool given = false;
  const QString text = QInputDialog::getText(
      window_, readingWords(ReadingWords::Title), readingWords(ReadingWords::AskValue).arg(*number),
      QLineEdit::Normal, known == values.end() ? QString() : QString::fromStdString(known->second), &given);
  if (!given || !overlay_.fields.contains(*place)) return;
  const std::string name = text.trimmed().toStdString();
  schema::Overlay next = overlay_;
  auto& named = next.fields.at(*place).values;
  const bool taken = std::ranges::any_of(
      named, [&](const auto& value) { return value.first != *number && value.second == name; });
  if (!schema::isFieldName(name) || taken)
    return Q_EMIT said(readingWords(ReadingWords::WrongName).arg(display(name, kValueInMenu)), Tone::Warning);
  named[*number] = name;
  keep(std::move(next));
}

void FieldReadings::chooseFile(const std::vector<schema::ProtoFile>& files) {
  files_ = files;
  if (files.empty()) return Q_EMIT said(readingWords(ReadingWords::NothingToSave), Tone::Warning);
  const QString name = QString::fromStdString(files.front().name).section(QLatin1Char('/'), -1);
  const QString to =
      files.size() == 1
          ? QFileDialog::getSaveFileName(window_, readingWords(ReadingWords::SaveTitle), name,
                                         readingWords(ReadingWords::ProtoFiles))
          : QFileDialog::getExistingDirectory(window_, readingWords(ReadingWords::SaveFolderTitle));
  if (!to.isEmpty()) saveTo(std::filesystem::path(to.toStdU16String()));
}

void FieldReadings::saveTo(const std::filesystem::path& to) { reader_.writeProtos(files_, to); }

}  // namespace bascule::ui
