// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/bridge_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/style/pen.h"
#include "ui/text/words.h"

namespace bascule::ui {
namespace {

constexpr int kBarHeight = 45;
constexpr int kFooterHeight = 52;
constexpr int kFormWidth = 860;  // lines that can be read at a glance
constexpr int kPrefixWidth = 160;

/// `Server 2: Prefix`, for screen readers.
QString numbered(Setting group, std::size_t index, const QString& what) {
  return QStringLiteral("%1 %2: %3").arg(Words::of(settingText(group).caption)).arg(index + 1).arg(what);
}

}  // namespace

BridgePage::BridgePage(const Look& look, QWidget* parent) : QWidget(parent), look_(look) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeBar());
  column->addWidget(makeForm(), 1);
  column->addWidget(makeFooter());
  connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

Button* BridgePage::button(SettingWord word, Button::Type type, QWidget* parent) {
  auto* made = new Button(look_, type, settingWords(word), parent);
  made->setToolTip(settingTip(word));
  return made;
}

QWidget* BridgePage::makeBar() {
  auto* bar = new QWidget(this);
  bar->setFixedHeight(kBarHeight);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(16, 7, 12, 7);
  state_ = new Remark(look_, Face::Body, Tone::Neutral, bar);
  state_->setStrong(true);
  stop_ = button(SettingWord::Stop, Button::Type::Bordered, bar);
  stop_->setLeadIcon(Icon::Stop);
  row->addWidget(state_, 1, Qt::AlignVCenter);
  row->addWidget(stop_);
  connect(stop_, &QAbstractButton::clicked, this, &BridgePage::stopClicked);
  return bar;
}

void BridgePage::addCaption(QVBoxLayout& column, SettingWord word) {
  auto* words = new Remark(look_, Face::SmallStrong, Tone::Neutral, form_);
  words->setText(settingWords(word));
  if (column.count() > 0) column.addSpacing(16);
  column.addWidget(words);
}

void BridgePage::addFile(QVBoxLayout& column, Setting setting) {
  const SettingText& text = settingText(setting);
  auto* row = new SettingField(look_, Words::of(text.caption), form_);
  QLineEdit* edit = row->addEdit(Words::of(text.caption) + QStringLiteral(": ") + Words::of(text.tip),
                                 Words::of(text.hint), Words::of(text.tip));
  if (setting != Setting::UpstreamName) {
    Button* choose =
        row->addButton(Button::Type::Bordered, settingWords(SettingWord::Choose),
                       Words::tr("Choose… %1").arg(Words::of(text.tip)), settingTip(SettingWord::Choose));
    connect(choose, &QAbstractButton::clicked, this, [this, setting] { chooseFile(setting); });
  }
  watch(*edit);
  rows_[setting] = row;
  edits_[setting] = edit;
  column.addWidget(row);
}

