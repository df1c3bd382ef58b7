// SPDX-License-Identifier: GPL-3.0-or-later
// The overlay as lines of text and as .proto files; overlay_builder.cpp makes the schema.
#include "bridge/schema/overlay.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bridge/base/ascii.h"
#include "bridge/base/number_text.h"
#include "bridge/schema/schema_builder.h"

namespace bascule::schema {
namespace {

namespace pb = google::protobuf;

constexpr std::string_view kField = "field";
constexpr std::string_view kMethod = "method";
constexpr std::string_view kNoName = "-";
constexpr std::string_view kRepeated = "repeated";
constexpr std::uint32_t kLargestNumber = 536'870'911;  // 2^29 - 1, "Assigning Field Numbers"
constexpr std::size_t kDeepestPath = 64;

// A reading's name has a space where it is packed.
std::string wordOf(Reading reading) {
  std::string word(name(reading));
  std::ranges::replace(word, ' ', '-');
  return word;
}

std::optional<std::vector<std::uint32_t>> pathFrom(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (const std::string_view part : ascii::splitTrimmed(text, '.')) {
    const auto number = numberFrom<std::uint32_t>(part);
    if (!number || *number == 0 || *number > kLargestNumber || out.size() == kDeepestPath)
      return std::nullopt;
    out.push_back(*number);
  }
  if (out.empty()) return std::nullopt;
  return out;
}

void addMethod(const std::vector<std::string_view>& words, Overlay& out) {
  for (const rpc::Kind kind :
       {rpc::Kind::Unary, rpc::Kind::ClientStream, rpc::Kind::ServerStream, rpc::Kind::Bidi}) {
    if (words.size() == 3 && words[2] == rpc::name(kind)) out.kinds[std::string(words[1])] = kind;
  }
}

bool addOption(std::string_view word, FieldChoice& choice) {
  if (word == kRepeated) return choice.repeated = true;
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || !isFieldName(word.substr(equals + 1))) return false;
  const auto number = numberFrom<std::int32_t>(word.substr(0, equals));
  if (number) choice.values[*number] = word.substr(equals + 1);
  return number.has_value();
}

void addField(const std::vector<std::string_view>& words, Overlay& out) {
  if (words.size() < 5 || out.fields.size() >= kMaxChoices) return;
  const auto path = pathFrom(words[2]);
  std::string readingName(words[3]);
  std::ranges::replace(readingName, '-', ' ');
  const auto reading = readingFromName(readingName);
  const bool named = words[4] != kNoName;
  if (!path || !reading || (named && !isFieldName(words[4]))) return;
  FieldChoice choice{*reading, named ? std::string(words[4]) : std::string()};
  for (std::size_t i = 5; i < words.size(); ++i) {
    if (!addOption(words[i], choice)) return;
  }
  out.fields[{std::string(words[1]), *path}] = std::move(choice);
}

// An import is written below a folder of the user's choice and nowhere else.
bool staysInside(std::string_view name) {
  const auto parts = ascii::splitTrimmed(name, '/');
  return !name.empty() && name.front() != '/' && name.find('\\') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos && std::ranges::none_of(parts, [](std::string_view part) {
           return part.empty() || part == "." || part == "..";
         });
}

void collect(const pb::FileDescriptor& file, bool chosen, std::set<std::string>& seen,
             std::vector<ProtoFile>& out) {
  if (file.name().starts_with("google/protobuf/") || !staysInside(file.name()) ||
      !seen.insert(file.name()).second)
    return;
  constexpr std::string_view kNote =
      "// Has fields that were read out of recorded calls. What nobody chose a reading for is not here.\n\n";
  out.push_back({file.name(), std::string(chosen ? kNote : std::string_view()) + file.DebugString()});
  for (int i = 0; i < file.dependency_count(); ++i) collect(*file.dependency(i), false, seen, out);
}

}  // namespace

std::string ownerOf(std::string_view methodPath, bool request) {
  return std::string(methodPath) + (request ? ":request" : ":response");
}

bool isFieldName(std::string_view text) {
  const auto fits = [](char c) {
    return ascii::isDigit(c) || c == '_' || (ascii::toLower(c) >= 'a' && ascii::toLower(c) <= 'z');
  };
  return !text.empty() && text.size() <= 100 && !ascii::isDigit(text.front()) &&
         std::ranges::all_of(text, fits);
}

std::vector<std::string> linesOf(const Overlay& overlay) {
  std::vector<std::string> out;
  out.reserve(overlay.kinds.size() + overlay.fields.size());
  for (const auto& [path, kind] : overlay.kinds)
    out.push_back(fmt::format("{} {} {}", kMethod, path, rpc::name(kind)));
  for (const auto& [place, choice] : overlay.fields) {
    std::string line = fmt::format("{} {} {} {} {}", kField, place.owner, fmt::join(place.path, "."),
                                   wordOf(choice.reading), choice.name.empty() ? kNoName : choice.name);
    if (choice.repeated) line += fmt::format(" {}", kRepeated);
    for (const auto& [number, name] : choice.values) line += fmt::format(" {}={}", number, name);
    out.push_back(std::move(line));
  }
  return out;
}

Overlay overlayFromLines(const std::vector<std::string>& lines) {
  Overlay out;
  for (const std::string& line : lines) {
    const auto words = ascii::splitTrimmed(line, ' ');
    if (words.empty()) continue;
    if (words[0] == kMethod) addMethod(words, out);
    if (words[0] == kField) addField(words, out);
  }
  return out;
}

std::vector<ProtoFile> protosOf(const Schema& schema) {
  std::set<std::string> seen;
  std::vector<ProtoFile> out;
  std::map<std::string, const pb::FileDescriptor*> files;
  for (const pb::FieldDescriptor* field : schema.impl().chosen)
    files.emplace(field->file()->name(), field->file());
  for (const auto& [name, file] : files) collect(*file, true, seen, out);
  return out;
}

}  // namespace bascule::schema
