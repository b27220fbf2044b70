#include "engine/compile_door.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/compile_write.h"
#include "engine/sought.h"
#include "outputs/artefact.h"

namespace waarborg {
namespace {

struct Content {
  Directive directive;
  Catalogue catalogue;
  std::vector<std::string> made_from;
};

Result<Content> content_of(const CompileRequest& request) {
  const auto& shipped = shipped_directives();
  const auto known = std::ranges::find(shipped, request.directive, &Directive::id);
  ContentRequest content;
  content.catalogues = request.catalogues;
  if (known == shipped.end()) content.directives = {request.directive};
  auto sought = load_content(content);
  if (!sought) {
    if (sought.error().fault != Fault::not_found || known != shipped.end()) return pass(sought.error());
    std::string ids;
    for (const auto& d : shipped) ids += "\n  " + d.id;
    return fail(Fault::not_found, fmt::format("{}\nThe shipped directives are:{}", sought.error().what, ids));
  }
  if (known == shipped.end() && sought->directives.size() != 1)
    return fail(Fault::malformed, fmt::format("{} holds {} directives: name one", request.directive,
                                              sought->directives.size()));
  Content out;
  out.directive = known != shipped.end() ? *known : sought->directives.front();
  const auto meant = subjects_of(out.directive, sought->catalogue);
  for (const auto& row : sought->rows) {
    const bool is_this = row.what == "directive" && row.name == out.directive.id;
    const bool is_meant = row.what == "catalogue" && std::ranges::any_of(meant, [&](const auto& subject) {
                            const auto* vendor = sought->catalogue.vendor(subject);
                            return vendor != nullptr && vendor->subject == row.name;
                          });
    if (is_this || is_meant)
      out.made_from.push_back(fmt::format("{} {} version {}, sha256 {}{}", row.what, row.name, row.version,
                                          row.sha256, row.signature.empty() ? "" : ", " + row.signature));
  }
  out.catalogue = std::move(sought->catalogue);
  return out;
}

Result<std::vector<PassThrough>> exceptions_of(const std::vector<std::string>& texts) {
  std::vector<PassThrough> out;
  for (const auto& text : texts) {
    const auto parts = split(text, ',');
    if (parts.size() != 3)
      return fail(Fault::malformed,
                  fmt::format("\"{}\": write an exception as ID,CLIENT,LAST-DAY", printable(text)));
    out.push_back({std::string(trim(parts[0])), std::string(trim(parts[1])), std::string(trim(parts[2]))});
  }
  return out;
}

}  // namespace

std::vector<std::string> target_names() {
  std::vector<std::string> out;
  for (const auto& a : all_artefacts()) out.emplace_back(a.name);
  return out;
}

std::string targets_for_people() {
  std::string out;
  for (const auto& a : all_artefacts())
    out += fmt::format("  {:<9} {}\n            needs {}\n", a.name, a.about, a.needs);
  return out;
}

Result<Page> compile_directive(const CompileRequest& request) {
  std::vector<const Artefact*> targets;
  for (const auto& name : std::set<std::string>(request.targets.begin(), request.targets.end())) {
    targets.push_back(artefact_named(name));
    if (targets.back() == nullptr)
      return fail(Fault::not_found, fmt::format("\"{}\" is no target; the targets are:\n{}", printable(name),
                                                targets_for_people()));
  }
  auto content = content_of(request);
  if (!content) return pass(content.error());
  auto exceptions = exceptions_of(request.exceptions);
  if (!exceptions) return pass(exceptions.error());
  const CompileOptions options{.now = Clock::now(),
                               .clause = request.clause,
                               .valid = request.valid,
                               .strict = request.strict,
                               .exceptions = std::move(*exceptions)};
  // Everything is compiled before anything is written: a refusal leaves no half of a set behind.
  Page page;
  std::vector<FileToWrite> files;
  for (const auto* target : targets) {
    auto made =
        compile_artefact(*target, content->directive, content->catalogue, options, content->made_from);
    if (!made) return pass(made.error());
    if (made->files.empty()) {
      page.good = false;
      page.text += fmt::format("{}: nothing made: none of {} identifiers can be said for it\n", target->name,
                               made->unused.size());
      for (const auto& u : made->unused)
        page.text += fmt::format("  {}: {}\n", printable(u.value), printable(u.said));
      continue;
    }
    for (auto& f : made->files) {
      page.text += fmt::format("{}/{}/{}\n", request.folder, target->name, f.name);
      files.push_back({std::string(target->name), f.name, std::move(f.bytes)});
    }
    page.text += fmt::format("  {}: {} identifiers used, {} not expressible; read {}/MANIFEST.txt first\n",
                             target->name, made->used.size(), made->unused.size(), target->name);
    for (const auto& line : made->besides) page.text += fmt::format("  also breaks: {}\n", printable(line));
  }
  if (auto written = write_files(request.folder, files, request.force); !written)
    return pass(written.error());
  return page;
}

}  // namespace waarborg
