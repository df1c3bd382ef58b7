// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/bridge_settings.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <algorithm>

#include "ui/text/display.h"
#include "ui/windows/bridge_words.h"

namespace bascule::ui {
namespace {

constexpr int kPauseMs = 200;

}  // namespace

BridgeSettings::BridgeSettings(Services& services, BridgePage& page, QObject* parent)
    : QObject(parent),
      services_(services),
      page_(page),
      look_([this](const std::vector<proxy::SettingFault>& found) {
        found_ = faultsOf(found, draft_);
        show();
      }) {
  soon_.setSingleShot(true);
  soon_.setInterval(kPauseMs);
  connect(&soon_, &QTimer::timeout, this, &BridgeSettings::lookAtMachine);
  connect(&page, &BridgePage::edited, this, &BridgeSettings::check);
  connect(&page, &BridgePage::applyClicked, this, &BridgeSettings::apply);
  connect(&page, &BridgePage::revertClicked, this, &BridgeSettings::revert);
  connect(&page, &BridgePage::saveClicked, this, &BridgeSettings::save);
  connect(&page, &BridgePage::copyClicked, this, &BridgeSettings::copyCommandLine);
}

/// What the fields are compared with: in force, or what Start would begin from.
const proxy::BridgeConfig& BridgeSettings::base() const {
  return inForce_ ? inForce_->config : services_.config;
}

bool BridgeSettings::demo() const { return inForce_ && inForce_->demo; }

void BridgeSettings::refresh() {
  auto now = services_.bridgeInForce ? services_.bridgeInForce() : std::nullopt;
  const proxy::BridgeConfig& next = now ? now->config : services_.config;
  const bool same = next == base() && now.has_value() == inForce_.has_value() && !draft_.listen.empty();
  inForce_ = std::move(now);
  const auto stats = services_.bridgeStats ? services_.bridgeStats() : std::nullopt;
  page_.setState(stats ? stats->listen : std::vector<std::string>(), inForce_.has_value(), demo());
  if (!services_.startBridge && !services_.bridgeInForce) return page_.setNoBridge();
  if (same) return;
  if (edited_)
    check();
  else
    revert();
}

void BridgeSettings::revert() {
  page_.setDraft(draftOf(base()));
  check();
}

void BridgeSettings::check() {
  draft_ = page_.draft();
  edited_ = !(draft_ == draftOf(base()));
  checked_ = checkDraft(draft_, base());
  // What was found about another text says nothing about this one.
  found_.clear();
  soon_.start();
  show();
}

void BridgeSettings::lookAtMachine() {
  if (!services_.checkSettings) return;
  // Other faults do not keep the files from being looked at: what is right is taken.
  proxy::BridgeConfig config = checked_.config.value_or(proxy::BridgeConfig());
  if (!checked_.config) {
    config.listen.clear();
    for (const std::string& text : draft_.listen)
      if (const auto address = proxy::ListenAddress::parse(text)) config.listen.push_back(*address);
    config.tlsCertificate = draft_.tlsCert, config.tlsKey = draft_.tlsKey,
    config.tlsClientCa = draft_.tlsClientCa;
    config.upstreamCa = draft_.upstreamCa;
    config.upstreamCert = draft_.upstreamCert, config.upstreamKey = draft_.upstreamKey;
  }
  const auto own = inForce_ ? listenOrDefault(inForce_->config) : std::vector<proxy::ListenAddress>();
  look_.run([check = services_.checkSettings, config, own] { return check(config, own); });
}

void BridgeSettings::show() {
  std::vector<DraftFault> faults = checked_.faults;
  faults.insert(faults.end(), found_.begin(), found_.end());
  page_.setFaults(faults);
  const auto changed =
      edited_ && checked_.config ? changedGroups(base(), *checked_.config) : std::vector<SettingGroup>();
  const auto general = std::ranges::find(faults, Setting::None, &DraftFault::setting);
  const QString sentence = general == faults.end() ? pendingText(faults.size(), changed, inForce_.has_value())
                                                   : faultText(*general);
  const bool can = checked_.config && (inForce_ ? edited_ : static_cast<bool>(services_.startBridge));
  page_.setPending(sentence, !faults.empty(), can, edited_);
  QString line;
  QString instead;
  if (checked_.config && services_.commandLine) {
    const auto made = services_.commandLine(*checked_.config);
    line = made ? QString::fromStdString(*made) : QString();
    instead = made ? QString() : onlyInFileText();
  }
  page_.setCommandLine(line, instead);
}

void BridgeSettings::apply() {
  check();  // what is in the fields now, whatever was typed last
  if (!checked_.config) return;
  const proxy::BridgeConfig config = *checked_.config;
  if (!inForce_) {
    keep(config);
    Q_EMIT startWanted();
    return;
  }
  if (!services_.applyBridge) return;
  const proxy::BridgeConfig before = inForce_->config;
  const auto stats = services_.bridgeStats ? services_.bridgeStats() : std::nullopt;
  const auto done = services_.applyBridge(config);
  if (!done) return refused(done.error());
  keep(config);
  const QString sentence = appliedText(before, config, stats ? stats->inFlight : 0, *done);
  refresh();
  revert();
  Q_EMIT applied(sentence);
}

/// What Start begins from next time. The demo's server is gone by then, and another one comes with it.
void BridgeSettings::keep(proxy::BridgeConfig config) {
  if (demo()) {
    config.upstream = services_.config.upstream;
    config.routes = services_.config.routes;
  }
  services_.config = std::move(config);
  edited_ = false;
}

/// Nothing has changed; what is wrong stands beside the field it is about, if it is about one.
void BridgeSettings::refused(const Error& error) {
  Q_EMIT said(failureSentence(error), Tone::Error);
  DraftFault fault{Setting::None, 0, error.cause, error.message};
  if (error.cause == "port_taken" || error.cause == "address_unusable") {
    for (std::size_t i = 0; i < draft_.listen.size(); ++i)
      if (error.message.find(draft_.listen[i]) != std::string::npos)
        fault.setting = Setting::Listen, fault.index = i;
  }
  found_.push_back(std::move(fault));
  show();
}

void BridgeSettings::save() {
  if (!checked_.config) return Q_EMIT said(pendingText(checked_.faults.size(), {}, true), Tone::Error);
  const QString named = services_.configFile.empty() ? QStringLiteral("bascule.yaml")
                                                     : QString::fromStdString(services_.configFile.string());
  QString file = QFileDialog::getSaveFileName(&page_, settingWords(SettingWord::SaveFile), named,
                                              settingWords(SettingWord::SaveFilter));
  if (file.isEmpty()) return;
  if (!file.contains(QLatin1Char('.'))) file += QLatin1String(".yaml");
  saveTo(std::filesystem::path(file.toStdU16String()));
}

void BridgeSettings::saveTo(const std::filesystem::path& file) {
  if (!checked_.config || !services_.saveConfig) return;
  const auto saved = services_.saveConfig(*checked_.config, file);
  if (!saved) return Q_EMIT said(failureSentence(saved.error()), Tone::Error);
  const bool outdone = *saved == ConfigSaved::Outdone;
  Q_EMIT said(
      settingWords(outdone ? SettingWord::SavedOutdone : SettingWord::Saved).arg(display(file.string())),
      outdone ? Tone::Warning : Tone::Ok);
}

void BridgeSettings::copyCommandLine() {
  if (page_.commandLine().isEmpty()) return;
  QGuiApplication::clipboard()->setText(page_.commandLine());
  Q_EMIT said(settingWords(SettingWord::Copied), Tone::Ok);
}

}  // namespace bascule::ui
