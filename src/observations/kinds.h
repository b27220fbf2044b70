// The vocabulary: every kind of fact, one struct each. each() names the fields with their numbers; the
// matcher, the case and the reports loop over them and know nothing else about a kind. Kind numbers and field
// numbers are stored in cases: append, never renumber or reuse; raise `version` when a field's meaning
// changes. `personal` says whether the kind is about a person. `presence` is what an observation means for a
// product when it has no field that says so. Views are borrowed until Sink::add returns.
#pragma once
#include "observations/types.h"

namespace waarborg {

// The operating system a root holds. Source: man 5 os-release.
struct OsRelease {
  static constexpr std::string_view kind = "os.release";
  static constexpr std::uint16_t number = 1, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::none;
  std::string_view id{}, name{}, version_id{}, pretty_name{};
  std::string_view platform{};  // linux, windows, macos, ios, android
  Cpe cpe{};
  std::string_view patch_level{};  // of Android: the day whose security fixes are in, 2026-10-05
  std::string_view build{};        // the build, as its maker names it
  void each(auto f) const {
    f(1, "id", id), f(2, "name", name), f(3, "version", version_id), f(4, "pretty_name", pretty_name);
    f(5, "platform", platform), f(6, "cpe", cpe), f(7, "patch_level", patch_level), f(8, "build", build);
  }
};

// Something that tells one device from another. strength: strong (unique and stable), weak (a name).
struct DeviceIdentity {
  // The probe of lists of many devices. What such a list identifies is its rows' devices and not the
  // evidence's; the identities of one device have one offset.
  static constexpr std::string_view list_probe = "import.mdm";
  static constexpr std::string_view kind = "device.identity";
  static constexpr std::uint16_t number = 2, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::none;
  std::string_view scheme{};  // machine-id, hostname, serial, ...
  DeviceId value{};
  std::string_view strength{};
  void each(auto f) const { f(1, "scheme", scheme), f(2, "value", value), f(3, "strength", strength); }
};

// A program or package that a database, a registry or a bill of materials names.
struct Program {
  static constexpr std::uint8_t device_field = 19;
  static constexpr std::string_view kind = "program";
  static constexpr std::uint16_t number = 3, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  Package package{};
  std::string_view version_text{}, architecture{};
  Vendor vendor{}, supplier{}, author{};
  Purl purl{};
  Cpe cpe{};
  Url homepage{};
  std::string_view source{}, state{}, description{};
  Time installed{};
  Presence present = Presence::installed;
  Hash sha256{};
  Path location{};               // where it lies, as its installer says
  std::string_view user{};       // whose it is, where it is not the whole system's
  AppId app_id{};                // Android package or Apple bundle id
  std::string_view device{};     // in a list of many devices, whose it is: scheme:value of its DeviceIdentity
  std::string_view installer{};  // the app that installed it; matched by nobody, for it may be long gone
  Signer signer{};               // SHA-256 of the certificate that signed it, then the same in SHA-1 and MD5
  Signer signer_sha1{}, signer_md5{};
  std::string_view installed_text{}, updated_text{};  // times as written, where the zone is not known
  std::string_view permissions{};                     // that it was granted, with a blank between
  Time updated{};                                     // or removed, as `state` says
  void each(auto f) const {
    f(1, "package", package), f(2, "version", version_text), f(3, "architecture", architecture);
    f(4, "vendor", vendor), f(5, "supplier", supplier), f(6, "author", author), f(7, "purl", purl);
    f(8, "cpe", cpe), f(9, "homepage", homepage), f(10, "source", source), f(11, "state", state);
    f(12, "description", description), f(13, "installed", installed), f(14, "presence", present);
    f(15, "sha256", sha256), f(16, "location", location), f(17, "user", user), f(18, "app_id", app_id);
    f(device_field, "device", device), f(20, "installer", installer), f(21, "signer", signer);
    f(22, "signer_sha1", signer_sha1), f(23, "signer_md5", signer_md5);
    f(24, "installed_text", installed_text), f(25, "updated_text", updated_text);
    f(26, "permissions", permissions), f(27, "updated", updated);
  }
};

// A service that the system knows, from its configuration. state: enabled where a link says so, masked where
// an empty file forbids it, else not known.
struct ServiceUnit {
  static constexpr std::string_view kind = "service";
  static constexpr std::uint16_t number = 4, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  Service name{};
  Path program{};
  std::string_view command{}, description{}, user{}, state{};
  std::string_view type{};   // of a Windows service: kernel-driver, file-system-driver, own-process, ...
  std::string_view start{};  // of a Windows service: boot, system, automatic, manual, disabled
  void each(auto f) const {
    f(1, "name", name), f(2, "program", program), f(3, "command", command), f(4, "description", description);
    f(5, "user", user), f(6, "state", state), f(7, "type", type), f(8, "start", start);
  }
};

// A file or folder that was there, by name only; its contents were not read.
struct PathSeen {
  static constexpr std::string_view kind = "path.seen";
  static constexpr std::uint16_t number = 5, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::file_only;
  Path path{};
  std::string_view what{};  // file, folder, link, other
  void each(auto f) const { f(1, "path", path), f(2, "what", what); }
};

// A name that somebody asked a resolver for.
struct NameQueried {
  static constexpr std::string_view kind = "name.queried";
  static constexpr std::uint16_t number = 6, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  Domain name{};
  Ip client{};
  std::string_view record{};  // A, AAAA, HTTPS, ...
  Time when{};
  std::string_view when_text{};  // as written, where the log leaves out the year or the zone
  void each(auto f) const {
    f(1, "name", name), f(2, "client", client), f(3, "record", record), f(4, "when", when);
    f(5, "when_text", when_text);
  }
};

// A certificate that a system or one person trusts as a root: who may vouch for programs and websites here.
struct TrustedRoot {
  static constexpr std::string_view kind = "certificate.root";
  static constexpr std::uint16_t number = 7, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  Certificate subject{};
  Hash thumbprint{};         // SHA-1 of the certificate, as Windows names it
  std::string_view store{};  // ROOT, AuthRoot, ...
  std::string_view user{};   // whose it is, where it is not the whole system's
  Hash sha256{};
  Time expires{};
  void each(auto f) const {
    f(1, "subject", subject), f(2, "thumbprint", thumbprint), f(3, "store", store), f(4, "user", user);
    f(5, "sha256", sha256), f(6, "expires", expires);
  }
};

// A power over the device or what is on it that an app was given: accessibility-service, device-admin,
// device-owner, profile-owner, notification-listener, ...
struct AppRole {
  static constexpr std::string_view kind = "app.role";
  static constexpr std::uint16_t number = 8, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  AppId app_id{};
  std::string_view role{}, component{};
  std::string_view user{};  // of the system's users, where they are told apart
  void each(auto f) const {
    f(1, "app_id", app_id), f(2, "role", role), f(3, "component", component), f(4, "user", user);
  }
};

// A process that ran. A name of which only 15 bytes are known stands in `cut`.
struct ProcessSeen {
  static constexpr std::string_view kind = "process.seen";
  static constexpr std::uint16_t number = 9, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  Process name{};
  ProcessCut cut{};
  AppId app_id{};  // of an app's process: its name before ':'
  std::int64_t pid = 0, parent = 0;
  std::string_view user{}, command{}, label{};  // label: of SELinux
  Path path{};                                  // of its program
  std::string_view how{};                       // running, crashed, killed, held up a shutdown, ...
  Time when{};
  std::string_view when_text{};
  std::string_view reason{};  // of a crash: signal, abort message
  void each(auto f) const {
    f(1, "name", name), f(2, "cut", cut), f(3, "app_id", app_id), f(4, "pid", pid), f(5, "parent", parent);
    f(6, "user", user), f(7, "command", command), f(8, "label", label), f(9, "path", path);
    f(10, "how", how), f(11, "when", when), f(12, "when_text", when_text), f(13, "reason", reason);
  }
};

// A named setting of the whole system, such as a property of Android.
struct SystemProperty {
  static constexpr std::string_view kind = "system.property";
  static constexpr std::uint16_t number = 10, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  RegistryKey name{};
  std::string_view value{};
  void each(auto f) const { f(1, "name", name), f(2, "value", value); }
};

// A file that somebody else listed or digested on the device; its contents are not here.
struct FileSeen {
  static constexpr std::string_view kind = "file.seen";
  static constexpr std::uint16_t number = 11, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::file_only;
  Path path{};
  Hash sha256{}, sha1{}, md5{};
  Presence present = Presence::file_only;
  void each(auto f) const {
    f(1, "path", path), f(2, "sha256", sha256), f(3, "sha1", sha1), f(4, "md5", md5),
        f(5, "presence", present);
  }
};

// A page that a browser went to or kept open. What is not known stays empty.
struct PageVisit {
  static constexpr std::string_view kind = "visit.page";
  static constexpr std::uint16_t number = 12, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  Url url{};
  std::string_view title{};
  std::string_view how{};  // history, tab, tab-history, favicon, cache, storage, observed
  AppId app_id{};          // the browser
  std::string_view profile{};
  Time when{};
  std::string_view when_text{};
  Url redirected_from{}, redirected_to{};
  std::int64_t after_us = -1;  // of a redirect: microseconds from the visit that led here; -1 not known
  std::int64_t row = 0;        // its number in the database
  void each(auto f) const {
    f(1, "url", url), f(2, "title", title), f(3, "how", how), f(4, "app_id", app_id);
    f(5, "profile", profile), f(6, "when", when), f(7, "when_text", when_text);
    f(8, "redirected_from", redirected_from), f(9, "redirected_to", redirected_to);
    f(10, "after_us", after_us), f(11, "row", row);
  }
};

// A message, mail or call: who with, when. Its links are LinkMentioned, its files FileAttached.
struct Message {
  static constexpr std::string_view kind = "message";
  static constexpr std::uint16_t number = 13, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  std::string_view service{};    // iMessage, SMS, MMS, WhatsApp, call, ...
  std::string_view direction{};  // received, sent
  Email email{};                 // the other side, or who sent it
  Phone phone{};
  std::string_view name{};  // the other side, where it is neither
  std::string_view conversation{}, text{};
  Time when{};
  std::string_view when_text{};
  Time read{};
  std::string_view state{};  // edited, retracted, missed, ...
  std::int64_t row = 0;
  AppId app_id{};
  void each(auto f) const {
    f(1, "service", service), f(2, "direction", direction), f(3, "email", email), f(4, "phone", phone);
    f(5, "name", name), f(6, "conversation", conversation), f(7, "text", text), f(8, "when", when);
    f(9, "when_text", when_text), f(10, "read", read), f(11, "state", state), f(12, "row", row);
    f(13, "app_id", app_id);
  }
};

// An address in something that somebody wrote, received or stored. That it was opened is not said. `email`
// and `phone` are the other side; of an address of mail (url "mailto:...") `email` is that address.
struct LinkMentioned {
  static constexpr std::string_view kind = "link.mentioned";
  static constexpr std::uint16_t number = 14, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  Url url{};
  std::string_view where{};  // text, rich link, media, note, shortcut, ...
  AppId app_id{};
  std::string_view direction{};
  Email email{};
  Phone phone{};
  Time when{};
  std::string_view when_text{};
  std::int64_t row = 0;
  void each(auto f) const {
    f(1, "url", url), f(2, "where", where), f(3, "app_id", app_id), f(4, "direction", direction);
    f(5, "email", email), f(6, "phone", phone), f(7, "when", when), f(8, "when_text", when_text);
    f(9, "row", row);
  }
};

// A file that came with a message or went with one.
struct FileAttached {
  static constexpr std::string_view kind = "message.attachment";
  static constexpr std::uint16_t number = 15, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  Path path{};
  FileName name{};  // what its sender or the app calls it
  std::string_view media_type{}, direction{}, service{};
  Email email{};
  Phone phone{};
  Time when{};
  std::string_view when_text{};
  std::int64_t size = -1, row = 0;  // bytes; -1 not known
  FileName kept_as{};               // where the app keeps it, below a folder of its own
  void each(auto f) const {
    f(1, "path", path), f(2, "name", name), f(3, "media_type", media_type), f(4, "direction", direction);
    f(5, "service", service), f(6, "email", email), f(7, "phone", phone), f(8, "when", when);
    f(9, "when_text", when_text), f(10, "size", size), f(11, "row", row), f(12, "kept_as", kept_as);
  }
};

// What a program was allowed or refused, or that it is registered for something.
struct PermissionGiven {
  static constexpr std::string_view kind = "setting.permission";
  static constexpr std::uint16_t number = 16, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  AppId app_id{};
  Process process{};
  Path path{};
  std::string_view permission{};  // kTCCServiceMicrophone, location, REQUEST_INSTALL_PACKAGES, ...
  std::string_view state{};       // allowed, denied, limited, ...
  std::string_view reason{};
  Time when{};
  std::string_view when_text{};
  void each(auto f) const {
    f(1, "app_id", app_id), f(2, "process", process), f(3, "path", path), f(4, "permission", permission);
    f(5, "state", state), f(6, "reason", reason), f(7, "when", when), f(8, "when_text", when_text);
  }
};

// One payload of a configuration profile, or what happened to a profile (event). A profile of several
// payloads gives several.
struct ProfilePayload {
  static constexpr std::string_view kind = "profile.payload";
  static constexpr std::uint16_t number = 17, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  ProfileId profile{};  // PayloadUUID of the whole profile
  ProfileId payload{};  // that of this payload
  std::string_view identifier{}, type{}, name{}, organisation{}, description{};
  Time installed{};
  std::string_view removable{};  // yes, no
  std::string_view event{};      // install, remove, ...
  Process process{};             // what did that
  Domain server{};               // that the payload names
  Url url{};
  Ip address{};
  Hash certificate{};  // SHA-256 of one in it
  Certificate subject{};
  AppId app_id{};
  std::string_view details{};
  void each(auto f) const {
    f(1, "profile", profile), f(2, "payload", payload), f(3, "identifier", identifier), f(4, "type", type);
    f(5, "name", name), f(6, "organisation", organisation), f(7, "description", description);
    f(8, "installed", installed), f(9, "removable", removable), f(10, "event", event);
    f(11, "process", process), f(12, "server", server), f(13, "url", url), f(14, "address", address);
    f(15, "certificate", certificate), f(16, "subject", subject), f(17, "app_id", app_id);
    f(18, "details", details);
  }
};

// What a process sent and received over the network. A name of which only the first bytes are kept stands in
// `cut`.
struct ProcessNetwork {
  static constexpr std::string_view kind = "process.network";
  static constexpr std::uint16_t number = 18, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::historic;
  Process name{};
  ProcessCut cut{};
  AppId app_id{};
  Time first{}, last{};
  std::int64_t wifi_in = -1, wifi_out = -1, mobile_in = -1, mobile_out = -1;  // bytes; -1 not known
  std::int64_t row = 0;
  std::string_view state{};  // "without a process": usage of which the process row is gone
  void each(auto f) const {
    f(1, "name", name), f(2, "cut", cut), f(3, "app_id", app_id), f(4, "first", first), f(5, "last", last);
    f(6, "wifi_in", wifi_in), f(7, "wifi_out", wifi_out), f(8, "mobile_in", mobile_in);
    f(9, "mobile_out", mobile_out), f(10, "row", row), f(11, "state", state);
  }
};

// Somebody or something that the device knows: a contact, an account, whom an app dealt with.
struct IdentityKnown {
  static constexpr std::string_view kind = "identity.known";
  static constexpr std::uint16_t number = 19, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  std::string_view role{};  // own (the device's user), contact, account, interaction, looked-up
  Email email{};
  Phone phone{};
  std::string_view name{}, account{}, service{};
  AppId app_id{};
  Time when{};
  std::string_view when_text{};
  std::int64_t row = 0;
  void each(auto f) const {
    f(1, "role", role), f(2, "email", email), f(3, "phone", phone), f(4, "name", name);
    f(5, "account", account), f(6, "service", service), f(7, "app_id", app_id), f(8, "when", when);
    f(9, "when_text", when_text), f(10, "row", row);
  }
};

// A connection, or that a site was loaded from.
struct ConnectionMade {
  static constexpr std::string_view kind = "connection.made";
  static constexpr std::uint16_t number = 20, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  Domain name{};
  Ip address{};
  std::int64_t port = 0;
  AppId app_id{};
  Process process{};
  Url url{};
  std::string_view how{};  // connect, resource, redirect, ...
  Time when{};
  std::string_view when_text{};
  void each(auto f) const {
    f(1, "name", name), f(2, "address", address), f(3, "port", port), f(4, "app_id", app_id);
    f(5, "process", process), f(6, "url", url), f(7, "how", how), f(8, "when", when);
    f(9, "when_text", when_text);
  }
};

// An entry of a calendar.
struct CalendarEvent {
  static constexpr std::string_view kind = "calendar.event";
  static constexpr std::uint16_t number = 21, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  std::string_view summary{}, description{}, location{};
  Email email{};  // of the organiser or a participant
  Phone phone{};
  Time begins{}, ends{}, changed{};
  std::int64_t row = 0;
  void each(auto f) const {
    f(1, "summary", summary), f(2, "description", description), f(3, "location", location);
    f(4, "email", email), f(5, "phone", phone), f(6, "begins", begins), f(7, "ends", ends);
    f(8, "changed", changed), f(9, "row", row);
  }
};

// Who manages the device, and how far.
struct ManagementState {
  static constexpr std::string_view kind = "setting.management";
  static constexpr std::uint16_t number = 22, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  std::string_view what{};   // supervised, mdm, device-owner, work-profile, ...
  std::string_view value{};  // yes, no, or what was written
  AppId app_id{};
  Url server{};
  std::string_view organisation{}, user{};
  void each(auto f) const {
    f(1, "what", what), f(2, "value", value), f(3, "app_id", app_id), f(4, "server", server);
    f(5, "organisation", organisation), f(6, "user", user);
  }
};

// A setting that decides where traffic goes: VPN, DNS, proxy, content filter.
struct NetworkSetting {
  static constexpr std::string_view kind = "setting.network";
  static constexpr std::uint16_t number = 23, version = 1;
  static constexpr bool personal = false;
  static constexpr Presence presence = Presence::installed;
  std::string_view what{};  // vpn, dns, proxy, content-filter, relay, associated-domain
  std::string_view name{};
  AppId app_id{};  // that provides it
  Domain server{};
  Ip address{};
  Url url{};
  std::string_view state{};  // on, off
  void each(auto f) const {
    f(1, "what", what), f(2, "name", name), f(3, "app_id", app_id), f(4, "server", server);
    f(5, "address", address), f(6, "url", url), f(7, "state", state);
  }
};

// A wireless network that the device knows or was joined to: where it has been. A network of several access
// points gives one for each.
struct NetworkKnown {
  static constexpr std::string_view kind = "network.known";
  static constexpr std::uint16_t number = 24, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  std::string_view name{};      // SSID
  MacAddress bssid{};           // of the access point
  std::string_view security{};  // open, wep, wpa2, ...
  std::string_view how{};       // joined by the user, by itself, ...; hidden
  Time added{}, joined{}, last{};
  std::string_view when_text{};  // as written, where the zone is not known
  std::int64_t channel = -1;     // -1 not known
  AppId app_id{};                // that added it
  void each(auto f) const {
    f(1, "name", name), f(2, "bssid", bssid), f(3, "security", security), f(4, "how", how);
    f(5, "added", added), f(6, "joined", joined), f(7, "last", last), f(8, "when_text", when_text);
    f(9, "channel", channel), f(10, "app_id", app_id);
  }
};

// An app that a log or a text names. That it is or was installed is not said.
struct AppMentioned {
  static constexpr std::string_view kind = "app.mentioned";
  static constexpr std::uint16_t number = 25, version = 1;
  static constexpr bool personal = true;
  static constexpr Presence presence = Presence::historic;
  AppId app_id{};
  std::string_view where{};  // who wrote the text: log of PROCESS, event, ...
  Time when{};
  std::string_view when_text{};
  std::int64_t row = 0;
  void each(auto f) const {
    f(1, "app_id", app_id), f(2, "where", where), f(3, "when", when), f(4, "when_text", when_text);
    f(5, "row", row);
  }
};

template <class... K>
struct KindList {};
// Every kind, in order of its number.
using AllKinds =
    KindList<OsRelease, DeviceIdentity, Program, ServiceUnit, PathSeen, NameQueried, TrustedRoot, AppRole,
             ProcessSeen, SystemProperty, FileSeen, PageVisit, Message, LinkMentioned, FileAttached,
             PermissionGiven, ProfilePayload, ProcessNetwork, IdentityKnown, ConnectionMade, CalendarEvent,
             ManagementState, NetworkSetting, NetworkKnown, AppMentioned>;

}  // namespace waarborg
