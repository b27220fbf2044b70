#include "cli/exchange.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/page.h"
#include "cli/password.h"
#include "engine/exchange_door.h"

namespace waarborg {
namespace {

void add_keys(CLI::App& app, int& code) {
  struct State {
    NewKeysRequest request;
    std::string password_file;
    bool no_password = false;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("keys", "Keys for the sealed exchange");
  verb.require_subcommand(1);
  auto& make = *verb.add_subcommand("new", "Make an age key that opens and a minisign key that signs");
  make.add_option("--name", s->request.name, "Whose keys")->required()->type_name("NAME");
  make.add_option("-o", s->request.folder, "Folder for the four files")->required()->type_name("DIR");
  auto* file = make.add_option("--password-file", s->password_file, "Password of both keys; default: asked")
                   ->type_name("FILE");
  make.add_flag("--no-password", s->no_password, "Write the keys unprotected")->excludes(file);
  make.footer("Example:\n  waarborg keys new --name nl-cert -o keys");
  make.callback([s, &code] {
    if (!s->no_password) {
      auto password = ask_new_password("Password for the new keys", s->password_file);
      if (!password) {
        code = failed(password.error());
        return;
      }
      s->request.password = std::move(*password);
    }
    code = show_page(new_keys(s->request), code_incomplete);
  });
}

void add_send(CLI::App& app, int& code) {
  struct State {
    SendRequest request;
    std::string password_file;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("send", "Sign, pad and seal a file, and lay it in a carrier's folder");
  verb.add_option("file", s->request.file, "What to send")->required()->type_name("FILE");
  verb.add_option("--to", s->request.to, "Files with age recipients; all of them can open it")
      ->required()
      ->type_name("KEYFILE");
  verb.add_option("--sign", s->request.key, "minisign secret key")->required()->type_name("KEY");
  verb.add_option("--from", s->request.from, "Your name, as receivers trust it")
      ->required()
      ->type_name("NAME");
  verb.add_option("--carrier", s->request.carrier, "Folder that is carried")->required()->type_name("DIR");
  verb.add_option("--kind", s->request.kind, "What it is: file, return, directive, note")
      ->type_name("KIND")
      ->capture_default_str();
  verb.add_option("--register", s->request.register_file,
                  "Where the numbers of what was sent are kept; default: KEY.sent")
      ->type_name("FILE");
  verb.add_option("--password-file", s->password_file, "Password of the key; default: asked")
      ->type_name("FILE");
  verb.footer(
      "Example:\n  waarborg send return.json --to nl-cert.age.pub --sign me.minisign.key --from agency-7 "
      "--carrier /mnt/usb");
  verb.callback([s, &code] {
    if (needs_password(s->request.key)) {
      auto password = ask_password("Password of the key", s->password_file);
      if (!password) {
        code = failed(password.error());
        return;
      }
      s->request.password = std::move(*password);
    }
    code = show_page(send_file(s->request), code_incomplete);
  });
}

void add_receive(CLI::App& app, int& code) {
  struct State {
    ReceiveRequest request;
    std::string password_file;
  };
  auto s = std::make_shared<State>();
  auto& verb = *app.add_subcommand("receive", "Open and check all parcels of a carrier's folder");
  verb.add_option("--carrier", s->request.carrier, "Folder that was carried")->required()->type_name("DIR");
  verb.add_option("--identity", s->request.identity, "age identity file, protected or not")
      ->required()
      ->type_name("FILE");
  verb.add_option("--trust", s->request.trust, "Whose signature counts; may be given again")
      ->required()
      ->type_name("NAME=FILE.pub");
  verb.add_option("-o", s->request.folder, "Folder for what is accepted")->required()->type_name("DIR");
  verb.add_option("--register", s->request.register_file,
                  "Where it is kept what was received: without it replays cannot be told")
      ->required()
      ->type_name("FILE");
  verb.add_option("--password-file", s->password_file, "Password of the identity; default: asked")
      ->type_name("FILE");
  verb.footer(
      "Example:\n  waarborg receive --carrier /mnt/usb --identity nl-cert.age.key --trust "
      "agency-7=agency-7.minisign.pub"
      " -o in --register received.jsonl\n"
      "Exit codes: 0 nothing was refused; 2 wrong usage; 3 a parcel was refused; 4 failed.");
  verb.callback([s, &code] {
    if (identity_needs_password(s->request.identity)) {
      auto password = ask_password("Password of the identity", s->password_file);
      if (!password) {
        code = failed(password.error());
        return;
      }
      s->request.password = std::move(*password);
    }
    code = show_page(receive_all(s->request), code_incomplete);
  });
}

}  // namespace

void add_exchange(CLI::App& app, int& code) {
  add_keys(app, code);
  add_send(app, code);
  add_receive(app, code);
}

}  // namespace waarborg
