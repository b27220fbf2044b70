#include "engine/decisions.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "base/time.h"
#include "directives/questions.h"
#include "directives/show.h"
#include "directives/signatures.h"
#include "engine/sought.h"

namespace waarborg {
namespace {

// FILE.ROLE.minisig beside FILE.
Result<std::vector<SignatureText>> signatures_beside(const std::string& file) {
  const auto slash = file.rfind('/');
  const auto folder = slash == std::string::npos ? std::string(".") : file.substr(0, slash);
  const auto stem = (slash == std::string::npos ? file : file.substr(slash + 1)) + ".";
  auto files = files_of(folder, {".minisig"});
  if (!files) return pass(files.error());
  std::vector<SignatureText> out;
  for (const auto& f : *files) {
    const auto name = f.substr(f.rfind('/') + 1);
    if (!name.starts_with(stem) || name.size() <= stem.size() + 8) continue;
    auto text = read_file(f, 64 * 1024);
    if (!text) return pass(text.error());
    out.push_back({name.substr(stem.size(), name.size() - stem.size() - 8), std::move(*text)});
  }
  return out;
}

struct Loaded {
  Directive directive;
  std::string bytes;
};

Result<Loaded> load(const std::string& file) {
  auto text = read_file(file, 16u << 20);
  if (!text) return pass(text.error());
  std::vector<DirectiveFault> faults;
  auto directive = read_directive(*text, file, faults);
  if (directive) return Loaded{std::move(*directive), std::move(*text)};
  std::string why = file + " is no valid directive:";
  for (const auto& f : faults)
    why += fmt::format("\n  line {}: {} {}", f.line, printable(f.where), printable(f.why));
  if (faults.empty()) why += fmt::format("\n  line {}: {}", directive.error().offset, directive.error().what);
  return fail(Fault::malformed, why);
}

std::string bullet(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += "  - " + printable(line) + "\n";
  return out;
}

}  // namespace

Result<Page> check_directives(const std::vector<std::string>& paths) {
  Page page;
  for (const auto& path : paths) {
    const auto files = files_of(path, {".yaml", ".yml"});
    if (!files) return pass(files.error());
    for (const auto& file : *files) {
      const auto loaded = load(file);
      if (!loaded) {
        if (loaded.error().fault != Fault::malformed) return pass(loaded.error());
        page.good = false;
        page.text += loaded.error().what + "\n";
        continue;
      }
      const auto open = questions(loaded->directive, shipped_catalogue(), Clock::now());
      page.text += fmt::format("{}: valid: {} version {}, {} clause(s), {} question(s) left open\n", file,
                               printable(loaded->directive.id), printable(loaded->directive.version),
                               loaded->directive.clauses.size(), open.size());
      page.text += bullet(open);
    }
  }
  return page;
}

Result<Page> show_directive(const std::string& what, const std::string& language, std::size_t columns) {
  for (const auto& d : shipped_directives())
    if (d.id == what)
      return Page{show(d, language, columns, questions(d, shipped_catalogue(), Clock::now())), true};
  const auto loaded = load(what);
  if (!loaded) {
    if (loaded.error().fault != Fault::not_found) return pass(loaded.error());
    std::string ids;
    for (const auto& d : shipped_directives()) ids += "\n  " + d.id;
    return fail(Fault::not_found, fmt::format("{}\nThe shipped directives are:{}", loaded.error().what, ids));
  }
  return Page{show(loaded->directive, language, columns,
                   questions(loaded->directive, shipped_catalogue(), Clock::now())),
              true};
}

bool needs_password(const std::string& key_file) {
  const auto text = read_file(key_file, 64 * 1024);
  return text && is_encrypted_secret_key(*text);
}

Result<Page> sign_directive(const std::string& file, const std::string& role, const std::string& key_file,
                            const std::string& comment, const std::string& password) {
  const bool plain = !role.empty() && std::all_of(role.begin(), role.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!plain) return fail(Fault::malformed, "a role is written with small letters, digits and '-'");
  const auto loaded = load(file);
  if (!loaded) return pass(loaded.error());
  const auto key_text = read_file(key_file, 64 * 1024);
  if (!key_text) return pass(key_text.error());
  const auto key = SecretKey::open(*key_text, password);
  if (!key) return fail(key.error().fault, fmt::format("{}: {}", key_file, key.error().what));
  const auto said = comment.empty() ? fmt::format("timestamp:{}\tfile:{}", to_text(Clock::now()),
                                                  file.substr(file.rfind('/') + 1))
                                    : comment;
  const auto signature = key->sign(as_bytes(loaded->bytes), said);
  if (!signature) return pass(signature.error());
  const auto target = fmt::format("{}.{}.minisig", file, role);
  const int d = open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const bool whole =
      d >= 0 && write(d, signature->data(), signature->size()) == static_cast<ssize_t>(signature->size()) &&
      fsync(d) == 0;
  const int why = errno;
  if (d >= 0) close(d);
  if (!whole) return fail(Fault::io, fmt::format("{}: {}", target, std::strerror(why)));
  Page page;
  page.text = fmt::format("{} written: {} signed by key {}\n", target, printable(loaded->directive.id),
                          key->id_text());
  const auto& roles = loaded->directive.signatures;
  const auto listed = std::find_if(roles.begin(), roles.end(), [&](const auto& r) { return r.role == role; });
  if (listed == roles.end())
    page.text += fmt::format(
        "The directive names no role \"{}\": this signature does not count towards its threshold.\n", role);
  else if (listed->key_id != key->id_text())
    page.text +=
        fmt::format("The directive gives the role \"{}\" the key {}: this signature will not count.\n", role,
                    printable(listed->key_id));
  return page;
}

Result<Page> verify_directive(const std::string& file, const std::vector<std::string>& keys,
                              const std::string& as_of) {
  const auto day = as_of.empty() ? date_of(Clock::now()) : as_of;
  if (!is_date(day)) return fail(Fault::malformed, fmt::format("\"{}\" is no day: write 2026-11-22", day));
  const auto loaded = load(file);
  if (!loaded) return pass(loaded.error());
  const auto signatures = signatures_beside(file);
  if (!signatures) return pass(signatures.error());
  std::vector<TrustedKey> trusted;
  for (const auto& key : keys) {
    const auto equals = key.find('=');
    const auto path = equals == std::string::npos ? key : key.substr(equals + 1);
    const auto text = read_file(path, 64 * 1024);
    if (!text) return pass(text.error());
    const auto parsed = read_public_key(*text);
    if (!parsed) return fail(parsed.error().fault, fmt::format("{}: {}", path, parsed.error().what));
    trusted.push_back({equals == std::string::npos ? std::string() : key.substr(0, equals), *parsed});
  }
  const auto report = check_signatures(loaded->directive, as_bytes(loaded->bytes), *signatures, trusted);
  Page page;
  page.text = fmt::format("{}: {}\n", printable(loaded->directive.id), report.summary());
  for (const auto& r : report.roles)
    page.text += fmt::format("  {:<16} {:<12} {}{}{}\n", printable(r.role), name_of(r.state), r.key_id,
                             r.why.empty() ? "" : "  " + printable(r.why),
                             r.trusted_comment.empty() ? "" : "  (" + printable(r.trusted_comment) + ")");
  const auto& d = loaded->directive;
  if (!d.expires.empty() && d.expires < day) {
    page.text += fmt::format("  expired: it was in force until {}, and the clock says {}\n", d.expires, day);
    page.good = false;
  }
  page.good = page.good && report.met;
  if (!report.met && report.threshold > 0 && report.valid > 0)
    page.text += fmt::format("  refused: {} of the {} roles that must sign have signed exactly this file\n",
                             report.valid, report.threshold);
  if (!report.met && trusted.empty())
    page.text += "  no key was named: give --key ROLE=FILE.pub for each role you trust\n";
  return page;
}

Result<Page> check_catalogue(const std::vector<std::string>& paths) {
  Page page;
  if (paths.empty()) {
    const auto& shipped = shipped_catalogue();
    std::size_t identifiers = 0, products = 0;
    for (const auto& e : shipped.entries) identifiers += e.indicators.size(), products += e.products.size();
    page.text = fmt::format("shipped catalogue: {} vendors, {} products, {} identifiers\n",
                            shipped.entries.size(), products, identifiers);
    page.text += bullet(questions(shipped));
    return page;
  }
  std::vector<CatalogueEntry> entries;
  std::vector<CatalogueFault> faults;
  for (const auto& path : paths) {
    const auto files = files_of(path, {".yaml", ".yml"});
    if (!files) return pass(files.error());
    for (const auto& file : *files) {
      const auto text = read_file(file, 64u << 20);
      if (!text) return pass(text.error());
      const auto before = faults.size();
      auto entry = read_catalogue_entry(*text, file, faults);
      if (!entry && faults.size() == before)
        faults.push_back({file, entry.error().offset, entry.error().what});
      if (entry) entries.push_back(std::move(*entry));
    }
  }
  const auto catalogue = make_catalogue(std::move(entries), faults);
  for (const auto& f : faults) page.text += fmt::format("{}:{}: {}\n", f.file, f.line, printable(f.why));
  page.good = faults.empty();
  page.text += fmt::format("{} valid entries, {} fault(s)\n", catalogue.entries.size(), faults.size());
  page.text += bullet(questions(catalogue));
  return page;
}

Result<Page> show_catalogue(const std::string& subject, std::size_t columns) {
  const auto& shipped = shipped_catalogue();
  Page page;
  if (subject.empty()) {
    for (const auto& e : shipped.entries) {
      page.text += fmt::format("{:<36} {}\n", e.subject, e.name);
      for (const auto& p : e.products) page.text += fmt::format("  {:<34} {}\n", p.subject, p.name);
    }
    return page;
  }
  const auto* vendor = shipped.vendor(subject);
  if (vendor == nullptr || (!subject.starts_with("vendor/") && shipped.product(subject) == nullptr))
    return fail(
        Fault::not_found,
        fmt::format("the catalogue has no subject \"{}\"; `waarborg catalogue show` lists them", subject));
  page.text =
      fmt::format("{}  {}  (version {}, {})\n", vendor->subject, vendor->name, vendor->version, vendor->date);
  for (const auto& j : vendor->jurisdictions) page.text += fmt::format("  {} {}\n", j.what, j.country);
  for (const auto& p : vendor->products)
    if (lies_below(p.subject, subject)) {
      std::string categories;
      for (const auto& c : p.categories) categories += (categories.empty() ? "" : ", ") + c;
      page.text += fmt::format("\n{}  {}  [{}]\n", p.subject, p.name, categories);
      for (const auto& [platform, probes] : p.absence)
        page.text += fmt::format("  to prove absence on {}: {}\n", platform, join(probes, ", "));
    }
  page.text += fmt::format("\n{:<10} {:<12} {:<7} {}\n", "weight", "type", "test", "value");
  for (const auto& i : vendor->indicators)
    if (lies_below(i.subject, subject))
      page.text += fmt::format("{:<10} {:<12} {:<7} {}\n", name_of(i.weight), name_of(i.type),
                               name_of(i.test), shorten(i.value, std::max<std::size_t>(columns, 40) - 32));
  return page;
}

}  // namespace waarborg