QWidget* BridgePage::makeForm() {
  auto* area = new QScrollArea(this);
  area->setFrameShape(QFrame::NoFrame);
  area->setWidgetResizable(true);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area->setFocusPolicy(Qt::NoFocus);
  auto* page = new QWidget(area);
  page->setAutoFillBackground(true);
  page->setBackgroundRole(QPalette::Base);
  auto* outer = new QHBoxLayout(page);
  outer->setContentsMargins(16, 16, 16, 16);
  form_ = new QWidget(page);
  form_->setMaximumWidth(kFormWidth);
  outer->addWidget(form_, 1000);
  outer->addStretch(1);
  auto* column = new QVBoxLayout(form_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  addAddresses(*column);
  addTls(*column);
  addCommandLine(*column);
  column->addStretch(1);
  area->setWidget(page);
  return area;
}

void BridgePage::addAddresses(QVBoxLayout& column) {
  const auto addList = [&](SettingWord caption, SettingWord add, QVBoxLayout*& list, Remark* remark) {
    addCaption(column, caption);
    if (remark != nullptr) column.addWidget(remark);
    list = new QVBoxLayout;
    list->setSpacing(8);
    column.addLayout(list);
    Button* made = button(add, Button::Type::Chip, form_);
    column.addWidget(made, 0, Qt::AlignLeft);
    return made;
  };
  addListener_ = addList(SettingWord::Clients, SettingWord::AddListener, listenerColumn_, nullptr);
  demoWords_ = new Remark(look_, Face::Small, Tone::Neutral, form_);
  demoWords_->hide();
  addServer_ = addList(SettingWord::Servers, SettingWord::AddServer, serverColumn_, demoWords_);
  connect(addListener_, &QAbstractButton::clicked, this, [this] {
    addListener({});
    listeners_.back().address->setFocus();
    Q_EMIT edited();
  });
  connect(addServer_, &QAbstractButton::clicked, this, [this] {
    addServer({});
    servers_.back().prefix->setFocus();
    Q_EMIT edited();
  });
}

void BridgePage::addTls(QVBoxLayout& column) {
  addCaption(column, SettingWord::ListenerTls);
  for (const Setting setting : {Setting::TlsCert, Setting::TlsKey, Setting::TlsClientCa})
    addFile(column, setting);
  addCaption(column, SettingWord::ServerTls);
  for (const Setting setting :
       {Setting::UpstreamCa, Setting::UpstreamCert, Setting::UpstreamKey, Setting::UpstreamName})
    addFile(column, setting);
  insecureRow_ = new SettingField(look_, QString(), form_);
  insecure_ = insecureRow_->addButton(Button::Type::Chip, settingWords(SettingWord::Insecure),
                                      settingWords(SettingWord::Insecure), settingTip(SettingWord::Insecure));
  insecure_->setCheckable(true);
  insecureRow_->addStretch();
  column.addWidget(insecureRow_);
  connect(insecure_, &QAbstractButton::toggled, this, [this](bool on) {
    insecure_->setTailIcon(on ? Icon::Check : Icon::None);
    if (!filling_) Q_EMIT edited();
  });
}

void BridgePage::addCommandLine(QVBoxLayout& column) {
  addCaption(column, SettingWord::CommandLine);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  line_ = new QLineEdit(form_);
  line_->setReadOnly(true);
  line_->setFont(fontOf(Face::Mono));
  line_->setTextMargins(4, 3, 4, 3);
  line_->setAccessibleName(settingWords(SettingWord::CommandLine));
  line_->setToolTip(settingTip(SettingWord::Copy));
  copy_ = button(SettingWord::Copy, Button::Type::Flat, form_);
  copy_->setLeadIcon(Icon::Copy);
  row->addWidget(line_, 1);
  row->addWidget(copy_);
  column.addLayout(row);
  instead_ = new Remark(look_, Face::Small, Tone::Neutral, form_);
  instead_->hide();
  column.addWidget(instead_);
  connect(copy_, &QAbstractButton::clicked, this, &BridgePage::copyClicked);
}

QWidget* BridgePage::makeFooter() {
  auto* footer = footer_ = new QWidget(this);
  footer->setFixedHeight(kFooterHeight);
  auto* row = new QHBoxLayout(footer);
  row->setContentsMargins(16, 9, 12, 9);
  row->setSpacing(8);
  pending_ = new Remark(look_, Face::Body, Tone::Neutral, footer);
  auto* save = button(SettingWord::Save, Button::Type::Bordered, footer);
  revert_ = button(SettingWord::Revert, Button::Type::Bordered, footer);
  apply_ = button(SettingWord::Apply, Button::Type::Primary, footer);
  row->addWidget(pending_, 1, Qt::AlignVCenter);
  for (QWidget* each : {save, revert_, apply_}) row->addWidget(each);
  connect(save, &QAbstractButton::clicked, this, &BridgePage::saveClicked);
  connect(revert_, &QAbstractButton::clicked, this, &BridgePage::revertClicked);
  connect(apply_, &QAbstractButton::clicked, this, &BridgePage::applyClicked);
  return footer;
}

/// A button at the end of `row` that takes its line out of `lines`.
template <typename Lines>
void BridgePage::addRemove(Lines& lines, SettingField* row) {
  Button* remove = row->addButton(Button::Type::Flat, {}, settingWords(SettingWord::Remove),
                                  settingTip(SettingWord::Remove));
  remove->setLeadIcon(Icon::Cross);
  connect(remove, &QAbstractButton::clicked, this, [this, &lines, row] {
    std::erase_if(lines, [row](const auto& line) { return line.row == row; });
    row->hide();
    row->deleteLater();
    renumber();
    Q_EMIT edited();
  });
}

void BridgePage::watch(const QLineEdit& edit) {
  connect(&edit, &QLineEdit::textChanged, this, [this] {
    if (!filling_) Q_EMIT edited();
  });
}

void BridgePage::addListener(const std::string& address) {
  const SettingText& text = settingText(Setting::Listen);
  Listener made;
  made.row = new SettingField(look_, Words::of(text.caption), form_);
  made.address = made.row->addEdit({}, Words::of(text.hint), Words::of(text.tip));
  made.address->setText(QString::fromStdString(address));
  addRemove(listeners_, made.row);
  watch(*made.address);
  listenerColumn_->addWidget(made.row);
  listeners_.push_back(made);
  renumber();
}

void BridgePage::addServer(const ServerDraft& server) {
  Server made;
  const SettingText& prefix = settingText(Setting::Prefix);
  const SettingText& url = settingText(Setting::Url);
  const SettingText& protocol = settingText(Setting::Protocol);
  made.row = new SettingField(look_, Words::of(url.caption), form_);
  made.prefix = made.row->addEdit({}, Words::of(prefix.hint), Words::of(prefix.tip), kPrefixWidth);
  made.prefix->setText(QString::fromStdString(server.prefix));
  made.url = made.row->addEdit({}, Words::of(url.hint), Words::of(url.tip));
  made.url->setText(QString::fromStdString(server.url));
  made.protocol =
      new ChoiceButton(look_, Words::of(protocol.caption), Words::of(protocol.tip), protocolChoices());
  made.protocol->choose(static_cast<int>(server.protocol));
  made.http = new ChoiceButton(look_, QStringLiteral("HTTP"), Words::of(protocol.tip), httpChoices());
  made.http->choose(static_cast<int>(server.http));
  made.row->addPart(made.protocol);
  made.row->addPart(made.http);
  addRemove(servers_, made.row);
  for (QLineEdit* edit : {made.prefix, made.url}) watch(*edit);
  for (ChoiceButton* choice : {made.protocol, made.http})
    connect(choice, &ChoiceButton::chosenChanged, this, &BridgePage::edited);
  serverColumn_->addWidget(made.row);
  servers_.push_back(made);
  renumber();
}

/// Names for screen readers say which line it is.
void BridgePage::renumber() {
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    listeners_[i].address->setAccessibleName(
        numbered(Setting::Listen, i, Words::of(settingText(Setting::Listen).tip)));
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    servers_[i].prefix->setAccessibleName(
        numbered(Setting::Url, i, Words::of(settingText(Setting::Prefix).tip)));
    servers_[i].url->setAccessibleName(numbered(Setting::Url, i, Words::of(settingText(Setting::Url).tip)));
  }
}

