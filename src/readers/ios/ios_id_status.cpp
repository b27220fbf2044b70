// Whom an iOS device looked up with Apple's identity services (idstatuscache.plist): app → address → when and
// with what result. An address is "mailto:a@b.c", "tel:+31…" or something else; NUL bytes in it are kept, for
// they are no accident. The offset is the address's place, counted from 1.
#include "base/text.h"
#include "readers/ios_files.h"

namespace waarborg {
namespace {

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  const auto root = plist->root();
  if (!root.is(PlistKind::dict)) return out.problem(Fault::malformed, "is no dictionary", 0);
  std::uint64_t row = 0;
  Strays strays;
  for (std::size_t i = 0; i < root.size(); ++i) {
    const auto users = root[i];
    if (!users.is(PlistKind::dict)) continue;  // the version of the list
    const auto app = root.key(i).text();
    for (std::size_t k = 0; k < users.size(); ++k) {
      ++row;
      const auto user = users.key(k).text();
      const auto entry = users[k];
      if (user.empty() || !entry.is(PlistKind::dict)) {
        strays.one(row);
        continue;
      }
      IdentityKnown told{.role = "looked-up",
                         .name = user,
                         .service = "identity services",
                         .app_id = {app},
                         .when = plist_time(entry["LookupDate"]),
                         .row = static_cast<std::int64_t>(row)};
      // What follows a NUL is no part of the address that a program of C sees.
      const auto address = user.substr(0, user.find('\0'));
      if (address.starts_with("mailto:")) told.email = {address.substr(7)};
      if (address.starts_with("tel:")) told.phone = {address.substr(4)};
      const auto status = plist_text(entry["IDStatus"]);
      const auto account = status.empty() ? std::string() : "status " + status;
      told.account = account;
      add_bounded(told, row, out);
    }
  }
  strays.tell("entr(ies) are no look-up", out);
}

}  // namespace

Reader ios_id_status() {
  return {.about = "Addresses that an iOS device looked up with Apple's identity services.",
          .probe = "ios.identities",
          .paths = device_paths({"mobile/Library/Preferences/com.apple.identityservices.idstatuscache.plist",
                                 "mobile/Library/IdentityServices/idstatuscache.plist"}),
          .emits = {IdentityKnown::kind},
          .read = read};
}

}  // namespace waarborg
