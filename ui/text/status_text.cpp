// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/status_text.h"

#include <algorithm>
#include <array>

namespace bascule::ui {
namespace {

constexpr std::array<CodeText, rpc::kCodeCount> kCodes = {{
    {Tone::Ok, "The call succeeded.", ""},
    {Tone::Warning, "The caller gave the call up.",
     "Usual when a page is left or a request is replaced; else look at the client's timeouts."},
    {Tone::Error, "The server failed without a better code, or the answer could not be understood.",
     "Look at the server's log; an unhandled exception often ends here."},
    {Tone::Error, "The request itself is wrong, whatever the state of the system.",
     "Compare the request message with the details of the error."},
    {Tone::Warning, "The deadline passed before the answer.",
     "See on the Timing tab which side took the time."},
    {Tone::Error, "The thing that was asked for does not exist.",
     "Check the identifier in the request message."},
    {Tone::Error, "The thing that was to be made exists already.",
     "Check whether the client repeated a call."},
    {Tone::Error, "The caller may not do this.", "Check the caller's rights; its identity is known."},
    {Tone::Warning, "A limit was reached: a quota, a size, a queue.",
     "Look which limit the message names, and whether the client may wait and repeat."},
    {Tone::Error, "The system is not in the state that the call needs.",
     "The client has to change that state first; repeating alone does not help."},
    {Tone::Error, "The call collided with another one.", "The client may repeat the whole sequence."},
    {Tone::Error, "A value lies outside its valid range.",
     "Compare the request message with the details of the error."},
    {Tone::Error, "The server does not have this method.",
     "Compare service and method names, and the version of the server."},
    {Tone::Error, "Something that must hold inside the server or the protocol does not.",
     "Look at the server's log and at the Raw tab."},
    {Tone::Warning, "The server cannot be reached or takes no calls now.",
     "Check that it runs and listens; the client may repeat."},
    {Tone::Error, "Data was lost or is damaged beyond repair.", "Look at the server's log and storage."},
    {Tone::Error, "The caller's identity is missing or not accepted.",
     "Check the authorization header (its value is masked here)."},
}};

constexpr std::array<CauseText, 70> kCauses = {{
    {"deadline_passed", "The deadline passed while the bridge waited for the server.",
     "See on the Timing tab how long the server took."},
    {"client_cancelled", "The client left before the answer.",
     "Usual when a page is left; else look at the client's timeouts."},
    {"upstream_refused", "Nothing accepts connections at the server's address.",
     "Start the server, or correct its address."},
    {"upstream_unreachable", "The server's address cannot be reached.", "Check host name, port and network."},
    {"upstream_unresolved", "The server's host name does not resolve.",
     "Check the name for typing mistakes and the DNS."},
    {"upstream_timeout", "The server did not accept the connection in time.",
     "Check that it runs and is not overloaded."},
    {"upstream_lost", "The connection to the server broke during the call.",
     "Look at the server's log at this moment."},
    {"upstream_reset", "The server reset the stream.",
     "The message names the HTTP/2 error; look at the server's log."},
    {"upstream_draining", "The server is shutting its connection down.",
     "Usual during a deployment; the client may repeat."},
    {"upstream_busy", "The server takes no more streams on its connection.",
     "Wait, or raise the server's limit of concurrent streams."},
    {"upstream_closed", "The server closed the connection in an orderly way.",
     "Look at the server's log; the client may repeat."},
    {"upstream_invalid", "The server's address is not of the form http://HOST:PORT.",
     "Correct it, for example http://localhost:8081."},
    {"upstream_missing", "The bridge does not know where calls should go.",
     "Say where the server is, for example http://localhost:8081."},
    {"upstream_is_self", "The server's address is the bridge's own.", "Move the server to another port."},
    {"answer_not_grpc", "The server's answer is no gRPC answer.",
     "Check that the address is that of the gRPC server and not of a web page or proxy."},
    {"answer_not_grpc_web", "The server's answer is no gRPC-Web answer.",
     "Check that the address is that of a server that speaks gRPC-Web."},
    {"answer_not_connect", "The server's answer is no Connect answer.",
     "Check that the address is that of a server that speaks Connect."},
    {"answer_other_codec", "The server answers in another format than it was asked in.",
     "Look at the server's log; its content type is in the message."},
    {"end_stream_missing", "The server's stream stopped without its last message.",
     "Look at the server's log; it has closed the stream too early."},
    {"end_stream_malformed", "The last message of the server's stream cannot be read.",
     "Look at the server's log; the bytes are on the Raw tab."},
    {"trailers_malformed", "The trailers at the end of the answer cannot be read.",
     "Look at the server's log; the bytes are on the Raw tab."},
    {"bytes_after_end", "The server went on after the end of its answer.",
     "Look at the server's log; a proxy in between may join answers."},
    {"end_too_large", "The end of the server's answer is far too long.",
     "Send less metadata or fewer error details."},
    {"base64_malformed", "The base64 of the message cannot be read.",
     "Look at the sender; it encodes wrongly."},
    {"get_query", "A GET lacks a parameter: it needs encoding and message.",
     "Look at the client; its address is on the Raw tab."},
    {"get_with_body", "A GET came with a body.", "Send the message in the query, or use POST."},
    {"get_unsafe", "This method may not be called with GET.",
     "Mark it as free of side effects in the schema, or use POST."},
    {"trailers_missing", "The server ended the answer without its status.",
     "Look at the server's log; a proxy in between may drop trailers."},
    {"grpc_status_missing", "The server's trailers have no grpc-status.",
     "Look at the server's log; a proxy in between may change trailers."},
    {"message_too_large", "A message is larger than the limit.",
     "Raise --max-message-bytes or --max-response-bytes, or send less."},
    {"compression_unknown", "A message is compressed in a way the bridge does not know.",
     "Use gzip or no compression."},
    {"compression_malformed", "A compressed message is damaged.",
     "Look at the sender; the bytes are on the Raw tab."},
    {"inflate_ratio", "A small compressed message would become far too large.",
     "Look at the sender: ordinary data does not shrink that much."},
    {"compressed_without_encoding", "A message claims to be compressed but no compression was named.",
     "Look at the sender; it has to name its compression."},
    {"json_invalid", "The JSON message does not fit the schema.", "The message names line and column."},
    {"json_too_deep", "The JSON message is nested deeper than the limit.", "Send less nested data."},
    {"json_too_large", "The JSON message has more values than the limit.", "Send less data in one message."},
    {"proto_invalid", "The bytes are no message of this type.",
     "Check that client, server and schema have the same version."},
    {"type_unknown", "The schema lacks a type that the message contains.",
     "Add the missing .proto file with --schema."},
    {"schema_missing", "The bridge has no schema for this method, and JSON needs one.",
     "Turn on server reflection or start with --schema."},
    {"method_unknown", "The loaded schema does not have this method.",
     "Add its .proto file with --schema, or correct the method's name."},
    {"kind_mismatch", "The method is of another kind than the request.",
     "Check that client and server agree on whether the method streams."},
    {"request_count", "A method that takes one request got none or several.",
     "Check that client and server agree on the kind of the method."},
    {"response_count", "The server sent none or several answers where there is exactly one.",
     "Check that server and schema have the same version."},
    {"envelope_truncated", "A message ended in the middle.", "The sender closed too early; look at its log."},
    {"envelope_flags", "A message has flags that its protocol does not know.",
     "Look at the sender; the bytes are on the Raw tab."},
    {"timeout_malformed", "The timeout header is malformed.",
     "Connect takes milliseconds, gRPC digits with a unit."},
    {"connect_version", "The client asks for another version of the Connect protocol.",
     "Version 1 is the only one there is."},
    {"path_invalid", "The path is not /package.Service/Method.",
     "Correct the client's address: the service's name stands at the start of the path."},
    {"draining", "The bridge is shutting down and takes no new calls.", "Start it again."},
    {"too_busy", "Too many calls wait for the server.", "Find what keeps calls open, or raise the limits."},
    {"slow_body", "The request body came more slowly than the limit allows.",
     "Look at the client's network; --limit slow-body-rate changes the limit."},
    {"write_stall", "The other side took nothing of what waited for it, and too much did.",
     "See why it does not read; --limit write-stall changes the limit."},
    {"memory_pressure", "The bridge held too much for slow peers and gave the largest stream up.",
     "Look for clients that do not read, or raise --limit buffer-budget."},
    {"upstream_silent", "The server did not answer a PING while calls were open.",
     "Check that the server's process runs and the network is up."},
    {"method_not_allowed", "RPCs are called with POST.",
     "Use POST; GET is only for methods without side effects."},
    {"host_not_allowed", "The client asked for a host name the bridge does not answer to.",
     "Start with --allow-host NAME if that name is right."},
    {"port_taken", "Another program listens at this address already.",
     "Choose another port, or stop the other program."},
    {"address_unusable", "This machine cannot listen at this address.",
     "Use 127.0.0.1 or an address of this machine."},
    {"listen_invalid", "The address to listen at is malformed.", "Use for example 127.0.0.1:8080."},
    {"not_a_session", "This file is no recorded session.", "Open a .bascule file."},
    {"session_newer", "The session was written by a newer version.", "Update Bascule to open it."},
    {"session_damaged", "The session file is damaged.", "Open a copy of it if you have one."},
    {"session_in_use", "Another program is recording into this file.",
     "Open it to look at it, or record into another file."},
    {"file_missing", "The file is not there.", "Check its name and folder."},
    {"file_unreadable", "The file cannot be read.", "Check its name and rights."},
    {"file_unwritable", "The file cannot be written.", "Choose a folder you may write to."},
    {"file_exists", "There is a file of this name already.", "Choose another name."},
    {"disk_full", "The disk is full; nothing more is recorded.", "Make room; the bridge itself goes on."},
    {"payload_cut", "Only a part of this compressed message was recorded.",
     "Raise the recorded size of payloads to see all of it."},
}};

constexpr std::array<std::string_view, 5> kKinds = {"–", "unary", "client stream", "server stream",
                                                    "bidi stream"};

}  // namespace

const CodeText& codeText(rpc::Code code) {
  const auto index = static_cast<std::size_t>(code);
  return kCodes[index < kCodes.size() ? index : static_cast<std::size_t>(rpc::Code::Unknown)];
}

const CauseText* causeText(std::string_view cause) {
  const auto found = std::ranges::find(kCauses, cause, &CauseText::cause);
  return found == kCauses.end() ? nullptr : &*found;
}

std::span<const CauseText> causeTexts() { return kCauses; }

PillText pillText(const capture::CallRow& row) {
  if (row.inFlight()) return {"in flight", Tone::InFlight, true};
  if ((row.flags & capture::kCutShort) != 0) return {"cut short", Tone::Neutral, false};
  return {rpc::grpcName(row.code), codeText(row.code).tone, false};
}

std::string_view kindText(rpc::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

}  // namespace bascule::ui
