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
  void each(auto f) const {
    f(1, "package", package), f(2, "version", version_text), f(3, "architecture", architecture);
    f(4, "vendor", vendor), f(5, "supplier", supplier), f(6, "author", author), f(7, "purl", purl);
    f(8, "cpe", cpe), f(9, "homepage", homepage), f(10, "source", source), f(11, "state", state);
    f(12, "description", description), f(13, "installed", installed), f(14, "presence", present);
    f(15, "sha256", sha256), f(16, "location", location), f(17, "user", user), f(18, "app_id", app_id);
    f(device_field, "device", device), f(20, "installer", installer), f(21, "signer", signer);
    f(22, "signer_sha1", signer_sha1), f(23, "signer_md5", signer_md5);
    f(24, "installed_text", installed_text), f(25, "updated_text", updated_text);
    f(26, "permissions", permissions);
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

// A process that was running. A name of which only 15 bytes are known stands in `cut`.
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
  void each(auto f) const {
    f(1, "name", name), f(2, "cut", cut), f(3, "app_id", app_id), f(4, "pid", pid), f(5, "parent", parent);
    f(6, "user", user), f(7, "command", command), f(8, "label", label);
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

template <class... K>
struct KindList {};
// Every kind, in order of its number.
using AllKinds = KindList<OsRelease, DeviceIdentity, Program, ServiceUnit, PathSeen, NameQueried, TrustedRoot,
                          AppRole, ProcessSeen, SystemProperty, FileSeen>;

}  // namespace waarborg
