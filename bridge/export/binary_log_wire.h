// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of `grpc/binlog/v1/binarylog.proto`, shared by its writer and its reader. Thread: constants.
#pragma once

#include <cstdint>

namespace bascule::exporting::binlog {

enum Entry : std::uint32_t {
  kTimestamp = 1,
  kCallId = 2,
  kSequence = 3,
  kType = 4,
  kLogger = 5,
  kClientHeader = 6,
  kServerHeader = 7,
  kMessage = 8,
  kTrailer = 9,
  kTruncated = 10,
  kPeer = 11,
};

enum class Event : std::uint8_t {
  Unknown,
  ClientHeader,
  ServerHeader,
  ClientMessage,
  ServerMessage,
  ClientHalfClose,
  ServerTrailer,
  Cancel,
};

enum class Logger : std::uint8_t { Unknown, Client, Server };
enum class AddressType : std::uint8_t { Unknown, IPv4, IPv6, Unix };

// Timestamp and Duration.
inline constexpr std::uint32_t kSeconds = 1;
inline constexpr std::uint32_t kNanos = 2;
// ClientHeader.
inline constexpr std::uint32_t kMetadata = 1;  // of every header and of the trailer
inline constexpr std::uint32_t kMethodName = 2;
inline constexpr std::uint32_t kAuthority = 3;
inline constexpr std::uint32_t kTimeout = 4;
// Trailer.
inline constexpr std::uint32_t kStatusCode = 2;
inline constexpr std::uint32_t kStatusMessage = 3;
inline constexpr std::uint32_t kStatusDetails = 4;
// Message.
inline constexpr std::uint32_t kLength = 1;
inline constexpr std::uint32_t kData = 2;
// Metadata and its entries.
inline constexpr std::uint32_t kEntry = 1;
inline constexpr std::uint32_t kKey = 1;
inline constexpr std::uint32_t kValue = 2;
// Address.
inline constexpr std::uint32_t kAddressType = 1;
inline constexpr std::uint32_t kAddress = 2;
inline constexpr std::uint32_t kIpPort = 3;

}  // namespace bascule::exporting::binlog
