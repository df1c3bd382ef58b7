// SPDX-License-Identifier: GPL-3.0-or-later
// The transcoder against libprotobuf's own JSON code and its parser: seeded random messages both ways, and
// JSON with damage, where both accept or both refuse but for the differences the tables below name.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <exception>
#include <map>
#include <optional>
#include <random>

#include <QtTest/QtTest>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include "bridge/schema/schema_builder.h"
#include "bridge/schema/transcoder.h"
#include "tests/support/proto_text.h"
#include "tests/support/random_messages.h"

using namespace bascule;
using namespace bascule::schema;
using namespace bascule::testing;
namespace pb = google::protobuf;

namespace {

/// What our error says where libprotobuf is laxer.
constexpr std::array kTheyAreLaxer = {
    "expected paths such as",  // any characters there
    "null is no element",      // skipped there
    "null is no value",        // the default there
    "expected an array",       // a single value is a list of one there
    "there is twice",          // the last one wins there
    "expected true or false",  // also as text there
};
/// What their error says where they refuse what the mapping allows.
constexpr std::array kTheyAreStricter = {
    "invalid value \"1e2\" for type",  // a number as text may have an exponent
};

/// What takes the place of another value.
constexpr std::array kValues = {"null",
                                "true",
                                "\"true\"",
                                "0",
                                "-1",
                                "1.5",
                                "1e2",
                                "1e400",
                                "\"1\"",
                                "\"x\"",
                                "\"\"",
                                "{}",
                                "[]",
                                "[null]",
                                "[1]",
                                "\"RED\"",
                                "{\"a\":1}",
                                "\"AA==\"",
                                "\"NaN\"",
                                "\"1.5s\"",
                                "4294967296",
                                "\"a,bC\"",
                                "1.0",
                                "\"1e2\"",
                                "\"AB==\"",
                                "\"+/-_\"",
                                "2147483648",
                                "9223372036854775808",
                                "18446744073709551615",
                                "\"2026-08-09T10:11:12Z\"",
                                "{\"@type\":\"type.googleapis.com/every.All\"}"};

/// JSON of which [from, to) is replaced.
struct Damage {
  std::string json;
  std::size_t from = 0;
  std::size_t to = 0;
  std::string value;
  std::string with(std::string_view other) const { return std::string(json).replace(from, to - from, other); }
};

}  // namespace

class TstJsonDifferential : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase();
  void sameText_data();
  void sameText();
  void sameMessage_data();
  void sameMessage();
  void unusualWire_data() { sameMessage_data(); }
  void unusualWire();
  void everyDoubleComesBack();
  void damagedJson();

 private:
  std::string url(const std::string& type) const { return "type.googleapis.com/" + type; }
  std::string canonical(const std::string& type, const std::string& wire) const;
  std::optional<std::string> theirWire(const std::string& type, const std::string& json,
                                       std::string& why) const;
  std::optional<std::string> theirJson(const std::string& type, const std::string& wire) const;

  std::optional<Damage> damage(RandomMessages& messages, const std::string& name) const;
  bool isEnumName(const std::string& name, const Damage& damage) const;
  bool isKnown(const std::string& name, const Damage& damage, const Result<std::string>& ours,
               const std::string& why) const;

  SchemaPtr schema_;
  std::unique_ptr<pb::util::TypeResolver> types_;
};

void TstJsonDifferential::initTestCase() {
  const auto schema = Schema::build(protoSet({{"every.proto", kEverythingProto}, {"old.proto", kOldProto}}));
  QVERIFY2(schema.has_value(), schema ? "" : schema.error().message.c_str());
  schema_ = *schema;
  types_.reset(pb::util::NewTypeResolverForDescriptorPool("type.googleapis.com", &schema_->impl().pool));
}

/// The message as the parser understands it, written in one way.
std::string TstJsonDifferential::canonical(const std::string& type, const std::string& wire) const {
  pb::DynamicMessageFactory extensions(&schema_->impl().pool);
  RandomMessages messages(schema_->impl().pool, 0);
  const auto message = messages.empty(type);
  pb::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(wire.data()),
                                 static_cast<int>(wire.size()));
  input.SetExtensionRegistry(&schema_->impl().pool, &extensions);
  if (!message->MergePartialFromCodedStream(&input) || !input.ConsumedEntireMessage()) return "malformed";
  messages.normalize(*message);
  return RandomMessages::serialized(*message);
}

