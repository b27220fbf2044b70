// What the value of a feed is, by strict syntax, and how much it proves: an exact domain, URL, hash, address,
// path or process is decisive; ranges, cut names and patterns support.
#pragma once
#include <string>
#include <string_view>

#include "indicators/feed.h"

namespace waarborg {

// Type, test, value and weight of a bare text; false when it is none of: hash, address or range, URL, e-mail
// address, absolute path, domain ("*.x" is x and what lies below it). What people write so that nobody
// follows it is read as it was meant: hxxps://evil[.]example.
bool recognise_value(std::string_view text, Indicator& out);
// The same for a text of which the feed says that it is a domain: real feeds keep addresses and URLs there,
// too.
bool recognise_domain(std::string_view text, Indicator& out);
bool recognise_address(std::string_view text, Indicator& out);
bool recognise_mac(std::string_view text, Indicator& out);
bool recognise_hash(std::string_view text, Indicator& out);
bool recognise_email(std::string_view text, Indicator& out);
// A URL of http or https as it is looked for, with either: a page that is served with one is served with the
// other, and texts leave the scheme out. Any other text as it is.
std::string without_web_scheme(std::string_view text);  // "https://evil.example/x" → "evil.example/x"
std::string without_brackets(std::string_view text);    // "hxxp://evil[.]example" → "http://evil.example"

// `out` has type, test, weight and a value as a feed gives it. The value is brought into the form of its
// type, and type, test and weight into what the value is: an address among domains is an address, a folder
// with "/%" behind it is all that lies in it. False: it is no value of this type.
bool fit_value(Indicator& out);

std::string stem_of(std::string_view file);           // "lists/nso-2018.txt" → "nso-2018"
std::string campaign_subject(std::string_view name);  // "Operation X" → "campaign/operation-x"

// Keeps the first warnings and counts the rest, so that a million bad lines stay readable.
class FeedWarnings {
 public:
  static constexpr std::size_t kept = 1000;
  explicit FeedWarnings(std::vector<FeedWarning>& out) : out_(out) {}
  void add(std::uint64_t line, std::string_view id, std::string why);
  void finish();  // once, before `out` is handed on

 private:
  std::vector<FeedWarning>& out_;
  std::uint64_t more_ = 0;
};

}  // namespace waarborg
