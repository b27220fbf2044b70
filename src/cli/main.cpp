// The command line: a thin door. It reads options, asks the engine and shows what comes back.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <sstream>

#include "cli/answer.h"
#include "cli/assess.h"
#include "cli/cases.h"
#include "cli/catalogue.h"
#include "cli/compile.h"
#include "cli/completion.h"
#include "cli/decrypt.h"
#include "cli/directive.h"
#include "cli/exchange.h"
#include "cli/ledger.h"
#include "cli/scan.h"
#include "cli/terminal.h"
#include "engine/own_sbom.h"

namespace waarborg {
namespace {

int run(int argc, char** argv) {
  signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is an error of the write, to be told like a full disk
  try {
    CLI::App app(
        "waarborg: turn a decision about a product into evidence of where it runs and that it is gone");
    app.name("waarborg");
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of every verb");
    app.add_flag("--quiet,-q")->description("Say nothing but the result");
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

}  // namespace
}  // namespace waarborg

int main(int argc, char** argv) {
  return waarborg::run(argc, argv);
}
