#include "cli/decrypt.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/page.h"
#include "cli/password.h"
#include "engine/decrypt_door.h"

namespace waarborg {
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
                  "Passwords to try, one a line of a file, or /dev/fd/N; default: asked")
      ->type_name("FILE");
  verb.footer(
      "Examples:\n  waarborg decrypt 00008030-000A1B2C3D4E5F60 -o phone\n"
      "  waarborg decrypt backup.ab -o phone\n"
      "  waarborg decrypt BACKUP -o phone --password-file /dev/fd/3 3< secret\n"
      "Exit codes: 0 everything was written; 2 wrong usage; 3 something failed or was refused;\n"
      "  4 failed, also for a wrong password.");
  verb.callback([s, &app, &code] {
    StatusLine status(app.count("--quiet") != 0);
    s->request.passwords = [&]() -> Result<std::vector<std::shared_ptr<const SecretText>>> {
      auto passwords = ask_passwords("Password of the backup", s->password_file);
      if (!passwords) return fail(Fault::unsupported, passwords.error().what);
      return passwords;
    };
    s->request.progress = [&](const std::string& line) { status.show(line); };
    s->request.told = [&](const std::string& line) {
      status.clear();
      say(line);
    };
    const auto page = decrypt_backup(s->request);
    status.clear();
    code = show_page(page, code_incomplete);
    if (!page && page.error().fault == Fault::malformed) code = code_failed;
  });
}

}  // namespace waarborg
