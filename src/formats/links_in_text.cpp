#include "formats/links_in_text.h"

#include <unordered_set>

#include "formats/link_characters.h"
#include "formats/link_targets.h"

namespace waarborg {
namespace {

using namespace link;  // NOLINT: its names are of this file's trade

constexpr std::string_view mail_scheme = "mailto:";
constexpr std::size_t longest_local_part = 64;  // RFC 5321, 4.5.3.1.1

class Search {
 public:
  // `run` has no blank in it.
  void run(std::string_view run) {
    if (run.find('.') == std::string_view::npos && run.find("://") == std::string_view::npos) return;
    if (const auto colon = scheme_end(run, 0); colon != std::string_view::npos)
      with_scheme(run, colon);
    else
      without_scheme(run);
  }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  void add(std::string_view link) {
    link = link.substr(0, longest_link);
    put(without_tail(link));
    if (link.find("&amp;") == std::string_view::npos) return;
    std::string plain;
    for (std::size_t at = 0; at < link.size(); at += link.substr(at).starts_with("&amp;") ? 5 : 1)
      plain += link[at];
    while (plain.ends_with('&')) plain.pop_back();
    put(without_tail(plain));
  }

  void put(std::string_view link) {
    if (!link.empty() && seen_.emplace(link).second) out_.emplace_back(link);
  }

  // Where "://" stands, with a scheme before it and something behind.
  static std::size_t scheme_end(std::string_view run, std::size_t from) {
    for (auto at = run.find("://", from); at != std::string_view::npos; at = run.find("://", at + 1))
      if (at != 0 && in_scheme(run[at - 1]) && at + 3 < run.size()) return at;
    return std::string_view::npos;
  }

  static std::size_t scheme_begin(std::string_view run, std::size_t colon) {
    auto from = colon;
    while (from > 0 && in_scheme(run[from - 1])) --from;
    // "Tap.https://": what was written before it without a blank.
    for (const std::string_view web : {"https", "http"})
      if (colon - from > web.size() && lower(run.substr(colon - web.size(), web.size())) == web)
        return colon - web.size();
    while (from < colon && !is_letter(run[from])) ++from;
    return from;
  }

  void with_scheme(std::string_view run, std::size_t colon) {
    const auto from = scheme_begin(run, colon);
    if (from != 0) without_scheme(run.substr(0, from));
    if (from == colon) return without_scheme(run.substr(colon));
    const auto link = run.substr(from);
    add(link);
    const auto host = colon + 3 - from;
    const auto host_end = std::min(link.find_first_of("/\\?#", host), link.size());
    shorter(link, host, host_end);
    behind_separator(link, host, host_end);
    targets(link.substr(host));
  }

  // "https://ok.example,evil.example/x": no host has these signs, so what follows one may be a link of its
  // own, without a scheme.
  void behind_separator(std::string_view link, std::size_t host, std::size_t host_end) {
    const auto name = link.substr(host, host_end - host);
    const auto separator = name.find_first_of(",;");
    if (separator == std::string_view::npos) return;
    const auto rest = link.substr(host + separator + 1);
    without_scheme(rest.substr(0, std::min(find_web(rest, 0), rest.size())));  // a scheme is a target
  }

  // "https://example.orgだ", "https://example.org,https://…", "https://example.org's": the link may have
  // ended before what no host has.
  void shorter(std::string_view link, std::size_t host, std::size_t host_end) {
    auto end = std::min(host_end, find_web(link, host));
    for (auto at = host; at < end; ++at)
      if (!is_ascii(link[at]) ||
          (!in_name(link[at]) && std::string_view(":@%[]").find(link[at]) == std::string_view::npos))
        end = at;
    if (end == host_end) return;
    auto name = link.substr(host, end - host);
    name.remove_prefix(name.rfind('@') + 1);
    name = without_tail(name.substr(0, name.find(':')));
    if (is_host(name) || is_ipv4(name)) add(link.substr(0, end));
  }

  void targets(std::string_view rest) {
    each_link_target(rest, [&](std::string_view found) { add(found); });
  }

  void without_scheme(std::string_view run) {
    for (std::size_t at = 0; at < run.size();) {
      if (!in_name(run[at])) {
        ++at;
        continue;
      }
      auto end = at;
      while (end < run.size() && in_name(run[end])) ++end;
      const bool server = at != 0 && run[at - 1] == '@';
      if (server) mail(run, at, end);
      auto sign = end;
      while (sign < run.size() && sign - end < longest_local_part && in_local_part(run[sign])) ++sign;
      const bool name_of_mail = sign < run.size() && run[sign] == '@';
      at = server || name_of_mail ? end : host(run, at, end);
    }
  }

