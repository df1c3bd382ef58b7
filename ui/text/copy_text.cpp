// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/copy_text.h"

#include <QStringList>
#include <algorithm>
#include <array>
#include <iterator>

#include "ui/text/words.h"

namespace bascule::ui {
namespace {

using exporting::CopyForm;

struct FormWords {
  CopyForm form;
  const char* needs;
};

constexpr std::array<FormWords, 6> kNeeds = {{
    {CopyForm::Curl, ""},
    {CopyForm::BufCurl, english("buf asks the server for its schema; --schema takes .proto files instead.")},
    {CopyForm::Grpcurl,
     english("grpcurl asks the server for its schema; -proto takes .proto files instead.")},
    {CopyForm::PythonConnect,
     english("Needs connectrpc, protobuf and the code that protoc-gen-connectrpc makes.")},
    {CopyForm::PythonGrpc, english("Needs grpcio, protobuf and the code that grpc_tools makes.")},
    {CopyForm::TypeScript,
     english("Needs @connectrpc/connect-node and the code that protoc-gen-es makes in ./gen.")},
}};

}  // namespace

QString protocolWords(rpc::ServerProtocol protocol) {
  constexpr const char* kWords[] = {"Connect", "gRPC", "gRPC-Web"};
  return QString::fromLatin1(kWords[indexOf(protocol)]);
}

int indexOf(rpc::ServerProtocol protocol) {
  const auto* found = std::ranges::find(kCallProtocols, protocol);
  return found == std::end(kCallProtocols) ? 0 : static_cast<int>(found - std::begin(kCallProtocols));
}

QString copyRemark(CopyForm form, const exporting::CallRequest& request) {
  QStringList out;
  QStringList secrets;
  for (const exporting::RequestField& field : request.metadata) {
    if (field.secret) secrets += QString::fromStdString(exporting::secretVariable(field.name));
  }
  if (!secrets.isEmpty())
    out += Words::tr("Secrets are not copied: set %1 in the environment first.")
               .arg(secrets.join(QStringLiteral(", ")));
  if (const char* needs = kNeeds[static_cast<std::size_t>(form)].needs; *needs != '\0')
    out += Words::of(needs);
  return out.join(QLatin1Char(' '));
}

}  // namespace bascule::ui
