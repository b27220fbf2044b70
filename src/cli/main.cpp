// The command line: a thin door. It reads options, asks the engine and shows what comes back.
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "base/text.h"
#include "cli/answer.h"
#include "cli/assess.h"
#include "cli/catalogue_fetch.h"
#include "cli/catalogue_numbers.h"
#include "cli/compile.h"
#include "cli/completion.h"
#include "cli/decrypt.h"
#include "cli/directive.h"
#include "cli/exchange.h"
#include "cli/ledger.h"
#include "cli/password.h"
#include "engine/answer_door.h"
#include "engine/decisions.h"
#include "engine/own_sbom.h"
#include "engine/report.h"
#include "engine/request.h"
#include "engine/safe_output.h"

namespace {

using namespace waarborg;

constexpr int code_usage = 2, code_failed = 4;

bool quiet = false;

std::size_t terminal_columns(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 100;
}

bool may_colour(int descriptor) {
  const char* no = std::getenv("NO_COLOR");
  return isatty(descriptor) == 1 && (no == nullptr || *no == '\0');
}

// A line on a terminal, from the second second on; nothing anywhere else.
class Progress {
 public:
  void operator()(const std::string& line) {
    const auto now = std::chrono::steady_clock::now();
    if (quiet || isatty(STDERR_FILENO) != 1 || now - begun_ < std::chrono::seconds(2) ||
        now - last_ < std::chrono::milliseconds(200))
      return;
    last_ = now;
    shown_ = true;
    std::fprintf(stderr, "\r\033[K%s",
                 printable(line).substr(0, terminal_columns(STDERR_FILENO) - 1).c_str());
    std::fflush(stderr);
  }
  void clear() {
    if (shown_) std::fputs("\r\033[K", stderr);
    shown_ = false;
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now(), last_{};
  bool shown_ = false;
};

// Messages quote names of files and words of evidence: nothing of them may steer a terminal.
std::string harmless(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += printable(text.substr(at, end - at));
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

void say(const std::string& line) {
  if (!quiet) std::fprintf(stderr, "%s\n", harmless(line).c_str());
}

int failed(const Error& error) {
  std::fprintf(stderr, "waarborg: %s\n", harmless(error.what).c_str());
  // What was named on the command line and is not there, or is no such thing, is wrong usage; the rest
  // failed.
  return error.fault == Fault::not_found || error.fault == Fault::unsupported ||
                 error.fault == Fault::malformed
             ? code_usage
             : code_failed;
}

int show(const Result<Page>& page, int code_when_bad = 1) {
  if (!page) return failed(page.error());
  std::fputs(page->text.c_str(), stdout);
  return page->good ? 0 : code_when_bad;
}

void add_content(CLI::App& verb, ContentRequest& content) {
  verb.add_option(
          "--directive", content.directives,
          "Directive: a file (YAML), a folder of them or the id of a shipped one; default: all shipped ones")
      ->type_name("FILE|DIR")
      ->group("What to look for");
  verb.add_option("--subject", content.subjects,
                  "Subject of the catalogue, e.g. vendor/kaspersky; needs no directive")
      ->type_name("SUBJECT")
      ->group("What to look for");
  verb.add_option("--indicators", content.indicators,
                  "Indicators that others publish: STIX 2, MISP, CSV, YAML, plain lists")
      ->type_name("FILE|DIR")
      ->group("What to look for");
  verb.add_option("--numbers", content.numbers,
                  "Is a number or address of this device on a list of targets? Made by catalogue numbers")
      ->type_name("FILE")
      ->group("What to look for");
  verb.add_option(
          "--exploited", content.exploited,
          "Your own list of versions of iOS and Android with exploited weaknesses (YAML); default: the "
          "shipped one")
      ->type_name("FILE")
      ->group("What to look for");
  verb.add_option("--catalogue", content.catalogues, "Your own catalogue entries (YAML)")
      ->type_name("FILE|DIR")
      ->group("What to look for");
}

void add_fail_on(CLI::App& verb, std::string& fail_on) {
  verb.add_option("--fail-on", fail_on, "Give exit code 1 from this confidence on")
      ->check(CLI::IsMember({"confirmed", "probable", "lead", "none"}))
      ->capture_default_str();
}

std::optional<Confidence> confidence(const std::string& text) {
  if (text == "confirmed") return Confidence::confirmed;
  if (text == "probable") return Confidence::probable;
  if (text == "lead") return Confidence::lead;
  return {};
}

void add_output(CLI::App& verb, ReportRequest& report) {
  verb.add_option("--format", report.format, "How to write the result")
      ->check(CLI::IsMember(format_names()))
      ->capture_default_str()
      ->group("Result");
  verb.add_option("--output", report.output, "File for the result; default: standard output")
      ->type_name("FILE")
      ->group("Result");
  verb.add_option("--lang", report.language, "Language of tables and pages")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str()
      ->group("Result");
}

void finish_output(ReportRequest& report) {
  report.columns = terminal_columns(STDOUT_FILENO);
  report.colour = report.output.empty() && may_colour(STDOUT_FILENO);
}

int show_result(ScanResult& result, const ReportRequest& request) {
  for (std::size_t i = 0; i < result.notes.size() && i < 20; ++i) say("note: " + result.notes[i]);
  if (result.notes.size() > 20) say("note: and " + std::to_string(result.notes.size() - 20) + " more notes");
  for (const auto& note : notes_on_feeds(*result.view, request.language)) say(note);
  if (auto written = report(*result.view, request); !written) return failed(written.error());
  return result.summary.exit_code;
}

// From a file, or asked on the terminal without an echo; never from the command line.
std::string password_from(const std::string& file) {
  std::string line;
  if (!file.empty()) {
    if (std::FILE* f = std::fopen(file.c_str(), "re")) {
      for (int c = std::fgetc(f); c != EOF && c != '\n'; c = std::fgetc(f)) line += static_cast<char>(c);
      std::fclose(f);
    }
    return line;
  }
  termios before{};
  const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::fputs("Password of the key: ", stderr);
  }
  std::getline(std::cin, line);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputs("\n", stderr);
  }
  return line;
}

void add_scan(CLI::App& app, int& code) {
  struct State {
    ScanRequest scan;
    ReportRequest report;
    std::string fail_on = "probable", depth, keep, password_file;
    std::uint64_t megabytes = Limits().job_output_bytes >> 20;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand(
      "scan", "Read evidence, match it, print what was found; nothing leaves the machine");
  verb.add_option("evidence", s->scan.evidence, "Folders, live roots, archives or files")
      ->required()
      ->type_name("EVIDENCE");
  verb.add_option("-o", s->scan.case_file, "Keep everything that was read as a case")->type_name("FILE.case");
  add_content(verb, s->scan.content);
  verb.add_option(
          "--as", s->scan.as,
          "What the evidence is, where its content does not say: a reader's name, archive, folder, live")
      ->type_name("KIND")
      ->group("Reading");
  verb.add_option("--depth", s->depth,
                  "known: known places only; names: and every name; full: and archives. Default: full, names "
                  "for a live root")
      ->check(CLI::IsMember({"known", "names", "full"}))
      ->group("Reading");
  verb.add_option("--jobs", s->scan.jobs, "Workers at once")
      ->check(CLI::Range(1u, 64u))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--job-seconds", s->scan.limits.job_seconds,
                  "End a reader that gives no sign of life for so long")
      ->check(CLI::Range(1u, 86400u))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--job-total-seconds", s->scan.limits.job_total_seconds,
                  "End a reader that takes longer over one file or archive")
      ->check(CLI::Range(1u, 31536000u))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--job-megabytes", s->megabytes,
                  "End a reader that tells more than this of one file or archive")
      ->check(CLI::Range(1u, 1u << 20))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option(
          "--keep", s->keep,
          "all: every observation; findings: what was found, programs and devices. Default: all with -o")
      ->check(CLI::IsMember({"all", "findings"}))
      ->group("Reading");
  verb.add_option("--device", s->scan.device, "Name of the device the evidence is of")
      ->type_name("NAME")
      ->group("Where it comes from");
  verb.add_option("--organisation", s->scan.organisation, "Whose it is")
      ->type_name("ORG")
      ->group("Where it comes from");
  verb.add_option("--ownership", s->scan.ownership, "Whose device it is")
      ->check(CLI::IsMember({"organisation", "cope", "byod", "private"}))
      ->group("Where it comes from");
  verb.add_option("--taken", s->scan.taken, "When the evidence was made: 2026-11-22 or 2026-11-22T10:00:00Z")
      ->type_name("DATE")
      ->group("Where it comes from")
      ->check([](const std::string& text) {
        return parse_time(text) ? std::string() : "is no date: write 2026-11-22";
      });
  verb.add_option("--password-file", s->password_file,
                  "Passwords of encrypted backups, one a line, each tried on every backup: a file, or "
                  "/dev/fd/N; default: asked on a terminal")
      ->type_name("FILE")
      ->group("Reading");
  add_fail_on(verb, s->fail_on);
  add_output(verb, s->report);
  verb.footer(
      "Examples:\n"
      "  sudo waarborg scan / --format html --output report.html\n"
      "  waarborg scan rootfs.tar.zst -o host.case --device web-1\n"
      "  waarborg scan query.log --subject vendor/kaspersky --fail-on lead\n"
      "Exit codes: 0 nothing found and everything needed was read; 1 found; 2 wrong usage;\n"
      "  3 something needed could not be read; 4 failed.");
  verb.callback([s, &code] {
    s->scan.fail_on = confidence(s->fail_on);
    s->scan.limits.job_output_bytes = s->megabytes << 20;
    if (!s->depth.empty())
      s->scan.depth = s->depth == "known" ? Depth::known : s->depth == "names" ? Depth::names : Depth::full;
    if (!s->keep.empty()) s->scan.keep = s->keep == "all" ? Keep::all : Keep::findings;
    if (auto safe =
            guard_inputs(s->scan.evidence, {{"-o", s->scan.case_file}, {"--output", s->report.output}});
        !safe) {
      code = failed(safe.error());
      return;
    }
    Progress progress;
    s->scan.progress = [&](const std::string& line) { progress(line); };
    BackupPasswords passwords;
    if (auto opened = passwords.from(s->password_file); !opened) {
      code = failed(opened.error());
      return;
    }
    s->scan.passwords = [&](const std::string& backup, bool tried) {
      progress.clear();
      return passwords.more(backup, tried);
    };
    finish_output(s->report);
    auto result = scan(s->scan);
    progress.clear();
    code = result ? show_result(*result, s->report) : failed(result.error());
  });
}

