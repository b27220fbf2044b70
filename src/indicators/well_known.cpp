#include "indicators/well_known.h"

#include <algorithm>
#include <array>
#include <string>

#include "indicators/index_fold.h"

namespace waarborg {
namespace {

// Under these, anybody can have a name. Sorted. Source: the public suffix list,
// https://publicsuffix.org/list/public_suffix_list.dat, version of 2023-02-09; of the services that are not
// in it their own documentation, 2026-11-22: amazonaws.com, azureedge.net, b-cdn.net, fastly.net,
// firebaseio.com, googleusercontent.com, ngrok-free.app, render.com, surge.sh, weebly.com, windows.net,
// wordpress.com, 000webhostapp.com.
constexpr std::array<std::string_view, 62> shared_suffixes = {"000webhostapp.com",
                                                              "akamaihd.net",
                                                              "akamaized.net",
                                                              "amazonaws.com",
                                                              "appspot.com",
                                                              "awsglobalaccelerator.com",
                                                              "azureedge.net",
                                                              "azurewebsites.net",
                                                              "b-cdn.net",
                                                              "blogspot.com",
                                                              "cloudapp.net",
                                                              "cloudfront.net",
                                                              "cloudfunctions.net",
                                                              "ddns.net",
                                                              "digitaloceanspaces.com",
                                                              "duckdns.org",
                                                              "dyndns.org",
                                                              "edgekey.net",
                                                              "edgesuite.net",
                                                              "elasticbeanstalk.com",
                                                              "fastly.net",
                                                              "firebaseapp.com",
                                                              "firebaseio.com",
                                                              "fly.dev",
                                                              "freeddns.org",
                                                              "github.io",
                                                              "githubusercontent.com",
                                                              "gitlab.io",
                                                              "glitch.me",
                                                              "googleapis.com",
                                                              "googleusercontent.com",
                                                              "herokuapp.com",
                                                              "hopto.org",
                                                              "myftp.org",
                                                              "myqnapcloud.com",
                                                              "myshopify.com",
                                                              "netlify.app",
                                                              "ngrok-free.app",
                                                              "ngrok.io",
                                                              "no-ip.biz",
                                                              "no-ip.org",
                                                              "onrender.com",
                                                              "pages.dev",
                                                              "r2.dev",
                                                              "readthedocs.io",
                                                              "render.com",
                                                              "run.app",
                                                              "s3.amazonaws.com",
                                                              "servehttp.com",
                                                              "supabase.co",
                                                              "surge.sh",
                                                              "synology.me",
                                                              "sytes.net",
                                                              "trycloudflare.com",
                                                              "vercel.app",
                                                              "web.app",
                                                              "weebly.com",
                                                              "windows.net",
                                                              "wixsite.com",
                                                              "wordpress.com",
                                                              "workers.dev",
                                                              "zapto.org"};
// Names that nearly every machine asks for, by itself or because everybody uses them. Sorted. Chosen by hand,
// 2026-11-22.
constexpr std::array<std::string_view, 24> everyday_domains = {
    "amazon.com",  "apple.com",       "bing.com",     "cloudflare.com", "debian.org",        "digicert.com",
    "example.com", "example.org",     "github.com",   "gitlab.com",     "google.com",        "gstatic.com",
    "icloud.com",  "letsencrypt.org", "linkedin.com", "live.com",       "microsoft.com",     "mozilla.org",
    "office.com",  "redhat.com",      "ubuntu.com",   "wikipedia.org",  "windowsupdate.com", "youtube.com"};
// The same of phones. The catalogue recognises products by some of these, a feed of spyware by none.
constexpr std::array<std::string_view, 37> everyday_on_phones = {"aaplimg.com",
                                                                 "akadns.net",
                                                                 "apple-dns.net",
                                                                 "cdn-apple.com",
                                                                 "cloudflare-dns.com",
                                                                 "doubleclick.net",
                                                                 "dropbox.com",
                                                                 "facebook.com",
                                                                 "facebook.net",
                                                                 "fbcdn.net",
                                                                 "google-analytics.com",
                                                                 "googletagmanager.com",
                                                                 "googlevideo.com",
                                                                 "instagram.com",
                                                                 "me.com",
                                                                 "microsoftonline.com",
                                                                 "mozilla.com",
                                                                 "mzstatic.com",
                                                                 "netflix.com",
                                                                 "office365.com",
                                                                 "outlook.com",
                                                                 "paypal.com",
                                                                 "samsung.com",
                                                                 "signal.org",
                                                                 "spotify.com",
                                                                 "t.co",
                                                                 "t.me",
                                                                 "telegram.org",
                                                                 "twitter.com",
                                                                 "whatsapp.com",
                                                                 "whatsapp.net",
                                                                 "windows.com",
                                                                 "x.com",
                                                                 "xiaomi.com",
                                                                 "yahoo.com",
                                                                 "ytimg.com",
                                                                 "zoom.us"};
// Public resolvers, as their operators document them, 2026-11-22; and the digests of nothing at all.
constexpr std::array<std::string_view, 8> everyday_addresses = {
    "1.0.0.1", "1.1.1.1", "149.112.112.112", "208.67.222.222", "8.8.4.4", "8.8.8.8", "9.9.9.10", "9.9.9.9"};
constexpr std::array<std::string_view, 3> empty_digests = {
    "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"};
// RFC 6890: private use, loopback, link-local, unspecified, shared.
constexpr std::array<std::string_view, 11> private_ranges = {
    "0.0.0.0/8",      "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "::1/128",    "::/128",        "fc00::/7",    "fe80::/10"};

template <std::size_t N>
constexpr bool is_sorted(const std::array<std::string_view, N>& all) {
  return std::is_sorted(all.begin(), all.end());
}
static_assert(is_sorted(shared_suffixes) && is_sorted(everyday_domains) && is_sorted(everyday_on_phones) &&
              is_sorted(everyday_addresses));

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

// co.uk, com.au, gov.pl: a generic word below a country.
bool is_country_suffix(std::string_view domain) {
  constexpr std::array<std::string_view, 8> generic = {"ac", "co", "com", "edu", "gov", "net", "or", "org"};
  const auto dot = domain.find('.');
  return dot != std::string_view::npos && domain.size() - dot == 3 && one_of(generic, domain.substr(0, dot));
}

std::string_view everyday_address(std::string_view text) {
  IpAddress address, range;
  unsigned bits = 128;
  if (!parse_ip_range(text, address, bits)) return "";
  for (const auto known : private_ranges) {
    unsigned known_bits = 0;
    parse_ip_range(known, range, known_bits);
    if (bits >= known_bits && masked(address, known_bits).bytes == range.bytes)
      return "it is an address of no public network";
  }
  return bits == 128 && one_of(everyday_addresses, text) ? "it is a public resolver that anybody uses" : "";
}

}  // namespace

std::string_view too_wide(std::string_view domain) {
  if (one_of(shared_suffixes, domain) || is_country_suffix(domain)) return "anybody can have a name below it";
  return one_of(everyday_domains, domain) ? "nearly every machine asks for it" : "";
}

std::string_view met_every_day(Type type, Test test, std::string_view value) {
  thread_local std::string folded;
  switch (type) {
    case Type::domain:
      if ((test != Test::within && test != Test::exact) || !fold_domain(value, folded)) return "";
      return one_of(everyday_on_phones, folded) ? "nearly every phone asks for it" : too_wide(folded);
    case Type::ip:
      return everyday_address(value);
    case Type::hash:
      return std::find(empty_digests.begin(), empty_digests.end(), value) == empty_digests.end()
                 ? ""
                 : "it is the digest of an empty file";
    default:
      return "";
  }
}

}  // namespace waarborg