void BridgePage::rebuild(const BridgeDraft& draft) {
  const auto clear = [](auto& rows) {
    for (auto& each : rows) {
      each.row->hide();
      each.row->deleteLater();  // what was clicked may be in it
    }
    rows.clear();
  };
  if (listeners_.size() != draft.listen.size()) {
    clear(listeners_);
    for (const std::string& address : draft.listen) addListener(address);
  }
  if (servers_.size() != draft.servers.size()) {
    clear(servers_);
    for (const ServerDraft& server : draft.servers) addServer(server);
  }
}

/// New lines have their places before they are seen.
void BridgePage::settle() {
  for (QWidget* widget = form_; widget != this && widget != nullptr; widget = widget->parentWidget())
    if (widget->layout() != nullptr) widget->layout()->activate();
}

void BridgePage::setDraft(const BridgeDraft& draft) {
  if (draft == this->draft()) return;
  filling_ = true;
  rebuild(draft);
  const auto fill = [](QLineEdit& edit, const std::string& text) {
    if (edit.text().toStdString() != text) edit.setText(QString::fromStdString(text));
    edit.setCursorPosition(0);  // of a long text one sees how it begins
  };
  for (std::size_t i = 0; i < listeners_.size(); ++i) fill(*listeners_[i].address, draft.listen[i]);
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    fill(*servers_[i].prefix, draft.servers[i].prefix);
    fill(*servers_[i].url, draft.servers[i].url);
    servers_[i].protocol->choose(static_cast<int>(draft.servers[i].protocol));
    servers_[i].http->choose(static_cast<int>(draft.servers[i].http));
  }
  BridgeDraft copy = draft;
  for (const auto& [setting, edit] : edits_) fill(*edit, copy.text(setting));
  insecure_->setChecked(draft.upstreamInsecure);
  filling_ = false;
  settle();
}

BridgeDraft BridgePage::draft() const {
  BridgeDraft out;
  for (const Listener& listener : listeners_)
    out.listen.push_back(listener.address->text().trimmed().toStdString());
  for (const Server& server : servers_) {
    out.servers.push_back({server.prefix->text().trimmed().toStdString(),
                           server.url->text().trimmed().toStdString(),
                           static_cast<rpc::ServerProtocol>(server.protocol->chosen()),
                           static_cast<proxy::UpstreamHttp>(server.http->chosen())});
  }
  for (const auto& [setting, edit] : edits_) out.text(setting) = edit->text().trimmed().toStdString();
  out.upstreamInsecure = insecure_->isChecked();
  return out;
}

