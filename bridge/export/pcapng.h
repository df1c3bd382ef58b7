// SPDX-License-Identifier: GPL-3.0-or-later
// pcapng of a session for Wireshark: both legs as named interfaces of link type 252 ("Wireshark Upper PDU"),
// so that HTTP/2, gRPC and HTTP/1.1 are shown decoded without settings and without keys. An HTTP/1.1 exchange
// with more than fits into one packet is TCP in IP packets instead, on an interface of the same name. Packets
// are in the order of time as far as calls that overlap allow. Inspector reference, section 3.3;
// draft-ietf-opsawg-pcapng. Thread: one writer per thread.
#pragma once

#include <cstdint>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/capture/call_record.h"

namespace bascule::exporting {

class PcapngWriter {
 public:
  /// `statement` becomes the comment of the file.
  PcapngWriter(std::string_view programVersion, std::string_view statement);
  /// Section header and the two interfaces.
  std::string begin() const;
  /// Takes the packets of a call; gives those that no later call can precede. Calls come by their start.
  std::string call(const capture::CallRecord& record);
  /// The packets that are left.
  std::string end();

 private:
  struct Packet {
    std::int64_t wallNs;
    std::uint64_t order;
    std::string block;
    bool operator>(const Packet& other) const {
      return std::pair(wallNs, order) > std::pair(other.wallNs, other.order);
    }
  };

  void addLeg(const capture::CallRecord& record, capture::Leg leg);
  void addPacket(std::int64_t wallNs, std::string block);
  void takeOldest(std::string& out);

  std::string version_;
  std::string statement_;
  std::priority_queue<Packet, std::vector<Packet>, std::greater<>> waiting_;
  ByteCount waitingBytes_ = 0;
  std::uint64_t order_ = 0;
};

}  // namespace bascule::exporting
