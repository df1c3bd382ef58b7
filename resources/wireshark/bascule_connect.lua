-- SPDX-License-Identifier: GPL-3.0-or-later
-- Wireshark companion: shows the Connect protocol decoded, over HTTP/1.1 and HTTP/2.
--
-- Wireshark knows gRPC but not Connect. A Connect stream has gRPC's five-byte envelopes, so gRPC's dissector reads it;
-- a Connect unary body is one bare message whose type follows from the path. For names instead of numbers tell Wireshark
-- where the .proto files are: Preferences > Protocols > Protobuf > Protobuf search paths (tshark:
-- -o 'uat:protobuf_search_paths:"/path/to/protos","TRUE"').
--
-- Install: copy this file to the folder that Help > About > Folders calls "Personal Lua Plugins"; or for one run
-- tshark -X lua_script:bascule_connect.lua -r calls.pcapng

local connect = Proto("connect_rpc", "Connect RPC")
local http1_uri = Field.new("http.request.uri")
local http1_answered = Field.new("http.response_for.uri")
local http1_answer = Field.new("http.response.code")
local http2_path = Field.new("http2.headers.path")
local http2_type = Field.new("http2.type")
local http2_stream = Field.new("http2.streamid")
local http2_status = Field.new("http2.headers.status")
local protobuf = Dissector.get("protobuf")

-- Path by connection and stream: a response over HTTP/2 does not repeat it.
local paths = {}
function connect.init() paths = {} end

local function last(field)
  local all = {field()}
  return all[#all]
end

-- One name for both directions of a connection.
local function connection(pinfo)
  local a = tostring(pinfo.src) .. ":" .. tostring(pinfo.src_port)
  local b = tostring(pinfo.dst) .. ":" .. tostring(pinfo.dst_port)
  return a < b and a .. " " .. b or b .. " " .. a
end

-- Path without scheme, host and query.
local function path_of(uri) return (tostring(uri):gsub("^%w+://[^/]*", ""):gsub("%?.*$", "")) end

-- Remembers the path of a request over HTTP/2 as soon as its head is seen.
local watch = Proto("connect_rpc_paths", "Connect RPC paths")
function watch.dissector(_, pinfo, _)
  local path, stream = last(http2_path), last(http2_stream)
  if path and stream then
    paths[connection(pinfo) .. " " .. tostring(stream)] = {uri = path_of(path), client = tostring(pinfo.src) .. ":" .. tostring(pinfo.src_port)}
  end
end
register_postdissector(watch, true)

-- Path and direction of the message that is being looked at.
local function method_of(pinfo)
  if last(http2_type) then
    local call = paths[connection(pinfo) .. " " .. tostring(last(http2_stream))]
    if not call then return nil end
    local from_client = call.client == tostring(pinfo.src) .. ":" .. tostring(pinfo.src_port)
    return call.uri, from_client and "request" or "response"
  end
  if last(http1_answer) then
    local uri = last(http1_answered)
    return uri and path_of(uri), "response"
  end
  local uri = last(http1_uri)
  return uri and path_of(uri), "request"
end

function connect.dissector(buffer, pinfo, tree)
  local path, direction = method_of(pinfo)
  if path then pinfo.private["pb_msg_type"] = "application/grpc," .. path .. "," .. direction end
  local read = protobuf:call(buffer, pinfo, tree)
  pinfo.cols.protocol = "CONNECT"
  return read
end

DissectorTable.get("media_type"):add("application/proto", connect)
local grpc = Dissector.get("grpc")
for _, codec in ipairs({"proto", "json"}) do
  DissectorTable.get("media_type"):add("application/connect+" .. codec, grpc)
  DissectorTable.get("streaming_content_type"):add("application/connect+" .. codec, grpc)
end
