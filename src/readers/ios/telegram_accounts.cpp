// Accounts of Telegram on an iOS device, and the proxy that it goes through, from telegram-data/
// accounts-shared-data: JSON without keys of messages. Keys that it has for its servers are not told. Format:
// StoredAccountInfos of https://github.com/TelegramMessenger/Telegram-iOS (seen 2026-11).
#include "base/json.h"
#include "readers/ios_files.h"
#include "readers/phone_facts.h"

namespace waarborg {
namespace {

constexpr std::string_view app = "ph.telegra.Telegraph";

void read(const File& file, Sink& out) {
  const auto document = JsonDocument::parse(as_text(file.bytes));
  if (!document) return out.problem(Fault::malformed, "is no whole JSON", 0);
  const auto root = document->root();
  if (!root["accounts"].is(Json::Kind::array)) out.problem(Fault::malformed, "it has no list of accounts", 0);
  std::uint64_t n = 0;
  root["accounts"].each([&](Json account) {
    ++n;
    const auto id = std::to_string(account["id"].number());
    const auto name = account["peerName"].text();
    add_bounded(IdentityKnown{.role = "own",
                              .name = name,
                              .account = account["id"].is(Json::Kind::number) ? std::string_view(id)
                                                                              : std::string_view(),
                              .service = "Telegram",
                              .app_id = {app},
                              .row = static_cast<std::int64_t>(n)},
                n, out);
  });
  const auto host = root["proxy"]["host"].text();
  if (host.empty()) return;
  const bool number = host.find(':') != host.npos || host.find_first_not_of("0123456789.") == host.npos;
  NetworkSetting proxy{.what = "proxy", .app_id = {app}, .state = "on"};
  if (number)
    proxy.address = {host};
  else
    proxy.server = {host};
  add_bounded(proxy, 0, out);
}

}  // namespace

Reader telegram_accounts() {
  return {.about = "Accounts of Telegram on an iOS device and its proxy.",
          .probe = "ios.telegram",
          .paths = ios_paths(
              {"private/var/mobile/Containers/Shared/AppGroup/*/telegram-data/accounts-shared-data"}),
          .emits = {IdentityKnown::kind, NetworkSetting::kind},
          .read = read};
}

}  // namespace waarborg