  // run[at - 1] is '@'.
  void mail(std::string_view run, std::size_t at, std::size_t end) {
    auto from = at - 1;
    while (from > 0 && at - from <= longest_link && in_local_part(run[from - 1])) --from;
    while (from < at - 1 && run[from] == '.') ++from;
    if (from == at - 1) return;
    const auto server = run.substr(at, end - at);
    const auto ascii = std::find_if_not(server.begin(), server.end(), is_ascii) - server.begin();
    for (const auto name :
         {without_tail(server), without_tail(server.substr(0, static_cast<std::size_t>(ascii)))})
      if (is_host(name)) add(std::string(mail_scheme).append(run.substr(from, at - from)).append(name));
  }

  // A stretch of characters of names; gives where to go on.
  std::size_t host(std::string_view run, std::size_t at, std::size_t end) {
    const auto name = run.substr(at, end - at);
    if (std::all_of(name.begin(), name.end(), is_ascii)) return one(run, at, end) ? run.size() : end;
    // Scripts are mixed: the whole may be one name, or a name in a text of another script.
    bool whole = one(run, at, end);
    for (auto from = at; from < end;) {
      auto to = from;
      while (to < end && is_ascii(run[to])) ++to;
      if (to > from) whole |= one(run, from, to);
      while (to < end && !is_ascii(run[to])) ++to;
      from = to;
    }
    return whole ? run.size() : end;
  }

  // One candidate, with its port and path. True where a path was taken, which goes to the end of the run.
  bool one(std::string_view run, std::size_t at, std::size_t end) {
    auto name = run.substr(at, end - at);
    while (!name.empty() && (name.front() == '.' || name.front() == '-' || name.front() == '_'))
      name.remove_prefix(1);
    const auto begin = end - name.size();
    const auto bare = without_tail(name);
    const bool whole = bare.size() == name.size();
    auto behind = end;
    if (whole && behind + 1 < run.size() && run[behind] == ':' && is_digit(run[behind + 1]))
      for (++behind; behind < run.size() && is_digit(run[behind]);) ++behind;
    const bool path =
        whole && behind < run.size() && std::string_view("/?#").find(run[behind]) != std::string_view::npos;
    if (!is_host(bare) && !(is_ipv4(bare) && (path || behind != end))) return false;
    if (!path) return add(run.substr(begin, behind - begin)), false;
    const auto link = run.substr(begin);
    add(link);
    targets(link.substr(behind - begin));
    return true;
  }

  std::vector<std::string> out_;
  std::unordered_set<std::string> seen_;
};

void search(std::string_view text, Search& search) {
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto n = end_at(text, at);
    if (n != 0 && at > from) search.run(text.substr(from, at - from));
    at += n != 0 ? n : length_at(text, at);
    if (n != 0) from = at;
  }
  if (from < text.size()) search.run(text.substr(from));
}

// The text as a browser reads its hosts; "" where that makes no difference. A full stop between words of
// another script is one unless a scheme stands before it.
std::string as_hosts_are_read(std::string_view text) {
  unsigned any = 0;
  for (const char c : text) any |= static_cast<unsigned char>(c);
  if (any < 0x80) return {};
  std::string out;
  bool path = false, scheme = false, changed = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto n = std::min(length_at(text, at), text.size() - at);
    const auto character = text.substr(at, n);
    const bool dot = is_one_of(dots, character);
    if (!path && !out.empty() && in_name(out.back()) && (dot || is_one_of(unseen, character))) {
      const bool between =
          is_ascii(out.back()) && at + n < text.size() && is_ascii(text[at + n]) && in_name(text[at + n]);
      if (!dot || scheme || between) {
        if (dot) out += '.';
        changed = true;
        at += n;
        continue;
      }
    }
    if (character == ":" && text.substr(at).starts_with("://")) {
      out += "://", at += 3;
      scheme = true, path = false;
      continue;
    }
    if (end_at(text, at) != 0)
      path = scheme = false;
    else if (n == 1 && std::string_view("/?#\\").find(text[at]) != std::string_view::npos)
      path = true;
    out += character;
    at += n;
  }
  return changed ? out : std::string();
}

}  // namespace

std::vector<std::string> links_in_text(std::string_view text) {
  Search found;
  search(text, found);
  if (const auto read = as_hosts_are_read(text); !read.empty()) search(read, found);
  return found.take();
}

std::string_view address_of_mail(std::string_view link) {
  if (lower(link.substr(0, mail_scheme.size())) != mail_scheme) return {};
  link.remove_prefix(mail_scheme.size());
  return link.substr(0, link.find('?'));
}

}  // namespace waarborg
