// What a field of an observation holds and what may be matched against it. Type numbers and Presence numbers
// are stored in cases: append, never renumber.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace waarborg {

enum class Type : std::uint8_t {
  text = 0,  // for people; never matched
  number = 1,
  flag = 2,
  time = 3,
  presence = 4,
  domain = 5,  // a DNS name, as found
  url = 6,
  ip = 7,        // IPv4 or IPv6, textual
  path = 8,      // absolute within the system it lies on, '/' separated: /opt/kaspersky
  package = 9,   // ecosystem/name: deb/kesl, rpm/kesl, npm/@scope/name
  vendor = 10,   // who makes, supplies or maintains, free text
  service = 11,  // name of a system service: kesl.service
  process = 12,
  hash = 13,  // lower-case hexadecimal MD5, SHA-1 or SHA-256
  purl = 14,
  cpe = 15,
  email = 16,
  phone = 17,
  app_id = 18,  // Android package or Apple bundle id
  signer = 19,  // who signed code: subject, Team ID or certificate digest
  registry_key = 20,
  certificate = 21,  // subject of a certificate
  as_number = 22,
  device_id = 23,    // names one device: machine-id, serial number
  process_cut = 24,  // what systems keep of a longer process name: 15 bytes (Linux), 16 (Darwin)
  profile_id = 25,   // PayloadUUID of a configuration profile
  file_name = 26,    // the end of a path: a name, or folders and a name, whose place is not known
  mac_address = 27,  // EUI-48 of a network interface; of a wireless network its BSSID
};
constexpr std::uint8_t type_count = 28;
std::string_view name_of(Type type);
std::optional<Type> type_named(std::string_view name);
constexpr bool is_textual(Type t) {
  return t == Type::text || static_cast<std::uint8_t>(t) >= 5;
}
constexpr bool is_matchable(Type t) {
  return static_cast<std::uint8_t>(t) >= 5;
}

enum class Presence : std::uint8_t {
  none = 0,
  installed = 1,
  declared = 2,
  file_only = 3,
  residual = 4,
  historic = 5
};
std::string_view name_of(Presence presence);  // "installed", "file-only", ...; "" for none
std::optional<Presence> presence_named(std::string_view name);

// Values that carry their Type; a plain string_view is text.
struct Domain {
  std::string_view text;
};
struct Url {
  std::string_view text;
};
struct Ip {
  std::string_view text;
};
struct Path {
  std::string_view text;
};
struct Package {
  std::string_view ecosystem, name;
};
struct Vendor {
  std::string_view text;
};
struct Service {
  std::string_view text;
};
struct Process {
  std::string_view text;
};
struct Hash {
  std::string_view text;
};
struct Purl {
  std::string_view text;
};
struct Cpe {
  std::string_view text;
};
struct AppId {
  std::string_view text;
};
struct DeviceId {
  std::string_view text;
};
struct Certificate {
  std::string_view text;
};
struct Signer {
  std::string_view text;
};
struct RegistryKey {
  std::string_view text;
};
struct ProcessCut {
  std::string_view text;
};
struct FileName {
  std::string_view text;
};
struct MacAddress {
  std::string_view text;
};
struct ProfileId {
  std::string_view text;
};
struct Email {
  std::string_view text;
};
struct Phone {
  std::string_view text;
};

constexpr Type type_of(std::string_view) {
  return Type::text;
}
constexpr Type type_of(std::int64_t) {
  return Type::number;
}
constexpr Type type_of(bool) {
  return Type::flag;
}
constexpr Type type_of(Time) {
  return Type::time;
}
constexpr Type type_of(Presence) {
  return Type::presence;
}
constexpr Type type_of(const Domain&) {
  return Type::domain;
}
constexpr Type type_of(const Url&) {
  return Type::url;
}
constexpr Type type_of(const Ip&) {
  return Type::ip;
}
constexpr Type type_of(const Path&) {
  return Type::path;
}
constexpr Type type_of(const Package&) {
  return Type::package;
}
constexpr Type type_of(const Vendor&) {
  return Type::vendor;
}
constexpr Type type_of(const Service&) {
  return Type::service;
}
constexpr Type type_of(const Process&) {
  return Type::process;
}
constexpr Type type_of(const Hash&) {
  return Type::hash;
}
constexpr Type type_of(const Purl&) {
  return Type::purl;
}
constexpr Type type_of(const Cpe&) {
  return Type::cpe;
}
constexpr Type type_of(const AppId&) {
  return Type::app_id;
}
constexpr Type type_of(const DeviceId&) {
  return Type::device_id;
}
constexpr Type type_of(const Certificate&) {
  return Type::certificate;
}
constexpr Type type_of(const Signer&) {
  return Type::signer;
}
constexpr Type type_of(const RegistryKey&) {
  return Type::registry_key;
}
constexpr Type type_of(const ProcessCut&) {
  return Type::process_cut;
}
constexpr Type type_of(const FileName&) {
  return Type::file_name;
}
constexpr Type type_of(const MacAddress&) {
  return Type::mac_address;
}
constexpr Type type_of(const ProfileId&) {
  return Type::profile_id;
}
constexpr Type type_of(const Email&) {
  return Type::email;
}
constexpr Type type_of(const Phone&) {
  return Type::phone;
}

}  // namespace waarborg
