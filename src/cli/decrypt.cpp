#include "cli/decrypt.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "base/text.h"
#include "cli/page.h"
#include "cli/password.h"
#include "engine/decrypt_door.h"

namespace waarborg {
namespace {

constexpr int code_incomplete = 3, code_failed = 4;

// One line of a terminal, written over again; nothing anywhere else.
class StatusLine {
 public:
  explicit StatusLine(bool quiet) : on_(!quiet && isatty(STDERR_FILENO) == 1) {}
  ~StatusLine() { clear(); }
  void show(const std::string& line) {
    const auto now = std::chrono::steady_clock::now();
    if (!on_ || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    shown_ = true;
    std::fprintf(stderr, "\r\033[K%s", shorten(printable(line), page_columns() - 1).c_str());
    std::fflush(stderr);
  }
  void clear() {
    if (std::exchange(shown_, false)) std::fputs("\r\033[K", stderr);
  }

 private:
  bool on_, shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace

void add_decrypt(CLI::App& app, int& code) {
  struct State {
    DecryptRequest request;
    std::string password_file;
  };
  auto s = std::make_shared<State>();
  auto& verb =
      *app.add_subcommand("decrypt", "Write a backup of iOS or Android, encrypted or plain, out as files");
  verb.add_option("backup", s->request.backup,
                  "Folder of a backup of iOS, with Manifest.db in it, or an Android backup (.ab)")
      ->required()
      ->type_name("BACKUP");
  verb.add_option("-o", s->request.folder, "Folder for the files, new or empty")
      ->required()
      ->type_name("DIR");
  verb.add_option("--password-file", s->password_file,
                  "Password of the backup: the first line of a file, or /dev/fd/N; default: asked")
      ->type_name("FILE");
  verb.footer(
      "Examples:\n  waarborg decrypt 00008030-000A1B2C3D4E5F60 -o phone\n"
      "  waarborg decrypt backup.ab -o phone\n"
      "  waarborg decrypt BACKUP -o phone --password-file /dev/fd/3 3< secret\n"
      "Exit codes: 0 everything was written; 2 wrong usage; 3 something failed or was refused;\n"
      "  4 failed, also for a wrong password.");
  verb.callback([s, &app, &code] {
    StatusLine status(app.count("--quiet") != 0);
    s->request.password = [&]() -> Result<std::string> {
      auto password = ask_password("Password of the backup", s->password_file);
      if (!password) return fail(Fault::unsupported, password.error().what);
      return password;
    };
    s->request.progress = [&](const std::string& line) { status.show(line); };
    s->request.told = [&](const std::string& line) {
      status.clear();
      std::fprintf(stderr, "%s\n", printable(line).c_str());
    };
    const auto page = decrypt_backup(s->request);
    status.clear();
    code = show_page(page, code_incomplete);
    if (!page && page.error().fault == Fault::malformed) code = code_failed;
  });
}

}  // namespace waarborg
