// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of translation, findings and limits in words. Tables walked by a test. Pure functions.
#pragma once

#include <span>
#include <string_view>

namespace bascule::ui {

/// One stable id and the sentence for people.
struct IdText {
  std::string_view id;
  std::string_view text;
};

/// A rule, and where the specification has it: shown and copied as text, opened by nobody.
struct RuleText {
  std::string_view id;
  std::string_view text;
  std::string_view link;
};

/// Why a field of the other leg differs; ids of translation_rows.h. Short: it stands beside the value.
std::string_view ruleText(std::string_view rule);
/// The place in a specification; empty for an id that is no rule.
std::string_view ruleLink(std::string_view rule);
std::span<const RuleText> ruleTexts();

/// What a finding of the bridge means; an id without a sentence is shown as it is.
std::string_view findingText(std::string_view finding);
std::span<const IdText> findingTexts();

/// What a limit was enforced against, a few words; ids of http::Limit.
std::string_view limitText(std::string_view limit);
std::span<const IdText> limitTexts();

}  // namespace bascule::ui
