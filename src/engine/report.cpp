#include "engine/report.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "outputs/feed_age.h"
#include "outputs/output.h"

namespace waarborg {
namespace {

// To a descriptor, in pieces; the first failure is kept, what follows is dropped.
class DescriptorWriter : public Writer {
 public:
  explicit DescriptorWriter(int descriptor) : descriptor_(descriptor) {}
  void write(std::string_view bytes) override {
    buffer_ += bytes;
    if (buffer_.size() >= 1u << 16) flush();
  }
  void flush() {
    for (std::string_view rest = buffer_; !rest.empty() && error_ == 0;) {
      const auto n = ::write(descriptor_, rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0)
        error_ = errno;
      else
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
    buffer_.clear();
  }
  int error() const { return error_; }

 private:
  int descriptor_, error_ = 0;
  std::string buffer_;
};

template <class T>
std::vector<std::string> names_of(const std::vector<T>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.emplace_back(one.name);
  return out;
}

Result<> write_to(int descriptor, CaseView& view, const View& what, const Format& how,
                  const ReportOptions& options) {
  DescriptorWriter out(descriptor);
  auto written = how.write(view, what, options, out);
  out.flush();
  if (!written) return written;
  if (out.error() != 0 && out.error() != EPIPE) return fail(Fault::io, std::strerror(out.error()));
  return {};
}

// A day as an end is meant with all its hours.
Result<RowFilter> filter_of(const ReportRequest& request) {
  RowFilter out;
  if (request.from.empty() && request.until.empty() && request.filter.empty()) return out;
  if (request.view != "timeline")
    return fail(Fault::unsupported, "--from, --until and --filter go with --as timeline");
  const auto time = [](const std::string& text, std::optional<Time>& into) {
    if (text.empty()) return true;
    into = parse_time(text);
    return into.has_value();
  };
  if (!time(request.from, out.from)) return fail(Fault::malformed, "--from is no date: write 2026-11-22");
  if (!time(request.until, out.until)) return fail(Fault::malformed, "--until is no date: write 2026-11-22");
  if (out.until && is_date(request.until)) *out.until += std::chrono::days(1);
  if (out.from && out.until && *out.until <= *out.from)
    return fail(Fault::malformed, "--until lies before --from: there is nothing between them");
  for (const auto word : words(request.filter)) out.words.push_back(lower(word));
  return out;
}

}  // namespace

std::vector<std::string> view_names() {
  return names_of(all_views());
}
std::vector<std::string> format_names() {
  return names_of(all_formats());
}
std::vector<std::string> language_names() {
  return {languages().begin(), languages().end()};
}

std::vector<std::string> notes_on_feeds(CaseView& view, const std::string& language) {
  return feed_notes(view, language);
}

Result<> report(CaseView& view, const ReportRequest& request) {
  const auto* what = view_named(request.view);
  const auto* how = format_named(request.format);
  if (what == nullptr || how == nullptr) return fail(Fault::unsupported, "no such view or format");
  ReportOptions options{.language = request.language, .columns = request.columns, .colour = request.colour};
  auto filter = filter_of(request);
  if (!filter) return pass(filter.error());
  options.filter = std::move(*filter);
  std::unique_ptr<CaseView> older;
  if (!request.against.empty()) {
    auto opened = CaseView::open(request.against);
    if (!opened)
      return fail(opened.error().fault, fmt::format("{}: {}", request.against, opened.error().what));
    older = std::move(*opened);
    options.against = older.get();
  }
  if (request.output.empty()) return write_to(STDOUT_FILENO, view, *what, *how, options);
  // A device or a pipe is written to; only a file is replaced.
  struct stat about {};
  if (stat(request.output.c_str(), &about) == 0 && !S_ISREG(about.st_mode)) {
    const int direct = open(request.output.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (direct < 0) return fail(Fault::io, fmt::format("{}: {}", request.output, std::strerror(errno)));
    auto written = write_to(direct, view, *what, *how, options);
    close(direct);
    return written;
  }
  // Under another name until it is whole: nobody reads half a report.
  const auto partial = request.output + ".partial";
  const int d = open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (d < 0) return fail(Fault::io, fmt::format("{}: {}", partial, std::strerror(errno)));
  auto written = write_to(d, view, *what, *how, options);
  if (written && (fsync(d) != 0 || rename(partial.c_str(), request.output.c_str()) != 0))
    written = fail(Fault::io, fmt::format("{}: {}", request.output, std::strerror(errno)));
  close(d);
  if (!written) unlink(partial.c_str());
  return written;
}

Result<> report_case(const std::string& case_file, const ReportRequest& request) {
  auto view = CaseView::open(case_file);
  if (!view) return fail(view.error().fault, fmt::format("{}: {}", case_file, view.error().what));
  return report(**view, request);
}

}  // namespace waarborg
