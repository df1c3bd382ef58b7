// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs that copy a call and send it again, in words. Pure functions.
#pragma once

#include <QString>

#include "bridge/export/copy_as.h"

namespace bascule::ui {

/// Connect, gRPC, gRPC-Web: the choices of both dialogs, in this order.
inline constexpr rpc::ServerProtocol kCallProtocols[] = {
    rpc::ServerProtocol::Connect, rpc::ServerProtocol::Grpc, rpc::ServerProtocol::GrpcWeb};
QString protocolWords(rpc::ServerProtocol protocol);
int indexOf(rpc::ServerProtocol protocol);

/// What one has to know before the copied text is run; empty: nothing.
QString copyRemark(exporting::CopyForm form, const exporting::CallRequest& request);

}  // namespace bascule::ui