std::optional<std::string> TstJsonDifferential::theirWire(const std::string& type, const std::string& json,
                                                          std::string& why) const {
  pb::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  std::string wire;
  // Some input makes the library fail an own check, which it throws.
  try {
    const auto status = pb::util::JsonToBinaryString(types_.get(), url(type), json, &wire, options);
    why = std::string(status.message());
    if (status.ok()) return wire;
  } catch (const std::exception& exception) {
    why = exception.what();
  }
  return std::nullopt;
}

std::optional<std::string> TstJsonDifferential::theirJson(const std::string& type,
                                                          const std::string& wire) const {
  std::string json;
  if (!pb::util::BinaryToJsonString(types_.get(), url(type), wire, &json).ok()) return std::nullopt;
  return json;
}

void TstJsonDifferential::sameText_data() {
  QTest::addColumn<QString>("type");
  for (const char* type : {"every.All", "old.Plain"}) QTest::newRow(type) << type;
}

void TstJsonDifferential::sameText() {
  QFETCH(QString, type);
  const std::string name = type.toStdString();
  RandomMessages messages(schema_->impl().pool, 5);
  for (int round = 0; round < 400; ++round) {
    const std::string wire = messages.make(name);
    const auto ours = protoToJson(*schema_, name, wire);
    QVERIFY2(ours.has_value(), ours ? "" : ours.error().message.c_str());
    const std::string theirs = theirJson(name, wire).value_or("refused");
    const auto differ = static_cast<std::size_t>(std::ranges::mismatch(*ours, theirs).in1 - ours->begin());
    const std::size_t from = differ - std::min<std::size_t>(differ, 60);
    QVERIFY2(*ours == theirs, (ours->substr(from, 120) + "\n" + theirs.substr(from, 120)).c_str());
  }
}

void TstJsonDifferential::sameMessage_data() {
  sameText_data();
  QTest::newRow("old.Extended") << "old.Extended";
}

void TstJsonDifferential::sameMessage() {
  QFETCH(QString, type);
  const std::string name = type.toStdString();
  RandomMessages messages(schema_->impl().pool, 6);
  for (int round = 0; round < 400; ++round) {
    const std::string wire = messages.make(name);
    const std::string json = protoToJson(*schema_, name, wire).value_or("refused");
    const auto back = jsonToProto(*schema_, name, json);
    QVERIFY2(back.has_value(), back ? "" : (back.error().message + "\n" + json).c_str());
    QVERIFY2(canonical(name, *back) == canonical(name, wire), json.c_str());
    if (name == "old.Extended") continue;  // the library knows no extensions and spoils groups here
    std::string why;
    const auto theirs = theirWire(name, json, why);
    QVERIFY2(theirs.has_value(), (why + "\n" + json).c_str());
    QVERIFY2(canonical(name, *theirs) == canonical(name, *back), json.c_str());
  }
}

/// Two messages one after the other are one message; parsers merge them.
void TstJsonDifferential::unusualWire() {
  QFETCH(QString, type);
  const std::string name = type.toStdString();
  RandomMessages messages(schema_->impl().pool, 7);
  for (int round = 0; round < 200; ++round) {
    const std::string wire = messages.make(name) + messages.make(name);
    const auto ours = protoToJson(*schema_, name, wire);
    // Half a second more joined to a second less is no duration.
    if (!ours && ours.error().message.ends_with("a Duration is out of range.")) continue;
    QVERIFY2(ours.has_value(), ours ? "" : ours.error().message.c_str());
    const auto back = jsonToProto(*schema_, name, *ours);
    QVERIFY2(back.has_value(), back ? "" : (back.error().message + "\n" + *ours).c_str());
    QVERIFY2(canonical(name, *back) == canonical(name, wire), ours->c_str());
  }
}