void BridgePage::setFaults(const std::vector<DraftFault>& faults) {
  const auto of = [&](std::initializer_list<Setting> settings, std::size_t index) {
    const auto found = std::ranges::find_if(faults, [&](const DraftFault& fault) {
      return std::ranges::find(settings, fault.setting) != settings.end() && fault.index == index;
    });
    return found == faults.end() ? nullptr : &*found;
  };
  const auto words = [](const DraftFault* fault) { return fault == nullptr ? QString() : faultText(*fault); };
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    const DraftFault* fault = of({Setting::Listen}, i);
    listeners_[i].row->setFault(words(fault), listeners_[i].address);
    listeners_[i].row->setRemedy(fault != nullptr && fault->other ? otherAddressText(*fault->other)
                                                                  : QString());
    Button& remedy = listeners_[i].row->remedy();
    remedy.disconnect(this);
    if (fault == nullptr || !fault->other) continue;
    connect(&remedy, &QAbstractButton::clicked, this,
            [edit = listeners_[i].address, text = fault->other->text()] {
              edit->setText(QString::fromStdString(text));
            });
  }
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    const DraftFault* fault = of({Setting::Prefix, Setting::Url, Setting::Protocol}, i);
    const bool ofPrefix = fault != nullptr && fault->setting == Setting::Prefix;
    (ofPrefix ? servers_[i].url : servers_[i].prefix)->setAccessibleDescription({});
    servers_[i].row->setFault(words(fault), ofPrefix ? servers_[i].prefix : servers_[i].url);
  }
  for (const auto& [setting, row] : rows_) row->setFault(words(of({setting}, 0)), edits_[setting]);
  insecureRow_->setFault(words(of({Setting::UpstreamInsecure}, 0)));
}

QLineEdit& BridgePage::field(Setting setting, std::size_t index) {
  if (setting == Setting::Listen) return *listeners_[index].address;
  if (setting == Setting::Prefix) return *servers_[index].prefix;
  if (setting == Setting::Url) return *servers_[index].url;
  return *edits_.at(setting);
}

QString BridgePage::faultAt(Setting setting, std::size_t index) {
  if (setting == Setting::Listen) return listeners_[index].row->fault();
  if (setting == Setting::Prefix || setting == Setting::Url || setting == Setting::Protocol)
    return servers_[index].row->fault();
  return setting == Setting::UpstreamInsecure ? insecureRow_->fault() : rows_.at(setting)->fault();
}

void BridgePage::setState(const std::vector<std::string>& listen, bool running, bool demo) {
  state_->setText(bridgeStateText(listen, running, demo));
  stop_->setVisible(running);
  const SettingWord word = running ? SettingWord::Apply : SettingWord::Start;
  apply_->setText(settingWords(word));
  apply_->setAccessibleName(settingWords(word));
  apply_->setToolTip(settingTip(word));
  apply_->updateGeometry();
  demoWords_->setText(demo ? settingWords(SettingWord::Demo) : QString());
  for (const Server& server : servers_) server.row->setEnabled(!demo);
  addServer_->setEnabled(!demo);
}

void BridgePage::setNoBridge() {
  state_->setText(settingWords(SettingWord::NoBridge));
  for (QWidget* part : {form_, footer_}) part->setEnabled(false);
}

void BridgePage::setPending(const QString& sentence, bool wrong, bool canApply, bool canRevert) {
  pending_->setTone(wrong ? Tone::Error : Tone::Neutral);
  pending_->setText(sentence);
  apply_->setEnabled(canApply);
  revert_->setEnabled(canRevert);
}

void BridgePage::setCommandLine(const QString& line, const QString& instead) {
  if (line_->text() != line) {
    line_->setText(line);
    line_->setCursorPosition(0);
  }
  copy_->setEnabled(!line.isEmpty());
  instead_->setText(instead);
}

void BridgePage::chooseFile(Setting setting) {
  const QString file = QFileDialog::getOpenFileName(this, settingWords(SettingWord::ChooseFile), {},
                                                    settingWords(SettingWord::FileFilter));
  if (!file.isEmpty()) edits_.at(setting)->setText(file);
}

void BridgePage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  Pen pen(painter, look_);
  painter.fillRect(rect(), look_.theme().panel);
  pen.hairlineH(0, width(), kBarHeight - 1, look_.theme().line);
  pen.hairlineH(0, width(), height() - kFooterHeight, look_.theme().line);
}

}  // namespace bascule::ui
