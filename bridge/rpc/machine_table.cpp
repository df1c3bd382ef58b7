// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/rpc/machine_table.h"

#include <algorithm>
#include <array>

#include "bridge/rpc/connect_get.h"
#include "bridge/rpc/connect_stream.h"
#include "bridge/rpc/connect_unary.h"
#include "bridge/rpc/grpc.h"
#include "bridge/rpc/grpc_web.h"

namespace bascule::rpc {
namespace {

struct MachineRow {
  Protocol protocol;
  std::unique_ptr<RequestReader> (*requestReader)(const Recognised&, const ReaderLimits&);
  std::unique_ptr<ResponseWriter> (*responseWriter)(const RequestStart&);
  std::unique_ptr<RequestWriter> (*requestWriter)(Protocol);
  std::unique_ptr<ResponseReader> (*responseReader)(const ReaderLimits&, Codec);
};

template <typename Reader>
std::unique_ptr<RequestReader> reader(const Recognised& recognised, const ReaderLimits& limits) {
  return std::make_unique<Reader>(recognised.codec, limits);
}
std::unique_ptr<RequestReader> webReader(const Recognised& recognised, const ReaderLimits& limits) {
  return std::make_unique<GrpcWebRequestReader>(recognised.protocol, recognised.codec, limits);
}

template <typename Writer>
std::unique_ptr<ResponseWriter> answerer(const RequestStart& start) {
  return std::make_unique<Writer>(start.codec);
}
std::unique_ptr<ResponseWriter> unaryAnswerer(const RequestStart& start) {
  return std::make_unique<ConnectUnaryResponseWriter>(start.protocol, start.codec);
}
std::unique_ptr<ResponseWriter> webAnswerer(const RequestStart& start) {
  return std::make_unique<GrpcWebResponseWriter>(start);
}

template <typename Writer>
std::unique_ptr<RequestWriter> asker(Protocol) {
  return std::make_unique<Writer>();
}
std::unique_ptr<RequestWriter> webAsker(Protocol protocol) {
  return std::make_unique<GrpcWebRequestWriter>(protocol);
}

template <typename Reader>
std::unique_ptr<ResponseReader> answerReader(const ReaderLimits& limits, Codec codec) {
  return std::make_unique<Reader>(limits, codec);
}

constexpr std::array<MachineRow, 6> kMachines = {{
    {Protocol::ConnectUnary, reader<ConnectUnaryRequestReader>, unaryAnswerer,
     asker<ConnectUnaryRequestWriter>, answerReader<ConnectUnaryResponseReader>},
    {Protocol::ConnectGet, reader<ConnectGetRequestReader>, unaryAnswerer, asker<ConnectGetRequestWriter>,
     answerReader<ConnectUnaryResponseReader>},
    {Protocol::ConnectStream, reader<ConnectStreamRequestReader>, answerer<ConnectStreamResponseWriter>,
     asker<ConnectStreamRequestWriter>, answerReader<ConnectStreamResponseReader>},
    {Protocol::Grpc, reader<GrpcRequestReader>, answerer<GrpcResponseWriter>, asker<GrpcRequestWriter>,
     answerReader<GrpcResponseReader>},
    {Protocol::GrpcWeb, webReader, webAnswerer, webAsker, answerReader<GrpcWebResponseReader>},
    {Protocol::GrpcWebText, webReader, webAnswerer, webAsker, answerReader<GrpcWebResponseReader>},
}};

const MachineRow& machinesOf(Protocol protocol) {
  const auto* const row = std::ranges::find(kMachines, protocol, &MachineRow::protocol);
  return row == kMachines.end() ? kMachines.front() : *row;
}

}  // namespace

std::unique_ptr<RequestReader> makeRequestReader(const Recognised& recognised, const ReaderLimits& limits) {
  return machinesOf(recognised.protocol).requestReader(recognised, limits);
}

std::unique_ptr<ResponseWriter> makeResponseWriter(const RequestStart& start) {
  return machinesOf(start.protocol).responseWriter(start);
}

std::unique_ptr<RequestWriter> makeRequestWriter(Protocol protocol) {
  return machinesOf(protocol).requestWriter(protocol);
}

std::unique_ptr<ResponseReader> makeResponseReader(Protocol protocol, Codec codec,
                                                   const ReaderLimits& limits) {
  return machinesOf(protocol).responseReader(limits, codec);
}

}  // namespace bascule::rpc