void TstJsonDifferential::everyDoubleComesBack() {
  std::mt19937_64 random(8);
  for (int round = 0; round < 10'000; ++round) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    std::string wire = "\x09" + std::string(8, '\0');
    std::memcpy(wire.data() + 1, &number, 8);
    const auto ours = protoToJson(*schema_, "google.protobuf.DoubleValue", wire);
    QVERIFY(ours.has_value());
    QVERIFY2(ours->size() <= theirJson("google.protobuf.DoubleValue", wire)->size(), ours->c_str());
    QCOMPARE(*jsonToProto(*schema_, "google.protobuf.DoubleValue", *ours), wire);
    const auto narrow = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(narrow)) continue;
    wire = "\x0d" + std::string(4, '\0');
    std::memcpy(wire.data() + 1, &narrow, 4);
    QCOMPARE(*jsonToProto(*schema_, "google.protobuf.FloatValue",
                          *protoToJson(*schema_, "google.protobuf.FloatValue", wire)),
             wire);
  }
}

/// A string where an enum name belongs: unknown ones are ignored, whatever they are.
bool TstJsonDifferential::isEnumName(const std::string& name, const Damage& damage) const {
  const auto one = jsonToProto(*schema_, name, damage.with("\"no name\""));
  const auto other = jsonToProto(*schema_, name, damage.with("\"none either\""));
  return damage.value.starts_with('"') && one && other && *one == *other;
}

/// True if this is a difference the tables name.
bool TstJsonDifferential::isKnown(const std::string& name, const Damage& damage,
                                  const Result<std::string>& ours, const std::string& why) const {
  // The library takes enum names in lower case and numbers as text, refuses unknown names in some places
  // though it was told to ignore them, and keeps an entry of a map without its value.
  if (isEnumName(name, damage)) return true;
  // A path that begins with a capital letter loses it there without an underscore.
  const bool capital = damage.value.size() > 2 && damage.value[1] >= 'A' && damage.value[1] <= 'Z';
  if (ours && capital && protoToJson(*schema_, name, *ours)->contains("ieldMask")) return true;
  const auto says = [&](const char* part) { return (ours ? why : ours.error().message).contains(part); };
  if (ours) return std::ranges::any_of(kTheyAreStricter, says);
  const bool nested = damage.value.starts_with('{') || damage.value.starts_with('[');
  return std::ranges::any_of(kTheyAreLaxer, says) || (nested && says(": expected "));
}

/// A random message of which what is between two marks is to be replaced; sometimes there is nothing.
std::optional<Damage> TstJsonDifferential::damage(RandomMessages& messages, const std::string& name) const {
  Damage damage{*protoToJson(*schema_, name, messages.make(name)), 0, 0,
                kValues[messages.below(kValues.size())]};
  damage.from =
      damage.json.find_first_of(":,[", messages.below(static_cast<std::uint32_t>(damage.json.size())));
  if (damage.from++ == std::string::npos) return std::nullopt;
  damage.to = damage.json.find_first_of(",]}", damage.from);
  if (damage.to == std::string::npos) return std::nullopt;
  return damage;
}

void TstJsonDifferential::damagedJson() {
  RandomMessages messages(schema_->impl().pool, 9);
  int accepted = 0;
  int refused = 0;
  for (int round = 0; round < 3'000; ++round) {
    const std::string name = round % 4 == 0 ? "old.Plain" : "every.All";
    const auto damaged = damage(messages, name);
    if (!damaged) continue;
    const std::string json = damaged->with(damaged->value);
    const auto ours = jsonToProto(*schema_, name, json);
    std::string why;
    const auto theirs = theirWire(name, json, why);
    ++(ours ? accepted : refused);
    const bool agree = ours ? theirs && canonical(name, *ours) == canonical(name, *theirs) : !theirs;
    QVERIFY2(agree || isKnown(name, *damaged, ours, why),
             ((ours ? "accepted; " + why : ours.error().message) + "\n" + json).c_str());
  }
  QVERIFY(accepted > 100);
  QVERIFY(refused > 100);
}

QTEST_APPLESS_MAIN(TstJsonDifferential)
#include "tst_json_differential.moc"
