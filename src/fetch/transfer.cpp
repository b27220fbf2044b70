#include "fetch/transfer.h"

#include <fmt/core.h>
#include <httplib.h>
#include <openssl/x509v3.h>

#include "base/text.h"

namespace waarborg {
namespace {

using Hear = std::function<void(Heard, std::string_view)>;

void failed(const Hear& hear, Fault fault, std::string_view why) {
  hear(Heard::failed, std::string(1, static_cast<char>(fault)) + std::string(why));
}

// The library looks at names itself after OpenSSL has looked at the chain; OpenSSL's own rules are stricter
// (no common name beside alternative names, no "*" within a label) and say why.
bool expect_name(httplib::SSLClient& client, const std::string& host) {
  auto* rules = SSL_CTX_get0_param(client.ssl_context());
  X509_VERIFY_PARAM_set_hostflags(rules,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const bool numbers = host.find_first_not_of("0123456789.") == std::string::npos;
  return (numbers ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str())
                  : X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size())) == 1;
}

std::string about_certificate(long result, const std::string& host) {
  switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format(
          "the certificate of the server is for another name than {}: somebody may stand between; check the "
          "address, and fetch the feed on another network and use --from FOLDER",
          host);
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format(
          "the certificate of {} is not valid today: check the clock of this machine, else tell the "
          "publisher",
          host);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format(
          "nobody whom this machine trusts has signed the certificate of {}: install ca-certificates, or "
          "name "
          "the authority of your own network with --ca FILE",
          host);
    default:
      return fmt::format("the certificate of {} is refused ({}): check the address, and tell the publisher",
                         host, X509_verify_cert_error_string(result));
  }
}

void tell_status(const Hear& hear, int status, const std::string& location) {
  if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
    return hear(Heard::redirect, location);
  if (status == 404 || status == 410)
    return failed(
        hear, Fault::not_found,
        fmt::format(
            "the server has no such file ({}): look on the publisher's page where it is now, and correct the "
            "feeds file",
            status));
  if (status == 401 || status == 403 || status == 407)
    return failed(
        hear, Fault::denied,
        fmt::format(
            "the server refuses it ({}): fetch it by hand with what the publisher asks for, and use --from "
            "FOLDER",
            status));
  failed(
      hear, Fault::io,
      fmt::format("the server answers {}: try again later, and tell the publisher if it stays so", status));
}

std::string about_error(httplib::Error error, const WebAddress& url) {
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
      return fmt::format(
          "no connection to {} port {}: is this machine on the network, and must it use a proxy "
          "(--proxy-from-environment)? Without a network use --from FOLDER",
          url.host, url.port);
    case httplib::Error::SSLConnection:
      return fmt::format("{} port {} does not speak TLS as it must (version 1.2 or newer): check the address",
                         url.host, url.port);
    case httplib::Error::SSLLoadingCerts:
      return "the certificates of the authorities could not be read: install ca-certificates, or check --ca "
             "FILE";
    case httplib::Error::Read:
    case httplib::Error::Write:
      return "the connection was cut, or the server went silent, before all was there: try again; what was "
             "fetched before "
             "is untouched";
    default:
      return fmt::format("the transfer failed ({}): try again", httplib::to_string(error));
  }
}

template <class Client>
void run(Client& client, const Transfer& transfer, const Hear& hear) {
  client.set_follow_location(false);  // where it may lead is decided by get()
  client.set_keep_alive(false);
  client.set_decompress(false);
  client.set_connection_timeout(static_cast<time_t>(transfer.seconds));
  client.set_read_timeout(static_cast<time_t>(transfer.seconds));
  client.set_write_timeout(static_cast<time_t>(transfer.seconds));
  client.set_url_encode(false);
  if (!transfer.proxy_host.empty()) client.set_proxy(transfer.proxy_host, transfer.proxy_port);
  const httplib::Headers headers = {
      {"User-Agent", "waarborg/" WAARBORG_VERSION}, {"Accept", "*/*"}, {"Accept-Encoding", "identity"}};
  bool told = false;
  std::uint64_t seen = 0;
  const auto refuse = [&](Fault fault, const std::string& why) {
    failed(hear, fault, why);
    told = true;
    return false;
  };
  const auto too_big = [&] {
    return refuse(Fault::too_big,
                  fmt::format("the answer is larger than {} bytes: no feed should be; check the address",
                              transfer.most_bytes));
  };
  const auto result = client.Get(
      transfer.url.target, headers,
      [&](const httplib::Response& answer) {
        if (answer.status != 200) {
          tell_status(hear, answer.status, answer.get_header_value("Location"));
          told = true;
          return false;
        }
        const auto coding = lower(answer.get_header_value("Content-Encoding"));
        if (!coding.empty() && coding != "identity")
          return refuse(Fault::unsupported,
                        "the server packs its answer although it was asked not to: fetch the feed by "
                        "hand, unpack it, and use --from FOLDER");
        const bool chunked = lower(answer.get_header_value("Transfer-Encoding")) == "chunked";
        if (!chunked && !answer.has_header("Content-Length"))
          return refuse(Fault::truncated,
                        "the server does not say where its answer ends, so that a cut would not be seen: "
                        "fetch the feed by hand, look at its end, and use --from FOLDER");
        return chunked || answer.get_header_value<std::uint64_t>("Content-Length") <= transfer.most_bytes ||
               too_big();
      },
      [&](const char* bytes, std::size_t n) {
        if (n > transfer.most_bytes - seen) return too_big();
        seen += n;
        hear(Heard::body, {bytes, n});
        return true;
      });
  if (told) return;
  if (result) return hear(Heard::whole, "");
  if constexpr (std::is_same_v<Client, httplib::SSLClient>)
    if (result.error() == httplib::Error::SSLServerVerification)
      return failed(hear, Fault::denied,
                    about_certificate(client.get_openssl_verify_result(), transfer.url.host));
  const bool cut = result.error() == httplib::Error::Read || result.error() == httplib::Error::Write;
  failed(hear, cut ? Fault::truncated : Fault::io, about_error(result.error(), transfer.url));
}

}  // namespace

void run_transfer(const Transfer& transfer, const Hear& hear) {
  if (transfer.url.scheme == "http") {
    httplib::ClientImpl client(transfer.url.host, transfer.url.port);
    return run(client, transfer, hear);
  }
  httplib::SSLClient client(transfer.url.host, transfer.url.port);
  client.enable_server_certificate_verification(true);
  if (!transfer.ca_file.empty()) client.set_ca_cert_path(transfer.ca_file);
  if (!client.is_valid() || !expect_name(client, transfer.url.host))
    return failed(hear, Fault::io, "TLS cannot be used on this machine: check its OpenSSL settings");
  run(client, transfer, hear);
}

}  // namespace waarborg
