// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/call_notes.h"

#include <QInputDialog>
#include <QMenu>
#include <algorithm>

#include "ui/models/note_colours.h"
#include "ui/text/words.h"
#include "ui/windows/bridge_words.h"

namespace bascule::ui {

using capture::Annotation;
using capture::CallNumber;

CallNotes::CallNotes(Traffic& traffic, RecordReader& reader, QWidget* window)
    : QObject(window), traffic_(traffic), reader_(reader), window_(window) {
  connect(&reader, &RecordReader::annotated, this,
          [this](const std::vector<capture::AnnotatedCall>&, const Error& error) {
            const std::vector<capture::AnnotatedCall> before = std::move(writing_.front());
            writing_.pop_front();
            if (error.cause.empty()) return;
            show(before);
            Q_EMIT said(failureSentence(error), Tone::Error);
          });
}

bool CallNotes::act(ActionId id, const std::vector<CallNumber>& calls,
                    const std::function<std::vector<CallNumber>()>& order) {
  const bool steps = id == ActionId::NextMark || id == ActionId::PreviousMark;
  if (!steps && id != ActionId::MarkCalls && id != ActionId::CommentCalls && id != ActionId::ColourCalls)
    return false;
  if (steps) {
    step(order(), calls.empty() ? 0 : calls.front(), id == ActionId::PreviousMark);
  } else if (calls.empty()) {
    Q_EMIT said(Words::tr("Choose a call in the table first."), Tone::Warning);
  } else if (id == ActionId::MarkCalls) {
    toggleMark(calls);
  } else if (id == ActionId::CommentCalls) {
    askComment(calls);
  } else {
    chooseColour(calls);
  }
  return true;
}

Annotation CallNotes::noteOf(CallNumber call) const {
  const Annotation* known = traffic_.rows().annotation(call);
  return known == nullptr ? Annotation() : *known;
}

void CallNotes::show(const std::vector<capture::AnnotatedCall>& calls) {
  capture::RowBatch batch;
  batch.firstString = traffic_.rows().stringCount();
  batch.annotations = calls;
  batch.lostEvents = traffic_.lostEvents();
  batch.sessionBytes = traffic_.sessionBytes();
  traffic_.apply(batch);
}

// Shown at once, so that the next change begins from it; taken back if it cannot be written.
template <typename Change>
void CallNotes::change(const std::vector<CallNumber>& calls, Change change) {
  std::vector<capture::AnnotatedCall> before;
  before.reserve(calls.size());
  for (const CallNumber call : calls) before.push_back({call, noteOf(call)});
  std::vector<capture::AnnotatedCall> out = before;
  for (capture::AnnotatedCall& call : out) change(call.annotation);
  writing_.push_back(std::move(before));
  show(out);
  reader_.annotate(std::move(out));
}

// All of them get the same: marks, unless every one has it already.
void CallNotes::toggleMark(const std::vector<CallNumber>& calls) {
  const bool all = std::ranges::all_of(calls, [this](CallNumber call) { return noteOf(call).marked; });
  change(calls, [all](Annotation& note) { note.marked = !all; });
}

void CallNotes::setColour(const std::vector<CallNumber>& calls, std::uint8_t colour) {
  change(calls, [colour](Annotation& note) { note.color = colour; });
}

void CallNotes::setComment(const std::vector<CallNumber>& calls, const std::string& comment) {
  change(calls, [&comment](Annotation& note) { note.comment = comment; });
}

void CallNotes::askComment(const std::vector<CallNumber>& calls) {
  bool given = false;
  const QString words =
      calls.size() == 1
          ? Words::tr("Comment on call %1:").arg(calls.front())
          : Words::tr("Comment on %1 calls:", nullptr, Words::form(calls.size())).arg(calls.size());
  const QString text = QInputDialog::getMultiLineText(
      window_, Words::tr("Comment"), words, QString::fromStdString(noteOf(calls.front()).comment), &given);
  if (given) setComment(calls, text.toStdString());
}

void CallNotes::chooseColour(const std::vector<CallNumber>& calls) {
  QMenu menu;
  const std::uint8_t now = noteOf(calls.front()).color;
  for (std::uint8_t colour = 0; colour <= kNoteColours; ++colour) {
    QAction* entry = menu.addAction(QStringLiteral("&%1  %2").arg(int{colour}).arg(noteColourName(colour)),
                                    this, [this, calls, colour] { setColour(calls, colour); });
    entry->setCheckable(true);
    entry->setChecked(colour == now);
  }
  menu.exec(window_->mapToGlobal(QPoint(260, 90)));
}

void CallNotes::step(const std::vector<CallNumber>& order, CallNumber from, bool back) {
  const auto found = std::ranges::find(order, from) - order.begin();
  const std::ptrdiff_t place = from == 0 && !back ? -1 : found;
  std::ptrdiff_t best = -1;
  for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(order.size()); ++i) {
    if (!noteOf(order[static_cast<std::size_t>(i)]).marked || i == place) continue;
    if (back ? i < place : (i > place && best < 0)) best = i;
  }
  if (best < 0)
    Q_EMIT said(back ? Words::tr("No marked call above.") : Words::tr("No marked call below."),
                Tone::Neutral);
  else
    Q_EMIT callWanted(order[static_cast<std::size_t>(best)]);
}

}  // namespace bascule::ui
