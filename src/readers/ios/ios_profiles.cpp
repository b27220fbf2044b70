// Configuration profiles of iOS (profile-HASH.stub, .plist), each payload of each profile: a person installs
// them, or a management does. What a payload points at is told with it, one observation a server, address,
// link or app; settings of networks, management and certificates are told as what they are, too. The offset
// is the payload's number, counted from 1; 0 is the profile itself.
#include "base/text.h"
#include "crypto/certificate.h"
#include "readers/ios_profile_parts.h"

namespace waarborg {
namespace {

class Profile {
 public:
  Profile(PlistValue root, Sink& out)
      : root_(root), out_(out), uuid_(root["PayloadUUID"].text()), about_(plain(root)) {}

  void tell() {
    add_bounded(about_, 0, out_);
    signers();
    if (root_["EncryptedPayloadContent"].is(PlistKind::data))
      out_.problem(Fault::encrypted, "the payloads of this profile are encrypted", 0);
    const auto content = root_["PayloadContent"];
    if (content.is(PlistKind::dict)) return payload(content, 1);
    for (std::size_t i = 0; i < content.size(); ++i) payload(content[i], i + 1);
  }

 private:
  ProfilePayload plain(PlistValue from) const {
    ProfilePayload out;
    out.profile = {uuid_};
    out.identifier = from["PayloadIdentifier"].text();
    out.type = from["PayloadType"].text();
    out.name = from["PayloadDisplayName"].text();
    out.organisation = from["PayloadOrganization"].text();
    if (out.organisation.empty()) out.organisation = root_["PayloadOrganization"].text();
    out.description = from["PayloadDescription"].text();
    out.installed = plist_time(root_["InstallDate"]);
    const auto locked = yes_no(root_["PayloadRemovalDisallowed"]);
    out.removable = locked.empty() ? locked : locked == "yes" ? "no" : "yes";
    return out;
  }

  void signers() {
    const auto signers = root_["SignerCerts"];
    for (std::size_t i = 0; i < signers.size(); ++i)
      if (const auto facts = certificate(signers[i].data(), 0)) {
        auto told = about_;
        told.certificate = {facts->sha256};
        told.subject = {facts->subject};
        told.details = "signed the profile";
        add_bounded(told, 0, out_);
      }
  }

  void payload(PlistValue content, std::uint64_t number) {
    if (!content.is(PlistKind::dict))
      return out_.problem(Fault::malformed, "a payload that is no dictionary", number);
    auto base = plain(content);
    base.payload = {content["PayloadUUID"].text()};
    const auto pointed = pointed_at(content, number, out_);
    auto first = base;
    for (const auto& one : pointed) {
      if (first.server.text.empty()) first.server = {one.server};
      if (first.address.text.empty()) first.address = {one.address};
      if (first.url.text.empty()) first.url = {one.url};
      if (first.app_id.text.empty()) first.app_id = {one.app_id};
    }
    const auto facts = of_certificate(base.type, content, number);
    if (facts) first.certificate = {facts->sha256}, first.subject = {facts->subject};
    add_bounded(first, number, out_);
    for (const auto& one : pointed) {
      auto more = base;
      more.server = {one.server}, more.address = {one.address};
      more.url = {one.url}, more.app_id = {one.app_id};
      const bool told = (!one.server.empty() && one.server == first.server.text) ||
                        (!one.address.empty() && one.address == first.address.text) ||
                        (!one.url.empty() && one.url == first.url.text) ||
                        (!one.app_id.empty() && one.app_id == first.app_id.text);
      if (!told) add_bounded(more, number, out_);
      network(base, content, one, number);
    }
    if (pointed.empty()) network(base, content, {}, number);
    if (base.type == "com.apple.mdm") management(content, number);
  }

  void network(const ProfilePayload& base, PlistValue content, const Pointed& one, std::uint64_t number) {
    auto what = network_kind(base.type);
    if (base.type == "com.apple.wifi.managed" &&
        (!content["ProxyServer"].text().empty() || !content["ProxyPACURL"].text().empty()))
      what = "proxy";
    if (what.empty()) return;
    const auto own = content["UserDefinedName"].text();
    add_bounded(NetworkSetting{.what = what,
                               .name = own.empty() ? base.name : own,
                               .app_id = {one.app_id},
                               .server = {one.server},
                               .address = {one.address},
                               .url = {one.url}},
                number, out_);
  }

  void management(PlistValue content, std::uint64_t number) {
    const auto rights = plist_text(content["AccessRights"]);
    add_bounded(ManagementState{.what = "mdm",
                                .value = rights.empty() ? std::string("yes") : "access rights " + rights,
                                .server = {content["ServerURL"].text()},
                                .organisation = about_.organisation},
                number, out_);
  }

  std::optional<CertificateFacts> certificate(Bytes data, std::uint64_t number) {
    if (data.empty()) return std::nullopt;
    auto facts = read_certificate(certificate_bytes(data));
    if (facts) return std::move(*facts);
    out_.problem(facts.error().fault, facts.error().what, number);
    return std::nullopt;
  }

  // Identities (pkcs12) are locked by a password; the others hold one certificate.
  std::optional<CertificateFacts> of_certificate(std::string_view type, PlistValue content,
                                                 std::uint64_t number) {
    if (type != "com.apple.security.root" && type != "com.apple.security.pem" &&
        type != "com.apple.security.pkcs1")
      return std::nullopt;
    const auto data = content["PayloadContent"].data();
    if (data.empty()) out_.problem(Fault::malformed, "a payload of a certificate without one", number);
    auto facts = certificate(data, number);
    if (!facts) return facts;
    if (type == "com.apple.security.root" || facts->subject == facts->issuer)
      add_bounded(TrustedRoot{.subject = {facts->subject},
                              .thumbprint = {facts->sha1},
                              .store = "configuration profile",
                              .sha256 = {facts->sha256},
                              .expires = facts->not_after},
                  number, out_);
    return facts;
  }

  PlistValue root_;
  Sink& out_;
  std::string_view uuid_;
  ProfilePayload about_;
};

void read(const File& file, Sink& out) {
  const auto plist = open_plist(file, out);
  if (!plist) return;
  if (plist->root()["PayloadType"].text().empty() && plist->root()["PayloadUUID"].text().empty())
    return out.problem(Fault::malformed, "is no configuration profile", 0);
  Profile(plist->root(), out).tell();
}

}  // namespace

Reader ios_profiles() {
  return {.about = "Configuration profiles of iOS, every payload of them.",
          .probe = "ios.profiles",
          .paths = profile_paths({"profile-*"}),
          .emits = {ProfilePayload::kind, NetworkSetting::kind, ManagementState::kind, TrustedRoot::kind},
          .read = read};
}

}  // namespace waarborg
