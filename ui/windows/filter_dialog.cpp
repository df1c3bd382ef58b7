// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/filter_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPainter>
#include <array>

#include "bridge/insight/call_filter.h"
#include "ui/text/display.h"
#include "ui/text/words.h"
#include "ui/views/button.h"
#include "ui/views/remark.h"

namespace bascule::ui {
namespace {

struct ToneName {
  Tone tone;
  const char* name;
};
constexpr std::array<ToneName, 6> kTones = {{{Tone::Neutral, english("no colour")},
                                             {Tone::Error, english("red")},
                                             {Tone::Warning, english("amber")},
                                             {Tone::Ok, english("green")},
                                             {Tone::InFlight, english("blue")},
                                             {Tone::Accent, english("violet")}}};

QLineEdit* makeField(const QString& text, const QString& name, const QString& tip, QWidget* parent) {
  auto* field = new QLineEdit(text, parent);
  field->setFont(fontOf(Face::Body));
  field->setFixedHeight(31);
  field->setTextMargins(6, 0, 6, 0);
  field->setAccessibleName(name);
  field->setToolTip(tip);
  return field;
}

}  // namespace

FilterDialog::FilterDialog(const Look& look, const SavedFilter& filter, QWidget* parent)
    : QDialog(parent),
      look_(look),
      name_(makeField(filter.name, Words::tr("Name"), Words::tr("What its chip says"), this)),
      expression_(makeField(filter.expression, Words::tr("Filter"),
                            Words::tr("The expression, as in the filter field"), this)),
      colour_(new QComboBox(this)),
      problem_(new Remark(look, Face::Small, Tone::Error, this)),
      save_(new Button(look, Button::Type::Primary, Words::tr("Save"), this)) {
  setWindowTitle(Words::tr("Saved filter"));
  setMinimumWidth(460);
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setVerticalSpacing(10);
  name_->setMaxLength(60);
  colour_->setFixedHeight(31);
  colour_->setAccessibleName(Words::tr("Colour of matching calls"));
  colour_->setToolTip(Words::tr("Matching calls get this colour in the list, as far as their row tells"));
  for (const ToneName& tone : kTones) colour_->addItem(Words::of(tone.name), static_cast<int>(tone.tone));
  colour_->setCurrentIndex(std::max(0, colour_->findData(static_cast<int>(filter.tone))));
  form->addRow(Words::tr("&Name"), name_);
  form->addRow(Words::tr("&Filter"), expression_);
  form->addRow(Words::tr("&Colour"), colour_);
  form->addRow(problem_);
  auto* row = new QHBoxLayout;
  auto* cancel = new Button(look, Button::Type::Bordered, Words::tr("Cancel"), this);
  cancel->setToolTip(Words::tr("Leave everything as it was (Esc)"));
  save_->setToolTip(Words::tr("Save the filter (Return)"));
  row->setSpacing(8);
  row->addStretch(1);
  row->addWidget(cancel);
  row->addWidget(save_);
  form->addRow(row);
  connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
  connect(save_, &QAbstractButton::clicked, this, &QDialog::accept);
  for (QLineEdit* field : {name_, expression_}) {
    connect(field, &QLineEdit::textChanged, this, &FilterDialog::check);
    connect(field, &QLineEdit::returnPressed, this, [this] {
      if (save_->isEnabled()) accept();
    });
  }
  check();
}

SavedFilter FilterDialog::filter() const {
  return {name_->text().trimmed(), expression_->text().trimmed(),
          static_cast<Tone>(colour_->currentData().toInt())};
}

void FilterDialog::check() {
  const auto parsed = insight::CallFilter::parse(expression_->text().toStdString());
  const SavedFilter now = filter();
  problem_->setText(parsed ? QString() : Words::tr("Filter: %1.").arg(display(parsed.error().message)));
  save_->setEnabled(parsed && !now.name.isEmpty() && !now.expression.isEmpty());
}

void FilterDialog::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), look_.theme().panel);
}

}  // namespace bascule::ui