void add_match(CLI::App& app, int& code) {
  struct State {
    MatchRequest match;
    ReportRequest report;
    std::string fail_on = "probable";
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand(
      "match", "Match newer directives and indicators with stored cases, without the evidence");
  verb.add_option("case", s->match.cases, "Cases written by scan -o")->required()->type_name("CASE");
  add_content(verb, s->match.content);
  verb.add_option("--jobs", s->match.jobs, "Threads")->check(CLI::Range(1u, 64u))->capture_default_str();
  add_fail_on(verb, s->fail_on);
  add_output(verb, s->report);
  verb.footer("Example:\n  waarborg match host.case --subject vendor/bytedance");
  verb.callback([s, &code] {
    s->match.fail_on = confidence(s->fail_on);
    finish_output(s->report);
    if (auto safe = guard_inputs(s->match.cases, {{"--output", s->report.output}}); !safe) {
      code = failed(safe.error());
      return;
    }
    auto results = match_cases(s->match);
    if (!results) {
      code = failed(results.error());
      return;
    }
    // Several cases: 4 over 1 over 3 over 0, as one scan of all would have it.
    for (auto& result : *results) {
      const int one = show_result(result, s->report);
      if (one == code_failed || code == 0 || (code == 3 && one == 1)) code = one;
    }
  });
}

void add_report(CLI::App& app, int& code) {
  struct State {
    std::string file;
    ReportRequest report;
    LedgerPlace ledger;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("report", "Tell what a case holds, or how a ledger stands");
  verb.add_option("case", s->file, "A case written by scan -o")->type_name("CASE");
  verb.add_option("--ledger", s->ledger.ledger, "Instead of a case: a ledger, as a page (--format html)")
      ->type_name("FILE|postgresql://...");
  verb.add_option("--as-of", s->ledger.as_of,
                  "The ledger as known then. A date is the end of that day; default: now")
      ->type_name("DATE");
  verb.add_option("--as", s->report.view, "What to tell")
      ->check(CLI::IsMember(view_names()))
      ->capture_default_str();
  verb.add_option("--against", s->report.against, "An older case: says what is new, gone or the same")
      ->type_name("OLDER.case");
  verb.add_option("--from", s->report.from, "Of a timeline: from this day or time on, UTC")
      ->type_name("DATE");
  verb.add_option("--until", s->report.until, "Of a timeline: up to this day, with it, or up to this time")
      ->type_name("DATE");
  verb.add_option("--filter", s->report.filter, "Of a timeline: only rows that hold every one of these words")
      ->type_name("WORDS");
  add_output(verb, s->report);
  verb.footer(
      "Examples:\n  waarborg report phone.case --as timeline --from 2026-10-01 --until 2026-10-31 --format "
      "html\n"
      "  waarborg report host.case --as inventory --format csv --output programs.csv\n"
      "  waarborg report host.case --format html --lang nl --output rapport.html\n"
      "  waarborg report --ledger nl.ledger --as-of 2026-12-31 --format html --output state.html");
  verb.callback([s, &code] {
    finish_output(s->report);
    const bool ledger = !s->ledger.ledger.empty();
    if (ledger != s->file.empty() || (!ledger && !s->ledger.as_of.empty()) ||
        (ledger && s->report.format != "html")) {
      code = failed({Fault::unsupported,
                     "report needs a case, or --ledger with --format html; --as-of goes with --ledger"});
      return;
    }
    const auto safe =
        guard_inputs({s->file, s->report.against, s->ledger.ledger}, {{"--output", s->report.output}});
    const auto done = !safe    ? safe
                      : ledger ? report_ledger(s->ledger, s->report.language, s->report.output)
                               : report_case(s->file, s->report);
    code = done ? 0 : failed(done.error());
  });
}

void add_directive(CLI::App& app, int& code) {
  struct State {
    std::vector<std::string> files, keys;
    std::string as_of, file, language = "en", role, key, comment, password_file;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand(
      "directive", "Check, show, sign and verify directives; letters, what binds whom, dry runs");
  verb.require_subcommand(1);
  auto& check = *verb.add_subcommand("check", "Is it valid, and what does it leave open?");
  check.add_option("file", s->files, "Directives or folders")->required()->type_name("FILE|DIR");
  check.callback([s, &code] { code = show(check_directives(s->files)); });
  auto& page = *verb.add_subcommand("show", "A directive as a page");
  page.add_option("directive", s->file, "A file, or the id of a shipped directive")
      ->required()
      ->type_name("FILE|ID");
  page.add_option("--lang", s->language, "Language of its texts")
      ->check(CLI::IsMember(language_names()))
      ->capture_default_str();
  page.callback(
      [s, &code] { code = show(show_directive(s->file, s->language, terminal_columns(STDOUT_FILENO))); });
  auto& sign = *verb.add_subcommand("sign", "Write FILE.ROLE.minisig with a minisign secret key");
  sign.add_option("file", s->file, "The directive")->required()->type_name("FILE");
  sign.add_option("--role", s->role, "In which role")->required()->type_name("ROLE");
  sign.add_option("--key", s->key, "minisign secret key")->required()->type_name("FILE");
  sign.add_option("--comment", s->comment, "Trusted comment; default: time and file")->type_name("TEXT");
  sign.add_option("--password-file", s->password_file, "Password of the key; default: asked")
      ->type_name("FILE");
  sign.callback([s, &code] {
    const auto password = needs_password(s->key) ? password_from(s->password_file) : std::string();
    code = show(sign_directive(s->file, s->role, s->key, s->comment, password));
  });
  auto& verify = *verb.add_subcommand("verify", "Have enough of the named roles signed exactly this file?");
  verify.add_option("file", s->file, "The directive, its signatures beside it")
      ->required()
      ->type_name("FILE");
  verify.add_option("--key", s->keys, "A key you trust, for a role or for any")->type_name("[ROLE=]FILE.pub");
  verify.add_option("--as-of", s->as_of, "Was it in force on that day? Default: today")->type_name("DATE");
  verify.callback([s, &code] { code = show(verify_directive(s->file, s->keys, s->as_of)); });
  add_directive_meaning(verb, code);
  verb.footer(
      "Examples:\n  waarborg directive show nl-2018-kaspersky --lang nl\n"
      "  waarborg directive sign decision.yaml --role minister --key minister.key\n"
      "  waarborg directive verify decision.yaml --key minister=minister.pub");
}

void add_catalogue(CLI::App& app, int& code) {
  struct State {
    std::vector<std::string> files, indicators;
    std::string subject;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("catalogue", "Check and show the catalogue of vendors and products");
  verb.require_subcommand(1);
  auto& check = *verb.add_subcommand("check", "Are entries valid, and what would a careful reader question?");
  check.add_option("file", s->files, "Entries or folders; default: the shipped catalogue")
      ->type_name("FILE|DIR");
  check.add_option("--indicators", s->indicators, "Instead, or as well: feeds of indicators")
      ->type_name("FILE|DIR");
  check.callback([s, &code] {
    if (s->indicators.empty() || !s->files.empty()) code = show(check_catalogue(s->files));
    if (!s->indicators.empty()) code = std::max(code, show(check_feeds(s->indicators)));
  });
  auto& page = *verb.add_subcommand("show", "One subject, or the list of all");
  page.add_option("subject", s->subject, "e.g. vendor/kaspersky or product/kaspersky/kesl")
      ->type_name("SUBJECT");
  page.callback([s, &code] { code = show(show_catalogue(s->subject, terminal_columns(STDOUT_FILENO))); });
  add_catalogue_fetch(verb, code);
  add_catalogue_numbers(verb, code);
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is an error of the write, to be told like a full disk
  try {
    CLI::App app(
        "waarborg: turn a decision about a product into evidence of where it runs and that it is gone");
    app.name("waarborg");
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of every verb");
    app.add_flag("--quiet,-q", quiet, "Say nothing but the result");
    app.fallthrough();
    int code = 0;
    add_scan(app, code);
    add_report(app, code);
    add_match(app, code);
    add_directive(app, code);
    add_assess(app, code);
    add_catalogue(app, code);
    add_compile(app, code);
    add_ledger(app, code);
    add_answer(app, code);
    add_decrypt(app, code);
    add_exchange(app, code);
    bool sbom = false;
    auto& version = *app.add_subcommand("version", "Version of this program");
    version.add_flag("--sbom", sbom,
                     "Its bill of materials: itself and the libraries it was made with (CycloneDX 1.6)");
    version.callback(
        [&sbom] { std::fputs(sbom ? own_sbom().c_str() : "waarborg " WAARBORG_VERSION "\n", stdout); });
    std::string shell = "bash";
    auto& completion =
        *app.add_subcommand("completion", "Completion for a shell: source <(waarborg completion bash)");
    completion.add_option("shell", shell, "bash, zsh or fish")->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completion.callback([&] { std::fputs(completion_script(app, shell).c_str(), stdout); });
    app.footer("Begin with: sudo waarborg scan /");
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      std::ostringstream out, error;
      const int said = app.exit(e, out, error);
      std::fputs(harmless(out.str()).c_str(), stdout);
      std::fputs(harmless(error.str()).c_str(), stderr);
      return said == 0 ? 0 : code_usage;
    }
    return code;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "waarborg: failed: %s\n", e.what());
    return code_failed;
  }
}
