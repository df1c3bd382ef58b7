// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/chip_row.h"

#include <QButtonGroup>
#include <QHBoxLayout>

#include "ui/text/copy_text.h"
#include "ui/text/words.h"

namespace bascule::ui {

ChipRow::ChipRow(const Look& look, const QString& name, const std::vector<Chip>& chips, QWidget* parent)
    : QWidget(parent) {
  setAccessibleName(name);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  auto* group = new QButtonGroup(this);
  for (const Chip& chip : chips) {
    auto* button = new Button(look, Button::Type::Chip, chip.words, this);
    button->setCheckable(true);
    button->setToolTip(chip.tip);
    group->addButton(button, static_cast<int>(buttons_.size()));
    buttons_.push_back(button);
    row->addWidget(button);
  }
  row->addStretch(1);
  choose(0);
  connect(group, &QButtonGroup::idClicked, this, [this](int chip) {
    chosen_ = chip;
    Q_EMIT chosenChanged(chip);
  });
}

void ChipRow::choose(int chip) {
  chosen_ = chip;
  buttons_[static_cast<std::size_t>(chip)]->setChecked(true);
}

void ChipRow::setPossible(int chip, bool possible) {
  buttons_[static_cast<std::size_t>(chip)]->setEnabled(possible);
}

std::vector<ChipRow::Chip> protocolChips() {
  std::vector<ChipRow::Chip> out;
  for (const rpc::ServerProtocol protocol : kCallProtocols)
    out.push_back(
        {protocolWords(protocol), Words::tr("The call in the protocol %1").arg(protocolWords(protocol))});
  return out;
}

}  // namespace bascule::ui
