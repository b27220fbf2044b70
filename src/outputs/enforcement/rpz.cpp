// A DNS response policy zone: an ordinary zone whose owner names are what is blocked, relative to the zone,
// and whose CNAME targets say how. "." answers NXDOMAIN, "rpz-passthru." lets through. A name and all below
// it are two records. Form: draft-vixie-dnsop-dns-rpz.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "outputs/artefact_clients.h"
#include "outputs/blocked_domains.h"

namespace waarborg {
namespace {

constexpr std::size_t longest_name = 253, longest_label = 63;

struct Zone {
  std::string name, file;
};
// Short enough to leave room: it is added to every name.
Zone blocking(const Directive& directive) {
  const auto name = directive.id.substr(0, longest_label) + ".rpz";
  return {name, name + ".zone"};
}
// Exceptions have a zone of their own, before the other one. In a zone with both, Unbound 1.17 finds the
// client and then blocks the name all the same.
Zone passing(const Directive& directive) {
  const auto name = directive.id.substr(0, longest_label - 5) + "-pass.rpz";
  return {name, name + ".zone"};
}

// The stamp again, as data: comments do not survive a zone transfer. Nothing in it can end the string.
std::string txt(const Stamp& stamp) {
  std::string out;
  for (const char c :
       fmt::format("{} version {} clause {} made {} by {} expires {}", stamp.directive, stamp.version,
                   stamp.clause, stamp.generated, stamp.generator, stamp.until)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= ':') ||
                       c == ' ' || c == '-' || c == '.';
    out += plain ? c : '?';
  }
  return out.substr(0, 255);
}

std::string zone_head(const Stamp& stamp, const CompileOptions& options) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(options.now.time_since_epoch()).count();
  // The time of compiling, as a number that only grows until 2106: a resolver takes the newer zone.
  const auto serial = std::clamp<std::int64_t>(seconds, 1, 0xFFFFFFFF);
  return fmt::format(
      "$TTL 300\n@ SOA localhost. hostmaster.invalid. {} 3600 900 604800 300\n@ NS localhost.\n@ TXT "
      "\"{}\"\n",
      serial, txt(stamp));
}

std::string blocks(const BlockedDomains& domains) {
  std::string out;
  for (const auto& d : domains.all) {
    out += fmt::format("{} CNAME .\n", d.name);
    if (d.below) out += fmt::format("*.{} CNAME .\n", d.name);
  }
  return out;
}

std::string passes(const CompileOptions& options) {
  std::string out;
  for (const auto& e : options.exceptions)
    if (runs_on(e, options.now)) out += fmt::format("{} CNAME rpz-passthru.\n", rpz_client(e));
  return out;
}

std::string for_named(const Stamp& stamp, const std::vector<Zone>& zones) {
  std::string policy, files;
  for (const auto& zone : zones) {
    policy += fmt::format("zone \"{}\" log yes; ", zone.name);
    files += fmt::format(
        "zone \"{}\" {{\n  type primary;\n  file \"/etc/bind/{}\";\n  allow-query {{ none; }};\n}};\n",
        zone.name, zone.file);
  }
  return stamped(stamp, "#", fmt::format("options {{\n  response-policy {{ {}}};\n}};\n{}", policy, files));
}

std::string for_unbound(const Stamp& stamp, const std::vector<Zone>& zones) {
  std::string body = "server:\n  module-config: \"respip validator iterator\"\n";
  for (const auto& zone : zones)
    body += fmt::format(
        "rpz:\n  name: {0}.\n  zonefile: \"/etc/unbound/{1}\"\n  rpz-log: yes\n  rpz-log-name: \"{0}\"\n",
        zone.name, zone.file);
  return stamped(stamp, "#", body);
}

Result<ArtefactFiles> compile(const Directive& directive, const Catalogue& catalogue,
                              const CompileOptions& options) {
  const auto* clause = clause_of(directive, options);
  const auto stamp = stamp_of(directive, options);
  if (!stamp) return pass(stamp.error());
  const auto zone = blocking(directive), pass_zone = passing(directive);
  auto domains = blocked_domains(directive, *clause, catalogue, options, longest_name - zone.name.size() - 3);
  ArtefactFiles out;
  out.unused = std::move(domains.unused);
  if (domains.all.empty()) return out;
  for (const auto& d : domains.all)
    out.used.push_back({d.indicator->id, d.indicator->value,
                        d.below ? fmt::format("{0} and *.{0}: NXDOMAIN", d.name) : d.name + ": NXDOMAIN"});
  out.used.insert(out.used.end(), domains.covered.begin(), domains.covered.end());
  const auto head = zone_head(*stamp, options), exceptions = passes(options);
  std::vector<Zone> zones;
  if (!exceptions.empty()) {
    zones.push_back(pass_zone);
    out.files.push_back({pass_zone.file, stamped(*stamp, ";", head + exceptions)});
  }
  zones.push_back(zone);
  out.files.push_back({zone.file, stamped(*stamp, ";", head + blocks(domains))});
  out.files.push_back({"named.conf.part", for_named(*stamp, zones)});
  out.files.push_back({"unbound.conf.part", for_unbound(*stamp, zones)});
  out.passes = true;
  out.besides = std::move(domains.besides);
  out.cannot = {
      "It reaches only who asks this resolver: not a machine with another resolver, a browser or program "
      "with DNS "
      "over HTTPS of its own, a proxy that resolves elsewhere, or a connection to an address.",
      "It removes nothing. What is installed goes on running, without updates.",
      "It cannot tell who asks for what purpose: it knows clients by their address only.",
      "A zone does not expire by itself; exceptions end when it is compiled again."};
  out.install = {
      "BIND: copy the zones to /etc/bind and merge named.conf.part into named.conf.",
      "Unbound: copy the zones to /etc/unbound and unbound.conf.part, as a file *.conf, to unbound.conf.d "
      "there.",
      "To watch first: in BIND write `policy disabled` behind the zone in response-policy, in Unbound "
      "`rpz-action-override: disabled`; the log then names who asks."};
  const auto& probe = domains.all.front().name;
  out.check = {
      fmt::format("dig @RESOLVER {} A  must say NXDOMAIN, and dig @RESOLVER example.org A must not.", probe),
      fmt::format("From the address of an exception, dig @RESOLVER {} A must not say NXDOMAIN.", probe),
      "named-checkzone and named-checkconf accept zones that enforce nothing: ask the resolver, as above.",
      "The log (rpz in BIND, rpz-log in Unbound) names the clients that asked; each is a machine to look "
      "at."};
  out.roll_back = {
      "Take the zones out of response-policy (BIND) or the rpz: clauses out (Unbound), and reload.",
      "Clients ask again within the 300 seconds of its answers' lifetime."};
  return out;
}

}  // namespace

Artefact rpz() {
  return {
      .about = "DNS response policy zone: the resolver answers NXDOMAIN",
      .needs = "a resolver of your own: BIND, Unbound, Knot or PowerDNS",
      .makes = "ID.rpz.zone, ID-pass.rpz.zone where there are exceptions, named.conf.part, unbound.conf.part",
      .compile = compile};
}

}  // namespace waarborg
