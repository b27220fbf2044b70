#include "engine/sought.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/digest.h"
#include "base/text.h"
#include "engine/feed_file.h"
#include "engine/feed_record.h"

namespace waarborg {
namespace {

std::string list_faults(const std::string& file, const std::vector<std::string>& faults) {
  std::string out = file + " cannot be used:";
  for (std::size_t i = 0; i < faults.size() && i < 20; ++i) out += "\n  " + faults[i];
  if (faults.size() > 20) out += fmt::format("\n  and {} more", faults.size() - 20);
  return out;
}

std::string signature_state(const std::string& file) {
  const auto slash = file.rfind('/');
  const auto folder = slash == std::string::npos ? std::string(".") : file.substr(0, slash);
  const auto name = slash == std::string::npos ? file : file.substr(slash + 1);
  std::size_t signatures = 0;
  if (DIR* d = opendir(folder.c_str())) {
    while (const dirent* e = readdir(d)) {
      const std::string_view other(e->d_name);
      signatures += other.starts_with(name + ".") && other.ends_with(".minisig");
    }
    closedir(d);
  }
  return signatures == 0 ? "unsigned"
                         : fmt::format("{} signature(s) beside it, not verified by a scan", signatures);
}

Result<> load_directives(const ContentRequest& request, Sought& out) {
  const bool shipped = request.directives.empty() && request.subjects.empty() && request.indicators.empty() &&
                       request.numbers.empty();
  if (shipped) {
    out.directives = shipped_directives();
    for (const auto& d : out.directives)
      out.rows.push_back(
          {"directive", d.id, d.version, d.issued, d.sha256, "shipped with the program, unsigned"});
  }
  for (const auto& path : request.directives) {
    const auto& known = shipped_directives();
    const auto named = std::find_if(known.begin(), known.end(), [&](const auto& d) { return d.id == path; });
    if (named != known.end()) {
      out.rows.push_back({"directive", named->id, named->version, named->issued, named->sha256,
                          "shipped with the program, unsigned"});
      out.directives.push_back(*named);
      continue;
    }
    const auto files = files_of(path, {".yaml", ".yml"});
    if (!files) return pass(files.error());
    if (files->empty()) return fail(Fault::not_found, fmt::format("{} holds no directive (*.yaml)", path));
    for (const auto& file : *files) {
      const auto text = read_file(file, 16u << 20);
      if (!text) return pass(text.error());
      std::vector<DirectiveFault> faults;
      auto directive = read_directive(*text, file, faults);
      if (!directive) {
        std::vector<std::string> lines;
        for (const auto& f : faults) lines.push_back(fmt::format("line {}: {} {}", f.line, f.where, f.why));
        if (lines.empty())
          lines.push_back(fmt::format("line {}: {}", directive.error().offset, directive.error().what));
        return fail(Fault::malformed, list_faults(file, lines));
      }
      out.rows.push_back({"directive", directive->id, directive->version, directive->issued,
                          directive->sha256, signature_state(file)});
      out.directives.push_back(std::move(*directive));
    }
  }
  return {};
}

Result<> load_catalogue(const ContentRequest& request, Sought& out) {
  out.catalogue = shipped_catalogue();
  for (const auto& path : request.catalogues) {
    const auto files = files_of(path, {".yaml", ".yml"});
    if (!files) return pass(files.error());
    for (const auto& file : *files) {
      const auto text = read_file(file, 64u << 20);
      if (!text) return pass(text.error());
      std::vector<CatalogueFault> faults;
      auto entry = read_catalogue_entry(*text, file, faults);
      if (!entry) {
        std::vector<std::string> lines;
        for (const auto& f : faults) lines.push_back(fmt::format("line {}: {}", f.line, f.why));
        if (lines.empty()) lines.push_back(entry.error().what);
        return fail(Fault::malformed, list_faults(file, lines));
      }
      std::erase_if(out.catalogue.entries, [&](const auto& e) { return e.subject == entry->subject; });
      out.catalogue.entries.push_back(std::move(*entry));
    }
  }
  std::sort(out.catalogue.entries.begin(), out.catalogue.entries.end(),
            [](const auto& a, const auto& b) { return a.subject < b.subject; });
  return {};
}

Result<> load_feeds(const ContentRequest& request, Sought& out) {
  for (const auto& path : request.indicators) {
    const auto files = feed_files(path);
    if (!files) return pass(files.error());
    if (files->empty()) return fail(Fault::not_found, fmt::format("{} holds no file of indicators", path));
    for (const auto& file : *files) {
      auto read = read_feed_file(file);
      if (!read) return pass(read.error());
      auto* feed = &read->content;
      ContentRow row{
          "indicators", feed->name.empty() ? file : feed->name, feed->version, feed->date, read->sha256, ""};
      // The day a feed was fetched is the last on which it was known to be the newest; its own date may be
      // years older.
      const auto record = record_beside(file, read->sha256);
      if (!record) out.notes.push_back(record.error().what);
      if (record && *record) {
        row.name = (*record)->feed;
        if (!(*record)->fetched.empty()) row.date = (*record)->fetched;
      }
      out.rows.push_back(std::move(row));
      if (feed->indicators.empty()) {
        out.useless.push_back(file);
        out.notes.push_back(fmt::format(
            "{} holds no indicator that can be used: nothing was looked for on its account", file));
      }
      for (const auto& w : feed->warnings)
        out.notes.push_back(fmt::format("{}{}: {}{}{}", file, w.line == 0 ? "" : fmt::format(":{}", w.line),
                                        w.id, w.id.empty() ? "" : " ", w.why));
      if (!feed->lost.empty()) {
        out.cut.push_back(fmt::format("{} ({})", file, feed->lost));
        out.notes.push_back(
            fmt::format("{} was read only in part: what is missing of it was not looked for", file));
      }
      out.indicators.append(std::move(feed->indicators));
    }
  }
  return {};
}

Result<> load_numbers(const ContentRequest& request, Sought& out) {
  for (const auto& file : request.numbers) {
    const auto text = read_file(file, 1u << 30);
    if (!text) return pass(text.error());
    auto list = read_numbers(*text, file);
    if (!list) return pass(list.error());
    out.rows.push_back({"numbers", list->name, "", list->date, list->sha256, ""});
    out.numbers.push_back(std::move(*list));
  }
  return {};
}

Result<> load_exploited(const ContentRequest& request, Sought& out) {
  if (request.exploited.empty()) {
    out.exploited = shipped_exploited();
    return {};
  }
  const auto text = read_file(request.exploited, 16u << 20);
  if (!text) return pass(text.error());
  std::vector<CatalogueFault> faults;
  auto list = read_exploited(*text, request.exploited, faults);
  if (!list) {
    std::vector<std::string> lines;
    for (const auto& f : faults) lines.push_back(fmt::format("line {}: {}", f.line, f.why));
    if (lines.empty()) lines.push_back(fmt::format("line {}: {}", list.error().offset, list.error().what));
    return fail(Fault::malformed, list_faults(request.exploited, lines));
  }
  out.exploited = std::move(*list);
  out.exploited_named = true;
  return {};
}

bool is_known(const Catalogue& catalogue, const std::string& subject) {
  return catalogue.vendor(subject) != nullptr &&
         (subject.starts_with("vendor/") || catalogue.product(subject) != nullptr);
}

// What a directive is about must be known, or nothing would be looked for and nothing found.
Result<> check_subjects(const Directive& directive, const Catalogue& catalogue) {
  for (const auto& subject : directive.subjects)
    if (!is_known(catalogue, subject.ref))
      return fail(
          Fault::not_found,
          fmt::format("directive {} is about \"{}\", which the catalogue does not have: nothing would "
                      "be looked for; give an entry of your own with --catalogue",
                      directive.id, subject.ref));
  return {};
}

// The indicators of every catalogue entry that a directive or --subject names.
Result<> choose_subjects(const ContentRequest& request, Sought& out) {
  for (const auto& subject : request.subjects) {
    if (!is_known(out.catalogue, subject))
      return fail(
          Fault::not_found,
          fmt::format("the catalogue has no subject \"{}\"; `waarborg catalogue show` lists them", subject));
    out.subjects.insert(subject);
  }
  for (const auto& d : out.directives)
    if (auto r = check_subjects(d, out.catalogue); !r) return r;
  for (const auto& d : out.directives)
    for (auto& subject : subjects_of(d, out.catalogue)) out.subjects.insert(std::move(subject));
  for (const auto& entry : out.catalogue.entries) {
    bool used = false;
    std::size_t paths_left = 0;
    for (const auto& indicator : entry.indicators) {
      const bool wanted = std::any_of(out.subjects.begin(), out.subjects.end(),
                                      [&](const auto& s) { return lies_below(indicator.subject, s); });
      if (!wanted) {
        paths_left += indicator.type == Type::path ? 1 : 0;
        continue;
      }
      out.indicators.push_back(indicator);
      used = true;
    }
    if (used)
      out.rows.push_back({"catalogue", entry.subject, entry.version, entry.date, entry.sha256,
                          paths_left == 0 ? "" : std::string(in_part)});
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::uint64_t limit) {
  const int d = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (d < 0) return fail(Fault::not_found, fmt::format("{}: {}", path, std::strerror(errno)));
  struct stat about {};
  std::string out;
  if (fstat(d, &about) == 0 && S_ISREG(about.st_mode))
    out.reserve(static_cast<std::size_t>(about.st_size) + 1);
  for (std::size_t used = 0;;) {
    out.resize(used + std::max<std::size_t>(65536, out.capacity() - used));
    const auto n = read(d, out.data() + used, out.size() - used);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || used + static_cast<std::size_t>(std::max<ssize_t>(n, 0)) > limit) {
      const int why = errno;
      close(d);
      return n < 0 ? fail(Fault::io, fmt::format("{}: {}", path, std::strerror(why)))
                   : fail(Fault::too_big, fmt::format("{} is larger than {} bytes", path, limit));
    }
    used += static_cast<std::size_t>(n);
    if (n == 0) {
      out.resize(used);
      close(d);
      return out;
    }
  }
}

Result<std::vector<std::string>> files_of(const std::string& path,
                                          const std::vector<std::string_view>& endings) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0)
    return fail(Fault::not_found, fmt::format("{}: {}", path, std::strerror(errno)));
  if (!S_ISDIR(about.st_mode)) return std::vector<std::string>{path};
  std::vector<std::string> out;
  DIR* d = opendir(path.c_str());
  if (d == nullptr) return fail(Fault::denied, fmt::format("{}: {}", path, std::strerror(errno)));
  while (const dirent* e = readdir(d)) {
    const std::string_view name(e->d_name);
    if (name.starts_with('.')) continue;
    if (std::any_of(endings.begin(), endings.end(), [&](auto ending) { return name.ends_with(ending); }))
      out.push_back(path + (path.ends_with('/') ? "" : "/") + std::string(name));
  }
  closedir(d);
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::vector<std::string>> feed_files(const std::string& path) {
  return files_of(path, {".stix2", ".stix", ".json", ".csv", ".tsv", ".txt", ".list", ".yaml", ".yml"});
}

std::vector<Indicator> canary_indicators() {
  const auto one = [](Type type, Test test, std::string value) {
    Indicator i;
    i.id = "canary#" + std::string(name_of(type));
    i.subject = "canary";
    i.type = type;
    i.test = test;
    i.value = std::move(value);
    i.weight = Weight::decisive;
    return i;
  };
  return {one(Type::package, Test::exact, "*/waarborg-canary"),
          one(Type::service, Test::exact, "waarborg-canary.service"),
          one(Type::path, Test::exact, "/opt/waarborg-canary"),
          one(Type::domain, Test::exact, "canary.waarborg.invalid"),
          one(Type::cpe, Test::exact, "cpe:/o:waarborg:canary"),
          one(Type::device_id, Test::exact, "waarborg-canary"),
          one(Type::certificate, Test::exact, "CN=Waarborg Canary"),
          one(Type::app_id, Test::exact, "waarborg-canary"),
          one(Type::hash, Test::exact, "54f529383d99243d1373a826955e894670784d56abebdecfe32f084dc2de73f0"),
          one(Type::mac_address, Test::exact, "02:00:5e:10:ca:11"),
          one(Type::process, Test::exact, "waarborg-canary"),
          one(Type::registry_key, Test::exact, "waarborg-canary"),
          one(Type::vendor, Test::words, "Waarborg Canary")};
}

Result<Sought> load_content(const ContentRequest& request) {
  Sought out;
  if (auto r = load_catalogue(request, out); !r) return pass(r.error());
  if (auto r = load_directives(request, out); !r) return pass(r.error());
  out.asked = request.subjects;
  if (auto r = choose_subjects(request, out); !r) return pass(r.error());
  if (auto r = load_feeds(request, out); !r) return pass(r.error());
  if (auto r = load_numbers(request, out); !r) return pass(r.error());
  if (auto r = load_exploited(request, out); !r) return pass(r.error());
  out.nothing_loaded = out.indicators.empty() && out.numbers.empty();
  return out;
}

}  // namespace waarborg
