// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/port_owner.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <fstream>
#include <sstream>

#include "bridge/base/ascii.h"

namespace bascule::app {
namespace {

namespace fs = std::filesystem;
using proxy::ListenAddress;

constexpr unsigned kListening = 0x0a;  // TCP_LISTEN of the kernel's include/net/tcp_states.h
constexpr unsigned kHighestPort = 65'535;

/// One line of /proc/net/tcp: addresses are 32-bit words in hexadecimal, in the machine's byte order.
struct Socket {
  std::string address;
  unsigned port = 0;
  unsigned state = 0;
  std::string inode;
};

unsigned hex(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

std::vector<Socket> socketsOf(const fs::path& table) {
  std::vector<Socket> out;
  std::ifstream in(table);
  std::string line;
  std::getline(in, line);  // titles
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::array<std::string, 10> field;
    for (std::string& word : field) words >> word;
    const std::size_t colon = field[1].find(':');
    if (!words || colon == std::string::npos) continue;
    out.push_back({field[1].substr(0, colon), hex(std::string_view(field[1]).substr(colon + 1)),
                   hex(field[3]), field[9]});
  }
  return out;
}

std::vector<Socket> allSockets(const fs::path& proc) {
  std::vector<Socket> out = socketsOf(proc / "net/tcp");
  const std::vector<Socket> six = socketsOf(proc / "net/tcp6");
  out.insert(out.end(), six.begin(), six.end());
  return out;
}

/// The kernel's way of writing `host`; empty where this file does not know it.
std::string kernelText(const std::string& host) {
  if (std::endian::native != std::endian::little) return {};
  if (host.empty()) return std::string(32, '0');
  if (host == "::1") return "00000000000000000000000001000000";
  const auto parts = ascii::splitTrimmed(host, '.');
  if (parts.size() != 4) return {};
  std::string out;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const auto value = ascii::parseDigits(*part, 3).value_or(256);
    if (value > 255) return {};
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    out += {kDigits[value / 16], kDigits[value % 16]};
  }
  return out;
}

bool isNumber(const std::string& name) { return std::ranges::all_of(name, ascii::isDigit) && !name.empty(); }

bool holds(const fs::path& process, const std::string& link) {
  std::error_code error;
  for (fs::directory_iterator at(process / "fd", error), end; !error && at != end; at.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(at->path(), unreadable) == link) return true;
  }
  return false;
}

PortOwner ownerOf(const std::string& inode, const fs::path& proc) {
  const std::string link = "socket:[" + inode + "]";
  std::error_code error;
  for (fs::directory_iterator at(proc, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    if (!isNumber(name) || !holds(at->path(), link)) continue;
    PortOwner owner{"", static_cast<int>(ascii::parseDigits(name, 9).value_or(0))};
    std::ifstream comm(at->path() / "comm");
    std::getline(comm, owner.process);
    return owner;
  }
  return {};
}

bool taken(const ListenAddress& address) { return address.port != 0 && portOwner(address).has_value(); }

}  // namespace

std::string PortOwner::text() const {
  return process.empty() ? "another user's process" : process + " (pid " + std::to_string(pid) + ")";
}

std::optional<PortOwner> portOwner(const ListenAddress& address, bool exactly, const fs::path& proc) {
  const std::string wanted = kernelText(address.host);
  std::optional<PortOwner> found;
  for (const Socket& socket : allSockets(proc)) {
    if (socket.state != kListening || socket.port != address.port) continue;
    if (exactly && socket.address != wanted) continue;
    found = ownerOf(socket.inode, proc);
    if (!found->process.empty()) return found;
  }
  return found;
}

std::optional<ListenAddress> nextFree(const ListenAddress& address, const fs::path& proc) {
  const std::vector<Socket> sockets = allSockets(proc);
  if (sockets.empty()) return std::nullopt;
  for (unsigned port = address.port + 1U; port <= kHighestPort; ++port) {
    if (std::ranges::find(sockets, port, &Socket::port) == sockets.end())
      return ListenAddress{address.host, static_cast<std::uint16_t>(port)};
  }
  return std::nullopt;
}

Result<void> checkPorts(const proxy::BridgeConfig& config) {
  for (const ListenAddress& address : listenOrDefault(config)) {
    if (address.port == 0 || !portOwner(address, true)) continue;
    return fail(ErrorCode::Io, "port_taken", address.text() + " is in use by another program");
  }
  return {};
}

Error namePortOwner(Error error, const proxy::BridgeConfig& config) {
  for (const ListenAddress& address : listenOrDefault(config)) {
    const auto owner = address.port == 0 ? std::nullopt : portOwner(address);
    if (!owner) continue;
    error.message = address.text() + " is in use by " + owner->text();
    break;
  }
  return error;
}

std::string terminalSentence(const Error& error, const proxy::BridgeConfig& config) {
  const auto other = error.cause == "port_taken" ? otherAddress(config) : std::nullopt;
  if (!other) return error.message;
  return error.message + "; stop it, or add --listen " + other->text() + ", which is free";
}

std::optional<ListenAddress> otherAddress(const proxy::BridgeConfig& config) {
  for (const ListenAddress& address : listenOrDefault(config)) {
    if (taken(address)) return nextFree(address);
  }
  return std::nullopt;
}

}  // namespace bascule::app
