// SPDX-License-Identifier: GPL-3.0-or-later
// Ready-made call records, as the session reader would give them, for tests of what reads them.
#pragma once

#include <string>

#include "bridge/capture/call_record.h"
#include "bridge/capture/row_store.h"

namespace bascule::test {

/// A Connect unary JSON call translated to gRPC that failed with invalid_argument.
inline capture::CallRecord sampleRecord() {
  using namespace capture;
  CallRecord record;
  record.service = "acme.shop.v1.OrderService";
  record.method = "CreateOrder";
  record.client = "web-checkout";
  record.peer = "127.0.0.1";
  record.host = "localhost:8080";
  record.upstreamUrl = "http://127.0.0.1:8081";
  record.row.number = 7;
  record.row.startNs = 1'795'430'527'240'000'000;  // 2026-11-23T10:42:07.24Z
  record.row.durationNs = 1'900'000;
  record.row.addedNs = 80'000;
  record.row.requestMessages = 1;
  record.row.requestBytes = 45;
  record.row.code = rpc::Code::InvalidArgument;
  record.row.protocol = rpc::Protocol::ConnectUnary;
  record.row.upstreamProtocol = rpc::Protocol::Grpc;
  record.row.kind = rpc::Kind::Unary;
  record.row.codec = rpc::Codec::Json;
  record.status.code = rpc::Code::InvalidArgument;
  record.status.message = "quantity must be positive";
  record.status.details.push_back({"google.rpc.BadRequest", std::string("\x0a\x02ok", 4)});
  record.timeoutNs = 2'000'000'000;
  record.notes.push_back({20'000, "header_renamed", "connect-timeout-ms"});

  LegRecord& client = record.clientLeg;
  client.present = true;
  client.protocol = rpc::Protocol::ConnectUnary;
  client.codec = rpc::Codec::Json;
  client.peer = "127.0.0.1:51432";
  client.method = "POST";
  client.scheme = "http";
  client.authority = "localhost:8080";
  client.target = "/acme.shop.v1.OrderService/CreateOrder";
  client.requestHeaders = {
      {"content-type", "application/json"}, {"x-tenant", "acme"}, {"x-trace-id", "7f3a91c2"}};
  client.httpStatus = 400;
  client.responseHeaders = {{"content-type", "application/json"}, {"trailer-x-cost", "17"}};
  client.endBody = R"({"code":"invalid_argument","message":"quantity must be positive"})";
  client.messages = {{Direction::Request, 10'000, false, false, 45,
                      R"({"items":[{"sku":"A-17","unitPrice":250,"quantity":-2}],"note":"x \"y\""})"}};
  client.openedNs = 0;
  client.requestEndNs = 12'000;
  client.responseHeadNs = 1'850'000;
  client.responseEndNs = 1'900'000;

  LegRecord& upstream = record.upstreamLeg;
  upstream.present = true;
  upstream.protocol = rpc::Protocol::Grpc;
  upstream.codec = rpc::Codec::Proto;
  upstream.version = http::Version::Http2;
  upstream.peer = "127.0.0.1:8081";
  upstream.method = "POST";
  upstream.scheme = "http";
  upstream.authority = "127.0.0.1:8081";
  upstream.target = client.target;
  upstream.requestHeaders = {
      {"content-type", "application/grpc+proto"}, {"te", "trailers"}, {"x-tenant", "acme"}};
  upstream.httpStatus = 200;
  upstream.responseHeaders = {{"content-type", "application/grpc+proto"}};
  upstream.trailers = {
      {"grpc-status", "3"}, {"grpc-message", "quantity%20must%20be%20positive"}, {"x-cost", "17"}};
  upstream.messages = {{Direction::Request, 30'000, false, false, 6,
                        std::string("\x0a\x04"
                                    "A-17",
                                    6)}};
  upstream.openedNs = 25'000;
  upstream.requestEndNs = 31'000;
  upstream.responseHeadNs = 1'800'000;
  upstream.responseEndNs = 1'810'000;
  return record;
}

/// The record's row as a store would have it.
inline capture::RowBatch batchOf(const capture::CallRecord& record) {
  capture::RowBatch batch;
  batch.firstString = 1;
  batch.strings = {record.service, record.method, record.client,
                   record.peer,    record.host,   record.upstreamUrl};
  capture::CallRow row = record.row;
  row.service = 1;
  row.method = 2;
  row.client = 3;
  row.peer = 4;
  row.host = 5;
  row.upstream = 6;
  batch.rows.push_back(row);
  return batch;
}

}  // namespace bascule::test
